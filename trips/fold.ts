import { ancestorCell, cellCode, cellRollupLevels, groupRollupLevel, segmentLevel } from './cell.ts'
import { hourOfTime, weekOfTime } from './iso-week.ts'
import { KeyCounter } from './key-counter.ts'
import { destination, type EndColumns, origin, type TripEnd } from './segment.ts'

/**
 * Trips in storage units, all arrays of at least `length` rows: grid units, wall seconds, dictionary ids and the two halves
 * of each row's hash.
 */
export type StoredTrips = {
  length: number
  originU: Uint32Array
  originV: Uint32Array
  destinationU: Uint32Array
  destinationV: Uint32Array
  time: Uint32Array
  region: Uint32Array
  datasource: Uint32Array
  hashLow: Uint32Array
  hashHigh: Uint32Array
}

export type CellRollup = { end: TripEnd; level: number; cell: number; week: number; datasource: number; trips: number }
export type RegionRollup = { region: number; week: number; datasource: number; trips: number; timeMin: number; timeMax: number }
export type GroupRollup = { origin: number; destination: number; hour: number; week: number; datasource: number; trips: number }

/** One end of the trips with the segment-level cell of each point. */
export function endColumns(trips: StoredTrips, end: TripEnd): EndColumns {
  const [u, v] = end === origin ? [trips.originU, trips.originV] : [trips.destinationU, trips.destinationV]
  const [farU, farV] = end === origin ? [trips.destinationU, trips.destinationV] : [trips.originU, trips.originV]
  const cell = new Uint32Array(trips.length)
  const shift = 32 - segmentLevel
  for (let i = 0; i < trips.length; i++) cell[i] = cellCode(u[i] >>> shift, v[i] >>> shift)
  return { end, cell, time: trips.time, u, v, datasource: trips.datasource, region: trips.region, farU, farV }
}

const two32 = 2 ** 32

/** Numbers each row's (high, low) pair; `pairs.keys[index]` is high × 2^32 + low. */
function numberPairs(rows: Uint32Array, high: (row: number) => number, low: Uint32Array): { pairs: KeyCounter; of: Uint32Array } {
  const pairs = new KeyCounter()
  const of = new Uint32Array(rows.length)
  for (let i = 0; i < rows.length; i++) of[i] = pairs.add(high(rows[i]) * two32 + low[rows[i]])
  return { pairs, of }
}

/** The counter's keys in ascending order with their counts: rows leave in the order of their table's key. */
function* ascending(counter: KeyCounter): Generator<[key: number, count: number]> {
  for (const key of counter.keys.slice(0, counter.size).sort()) yield [key, counter.get(key)]
}

/** Trips by (level, cell, week, datasource) of one end, finest level counted from the rows, coarser ones from finer. */
export function* foldCells(columns: EndColumns, rows: Uint32Array): Generator<CellRollup> {
  const { pairs, of } = numberPairs(rows, (row) => weekOfTime(columns.time[row]), columns.datasource)
  const fineToCoarse = [...cellRollupLevels].sort((a, b) => b - a)
  let finer = new KeyCounter(rows.length / 4)
  const up = segmentLevel - fineToCoarse[0]
  for (let i = 0; i < rows.length; i++) finer.add(ancestorCell(columns.cell[rows[i]], up) * pairs.size + of[i])
  for (let at = 0; ; at++) {
    const level = fineToCoarse[at]
    for (const [key, trips] of ascending(finer)) {
      const pair = pairs.keys[key % pairs.size]
      yield {
        end: columns.end,
        level,
        cell: Math.floor(key / pairs.size),
        week: Math.floor(pair / two32),
        datasource: pair % two32,
        trips,
      }
    }
    if (at + 1 === fineToCoarse.length) return
    const coarser = new KeyCounter(finer.size / 2)
    for (let i = 0; i < finer.size; i++) {
      const cell = Math.floor(finer.keys[i] / pairs.size)
      coarser.add(ancestorCell(cell, level - fineToCoarse[at + 1]) * pairs.size + (finer.keys[i] % pairs.size), finer.counts[i])
    }
    finer = coarser
  }
}

/** Trips and first and last time by (region, week, datasource). */
export function foldRegions(trips: StoredTrips, rows: Uint32Array): RegionRollup[] {
  const { pairs, of } = numberPairs(rows, (row) => weekOfTime(trips.time[row]), trips.datasource)
  const found: RegionRollup[] = []
  const counter = new KeyCounter()
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]
    const time = trips.time[row]
    const index = counter.add(trips.region[row] * pairs.size + of[i])
    if (index === found.length) {
      const pair = pairs.keys[of[i]]
      found.push({
        region: trips.region[row],
        week: Math.floor(pair / two32),
        datasource: pair % two32,
        trips: 0,
        timeMin: time,
        timeMax: time,
      })
    }
    const rollup = found[index]
    rollup.trips++
    if (time < rollup.timeMin) rollup.timeMin = time
    if (time > rollup.timeMax) rollup.timeMax = time
  }
  return found.sort((a, b) => a.region - b.region || a.week - b.week || a.datasource - b.datasource)
}

/** Trips by (origin cell, destination cell, hour, week, datasource) at the group rollup level. */
export function* foldGroups(trips: StoredTrips, rows: Uint32Array): Generator<GroupRollup> {
  const shift = 32 - groupRollupLevel
  const cells = 4 ** groupRollupLevel
  const whens = numberPairs(rows, (row) => weekOfTime(trips.time[row]) * 24 + hourOfTime(trips.time[row]), trips.datasource)
  const flows = new KeyCounter()
  const groups = new KeyCounter(rows.length / 4)
  const times = whens.pairs.size
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]
    const from = cellCode(trips.originU[row] >>> shift, trips.originV[row] >>> shift)
    const to = cellCode(trips.destinationU[row] >>> shift, trips.destinationV[row] >>> shift)
    groups.add(flows.add(from * cells + to) * times + whens.of[i])
  }
  for (let i = 0; i < groups.size; i++) {
    const flow = flows.keys[Math.floor(groups.keys[i] / times)]
    const when = whens.pairs.keys[groups.keys[i] % times]
    const weekHour = Math.floor(when / two32)
    yield {
      origin: Math.floor(flow / cells),
      destination: flow % cells,
      hour: weekHour % 24,
      week: Math.floor(weekHour / 24),
      datasource: when % two32,
      trips: groups.counts[i],
    }
  }
}

/** Both ends, in the order they are written. */
export const tripEnds: readonly TripEnd[] = [origin, destination]
