import { cellCode, filingLevel, groupRollupLevel } from './cell.ts'
import { GrowingColumn } from './growing-column.ts'
import { hourOfTime, hourOfWeekOfTime, hoursOfDay, hoursOfWeek } from './iso-week.ts'
import { KeyCounter } from './key-counter.ts'
import type { SortedEnd } from './sorted-end.ts'
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
