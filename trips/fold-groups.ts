import { cellCode, filingLevel, flowFarLevel, groupRollupLevel } from './cell.ts'
import { GrowingColumn } from './growing-column.ts'
import { hourOfTime, hourOfWeekOfTime, hoursOfDay, hoursOfWeek } from './iso-week.ts'
import { KeyCounter } from './key-counter.ts'
import { segmentTripsUsual } from './segment.ts'
import type { SortedEnd } from './sorted-end.ts'
import { cutAbove, type Tract, world } from './tract.ts'
import { type WhenIndex, whenColumns } from './when-index.ts'

/** Counts of trips as columns: row i says that `trips[i]` trips have the values of the other columns. */
export type GroupCounts = {
  length: number
  origin: Uint32Array
  destination: Uint32Array
  hour: Uint32Array
  week: Uint32Array
  datasource: Uint32Array
  trips: Uint32Array
}

type Hours = { hours: number; hourOf: (time: number) => number }
const byHourOfDay: Hours = { hours: hoursOfDay, hourOf: hourOfTime }
export const byHourOfWeek: Hours = { hours: hoursOfWeek, hourOf: hourOfWeekOfTime }

/**
 * Trips by (origin cell, destination cell, hour, week, datasource) at the group rollup level, in ascending order, from trips filed
 * by origin. Each run of one origin cell is counted in a table that stays in the processor's cache.
 */
export function foldGroups(
  { length, cell, farU, farV, time, when }: SortedEnd,
  whens: WhenIndex,
  { hours: hourCount, hourOf } = byHourOfDay,
): GroupCounts {
  const shift = 32 - groupRollupLevel
  const up = 2 * (filingLevel - groupRollupLevel)
  const counter = new KeyCounter()
  const column = () => new GrowingColumn()
  const [origins, flows, hours, pairs, trips] = [column(), column(), column(), column(), column()]
  for (let from = 0; from < length; ) {
    const origin = cell[from] >>> up
    counter.clear()
    let to = from
    for (; to < length && cell[to] >>> up === origin; to++) {
      const flow = cellCode(farU[to] >>> shift, farV[to] >>> shift)
      counter.add((flow * hourCount + hourOf(time[to])) * whens.size + when[to])
    }
    // A lone key needs no order: most of them where trips are scattered.
    const keys = counter.size === 1 ? counter.keys : counter.keys.slice(0, counter.size).sort()
    for (let k = 0; k < counter.size; k++) {
      const flowHour = Math.floor(keys[k] / whens.size)
      origins.push(origin)
      flows.push(Math.floor(flowHour / hourCount))
      hours.push(flowHour % hourCount)
      pairs.push(keys[k] % whens.size)
      trips.push(counter.get(keys[k]))
    }
    from = to
  }
  return {
    length: origins.length,
    origin: origins.values,
    destination: flows.values,
    hour: hours.values,
    ...whenColumns(pairs.values, whens),
    trips: trips.values,
  }
}

/** Counts of flows: `cell` at filingLevel, `far` at flowFarLevel, hour of the day. */
export type FlowCounts = {
  length: number
  cell: Uint32Array
  far: Uint32Array
  hour: Uint32Array
  week: Uint32Array
  datasource: Uint32Array
  trips: Uint32Array
}

/** Trips by (cell of the end they are filed by, far cell, hour), of the cells that were split (fold-cells.ts), in ascending order. */
export function foldFlows({ length, cell, farU, farV, time }: SortedEnd, tracts: readonly Tract[] = [world]): FlowCounts {
  const shift = 32 - flowFarLevel
  const cut = cutAbove(tracts, filingLevel)
  const counter = new KeyCounter()
  const column = () => new GrowingColumn()
  const [cells, fars, hours, trips] = [column(), column(), column(), column()]
  for (let from = 0; from < length; ) {
    const code = cell[from]
    let to = from + 1
    while (to < length && cell[to] === code) to++
    if (to - from > segmentTripsUsual || cut.has(code)) {
      counter.clear()
      for (let i = from; i < to; i++)
        counter.add(cellCode(farU[i] >>> shift, farV[i] >>> shift) * hoursOfDay + hourOfTime(time[i]))
      for (const key of counter.keys.slice(0, counter.size).sort()) {
        cells.push(code)
        fars.push(Math.floor(key / hoursOfDay))
        hours.push(key % hoursOfDay)
        trips.push(counter.get(key))
      }
    }
    from = to
  }
  const none = new Uint32Array(cells.length)
  return {
    ...{ length: cells.length, cell: cells.values, far: fars.values, hour: hours.values },
    ...{ week: none, datasource: none, trips: trips.values },
  }
}
