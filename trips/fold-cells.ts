import { cellRollupLevels, dayRollupLevel, filingLevel, hourRollupLevels } from './cell.ts'
import { GrowingColumn } from './growing-column.ts'
import { dayOfTime, hourOfWeek, hourOfWeekOfTime, hoursOfWeek, weekdayOfDay } from './iso-week.ts'
import { segmentTripsUsual } from './segment.ts'
import type { SortedEnd } from './sorted-end.ts'
import { cutAbove, type Tract, world } from './tract.ts'
import { type WhenIndex, whenColumns } from './when-index.ts'

/** Counts of trips as columns: row i says that `trips[i]` trips have the values of the other columns. */
export type CellCounts = { length: number; cell: Uint32Array; week: Uint32Array; datasource: Uint32Array; trips: Uint32Array }
export type HourCounts = CellCounts & { hour: Uint32Array }

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

/** Fewer possible values are counted as they are. */
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
