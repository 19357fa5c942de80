import { cellCode, cellRollupLevels, dayRollupLevel, filingLevel, groupRollupLevel, hourRollupLevels } from './cell.ts'
import { dayOfTime, hourOfTime, hourOfWeek, hourOfWeekOfTime, hoursOfDay, hoursOfWeek, weekdayOfDay } from './iso-week.ts'
import { KeyCounter } from './key-counter.ts'
import { fewCells, type LevelCells, originLevel, originShift } from './origin-cells.ts'
import { segmentTripsUsual } from './segment.ts'
import type { SortedEnd } from './sorted-end.ts'
import { cutAbove, type Tract, world } from './tract.ts'
import type { WhenIndex } from './when-index.ts'

/** Counts of trips as columns: row i says that `trips[i]` trips have the values of the other columns. */
export type CellCounts = { length: number; cell: Uint32Array; week: Uint32Array; datasource: Uint32Array; trips: Uint32Array }
export type HourCounts = CellCounts & { hour: Uint32Array }
export type GroupCounts = {
  length: number
  origin: Uint32Array
  destination: Uint32Array
  hour: Uint32Array
  week: Uint32Array
  datasource: Uint32Array
  trips: Uint32Array
}

/** Counts by (cell, when), in ascending order. */
type Counts = { length: number; cell: Uint32Array; when: Uint32Array; trips: Uint32Array }

/**
 * Trips by (cell, week, datasource) of one end at each rollup level, finest first: of the cells that hold more trips than a segment,
 * and so were split. A cell that was not is in one segment, of itself or of a coarser cell, and whoever counts reads that. Rows come
 * in the order of cells, so a coarser cell is a run of rows or of finer counts and is counted in one small array: 10 ns a trip where
 * a hash table of all keys takes 100. `tracts` hold all the trips, and larger cells are known to be split.
 */
export function* foldCells(
  sorted: SortedEnd,
  whens: WhenIndex,
  tracts: readonly Tract[] = [world],
): Generator<CellCounts & { level: number }> {
  for (const { level, split } of foldLevels(sorted, sorted.when, whens.size, cellRollupLevels, tracts)) {
    const { length, cell, when, trips } = split
    yield { level, length, cell, ...whenColumns(when, whens), trips }
  }
}

/** The same by hour of the week (iso-week.ts hourOfWeek) too, at the levels that hours are counted at, and by day. */
export function* foldHours(
  sorted: SortedEnd,
  whens: WhenIndex,
  tracts: readonly Tract[] = [world],
): Generator<HourCounts & { level: number }> {
  yield* foldByHour(sorted, whens, { levels: [dayRollupLevel], hourOf: dayBeginOfTime, tracts })
  yield* foldByHour(sorted, whens, { levels: hourRollupLevels, hourOf: hourOfWeekOfTime, tracts })
}

const dayBeginOfTime = (time: number): number => hourOfWeek(weekdayOfDay(dayOfTime(time)), 0)

type ByHour = { levels: readonly number[]; hourOf: (time: number) => number; tracts: readonly Tract[] }

function* foldByHour(
  sorted: SortedEnd,
  whens: WhenIndex,
  { levels, hourOf, tracts }: ByHour,
): Generator<HourCounts & { level: number }> {
  const hourAndWhen = new Uint32Array(sorted.length)
  for (let i = 0; i < sorted.length; i++) hourAndWhen[i] = hourOf(sorted.time[i]) * whens.size + sorted.when[i]
  const { ranks, values, count } = ranked(hourAndWhen, hoursOfWeek * whens.size)
  for (const { level, split } of foldLevels(sorted, ranks, count, levels, tracts)) {
    const { length, cell, when, trips } = split
    const hours = when.map((rank) => Math.floor(values(rank) / whens.size))
    const pairs = when.map((rank) => values(rank) % whens.size)
    yield { level, length, cell, hour: hours, ...whenColumns(pairs, whens), trips }
  }
}

type Ranked = { ranks: Uint32Array; values: (rank: number) => number; count: number }

/** So few are not worth it. */
const rankedMin = 2 ** 18

/** Values below `below` as places in their order, where these are fewer: with a datasource a vehicle the
 * others would fill 170 MB of mostly nothing (reckoned, of 131,072 trips). */
function ranked(values: Uint32Array, below: number): Ranked {
  if (below <= Math.max(values.length, rankedMin)) return { ranks: values, values: (value) => value, count: below }
  const ascending = values.slice().sort()
  const distinct = ascending.filter((value, i) => i === 0 || value !== ascending[i - 1])
  const rankOf = new Map(Array.from(distinct, (value, rank) => [value, rank] as const))
  return { ranks: values.map((value) => rankOf.get(value) ?? 0), values: (rank) => distinct[rank], count: distinct.length }
}
const whenColumns = (pairs: Uint32Array, whens: WhenIndex) => ({
  week: pairs.map((pair) => whens.week[pair]),
  datasource: pairs.map((pair) => whens.datasource[pair]),
})

/** Counts by (cell, when) of the split cells at each level, finest first; `when` numbers from 0 to `whenCount` − 1. */
function* foldLevels(
  sorted: SortedEnd,
  when: Uint32Array,
  whenCount: number,
  levels: readonly number[],
  tracts: readonly Tract[],
): Generator<{ level: number; split: Counts }> {
  const ones = new Uint32Array(sorted.length).fill(1)
  let finer: Counts = { length: sorted.length, cell: sorted.cell, when, trips: ones }
  let finerLevel = filingLevel
  for (const level of [...levels].sort((a, b) => b - a)) {
    const { all, split } = foldRuns(finer, 2 * (finerLevel - level), whenCount, cutAbove(tracts, level))
    finer = all
    finerLevel = level
    yield { level, split }
  }
}

/**
 * Sums runs of one coarser cell: `shift` bits of the code are dropped. `split` are the counts of cells that were split, in ascending order;
 * `all` those of every cell, for the next coarser level to sum: a cell's own come in any order.
 */
function foldRuns(
  { length, cell, when, trips }: Counts,
  shift: number,
  whenCount: number,
  cut: ReadonlySet<number>,
): { all: Counts; split: Counts } {
  const [all, split] = [new CountColumns(Math.ceil(length / 2)), new CountColumns()]
  const sums = new Uint32Array(whenCount)
  const touched = new Uint32Array(whenCount)
  for (let from = 0; from < length; ) {
    const code = cell[from] >>> shift
    let [to, seen, total] = [from, 0, 0]
    for (; to < length && cell[to] >>> shift === code; to++) {
      const pair = when[to]
      if (sums[pair] === 0) touched[seen++] = pair
      sums[pair] += trips[to]
      total += trips[to]
    }
    if (total > segmentTripsUsual || cut.has(code))
      for (const pair of touched.subarray(0, seen).sort()) split.push(code, pair, sums[pair])
    for (let i = 0; i < seen; i++) {
      all.push(code, touched[i], sums[touched[i]])
      sums[touched[i]] = 0
    }
    from = to
  }
  return { all: all.columns(), split: split.columns() }
}

/** A column that grows. */
class GrowingColumn {
  length = 0
  private column: Uint32Array

  constructor(capacity = 1024) {
    this.column = new Uint32Array(capacity)
  }

  push(value: number): void {
    if (this.length === this.column.length) {
      const twice = new Uint32Array(this.length * 2)
      twice.set(this.column)
      this.column = twice
    }
    this.column[this.length++] = value
  }

  get values(): Uint32Array {
    return this.column.subarray(0, this.length)
  }
}

class CountColumns {
  private readonly cell: GrowingColumn
  private readonly when: GrowingColumn
  private readonly trips: GrowingColumn

  constructor(capacity?: number) {
    this.cell = new GrowingColumn(capacity)
    this.when = new GrowingColumn(capacity)
    this.trips = new GrowingColumn(capacity)
  }

  push(cell: number, when: number, trips: number): void {
    this.cell.push(cell)
    this.when.push(when)
    this.trips.push(trips)
  }

  columns(): Counts {
    const { cell, when, trips } = this
    return { length: cell.length, cell: cell.values, when: when.values, trips: trips.values }
  }
}

/** Trips of one region and datasource with their first and last time, and how many there are in each week, in ascending order. */
export type RegionRow = {
  region: number
  datasource: number
  trips: number
  timeMin: number
  timeMax: number
  /** Weeks with trips, and the trips of each. */
  week: Uint32Array
  weekTrips: Uint32Array
  /** Where they start. */
  origins: LevelCells
}

type RegionSum = { timeMin: number; timeMax: number; weeks: Map<number, number>; cells: number[]; lastCell: number }

/** Trips by region, datasource and week, and where they start, from trips that come in pieces, each filed by origin. */
export class RegionSums {
  private readonly sums = new Map<number, Map<number, RegionSum>>()

  add({ length, cell, region, time, when }: SortedEnd, whens: WhenIndex): void {
    const counter = new KeyCounter()
    const sums: RegionSum[] = []
    for (let i = 0; i < length; i++) {
      const index = counter.add(region[i] * whens.size + when[i])
      if (index === sums.length) sums.push(this.sumOf(region[i], whens.datasource[when[i]]))
      const sum = sums[index]
      if (time[i] < sum.timeMin) sum.timeMin = time[i]
      if (time[i] > sum.timeMax) sum.timeMax = time[i]
      const code = cell[i] >>> originShift
      // Cells come in order, so each is new once.
      if (code === sum.lastCell) continue
      sum.lastCell = code
      sum.cells.push(code)
    }
    for (const [index, { weeks }] of sums.entries()) {
      const week = whens.week[counter.keys[index] % whens.size]
      weeks.set(week, (weeks.get(week) ?? 0) + counter.counts[index])
    }
  }

  /** In ascending order. */
  rows(): RegionRow[] {
    const ascending = <Value>(map: ReadonlyMap<number, Value>) => [...map].sort(([a], [b]) => a - b)
    return ascending(this.sums).flatMap(([region, byDatasource]) =>
      ascending(byDatasource).map(([datasource, { timeMin, timeMax, weeks, cells }]) => {
        const counts = ascending(weeks)
        const [week, weekTrips] = [0, 1].map((column) => Uint32Array.from(counts, (count) => count[column]))
        const trips = weekTrips.reduce((sum, ofWeek) => sum + ofWeek, 0)
        return { region, datasource, trips, timeMin, timeMax, week, weekTrips, origins: fewCells({ level: originLevel, cells }) }
      }),
    )
  }

  private sumOf(region: number, datasource: number): RegionSum {
    const known = this.sums.get(region)?.get(datasource)
    if (known) return known
    const sum: RegionSum = { timeMin: Infinity, timeMax: 0, weeks: new Map(), cells: [], lastCell: -1 }
    this.sums.set(region, (this.sums.get(region) ?? new Map<number, RegionSum>()).set(datasource, sum))
    return sum
  }
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
    week: pairs.values.map((pair) => whens.week[pair]),
    datasource: pairs.values.map((pair) => whens.datasource[pair]),
    trips: trips.values,
  }
}
