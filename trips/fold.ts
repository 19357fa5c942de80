import { cellCode, cellRollupLevels, filingLevel, groupRollupLevel } from './cell.ts'
import { hourOfTime } from './iso-week.ts'
import { KeyCounter } from './key-counter.ts'
import { segmentTripsUsual } from './segment.ts'
import type { SortedEnd } from './sorted-end.ts'
import type { WhenIndex } from './when-index.ts'

/** Counts of trips as columns: row i says that `trips[i]` trips have the values of the other columns. */
export type CellCounts = { length: number; cell: Uint32Array; week: Uint32Array; datasource: Uint32Array; trips: Uint32Array }
export type GroupCounts = {
  length: number
  origin: Uint32Array
  destination: Uint32Array
  hour: Uint32Array
  week: Uint32Array
  datasource: Uint32Array
  trips: Uint32Array
}
export type RegionCount = { region: number; week: number; datasource: number; trips: number; timeMin: number; timeMax: number }

/** Counts by (cell, when), in ascending order. */
type Counts = { length: number; cell: Uint32Array; when: Uint32Array; trips: Uint32Array }

/**
 * Trips by (cell, week, datasource) of one end at each rollup level, finest first: of the cells that hold more trips than a segment,
 * and so were split. A cell that was not is in one segment, of itself or of a coarser cell, and whoever counts reads that. Rows come in the order of cells, so a coarser
 * cell is a run of rows or of finer counts and is counted in one small array: 10 ns a trip where a hash table of all keys
 * takes 100.
 */
export function* foldCells(sorted: SortedEnd, whens: WhenIndex): Generator<CellCounts & { level: number }> {
  const fineToCoarse = [...cellRollupLevels].sort((a, b) => b - a)
  const ones = new Uint32Array(sorted.length).fill(1)
  let finer: Counts = { length: sorted.length, cell: sorted.cell, when: sorted.when, trips: ones }
  let finerLevel = filingLevel
  for (const level of fineToCoarse) {
    finer = foldRuns(finer, 2 * (finerLevel - level), whens.size)
    finerLevel = level
    const { length, cell, when, trips } = onlySplit(finer)
    yield {
      level,
      length,
      cell,
      week: Uint32Array.from(when, (pair) => whens.week[pair]),
      datasource: Uint32Array.from(when, (pair) => whens.datasource[pair]),
      trips,
    }
  }
}

/** The counts of cells that hold more trips than a segment. */
function onlySplit({ length, cell, when, trips }: Counts): Counts {
  const kept = new CountColumns(length)
  for (let from = 0; from < length; ) {
    let to = from
    let sum = 0
    for (; to < length && cell[to] === cell[from]; to++) sum += trips[to]
    if (sum > segmentTripsUsual) for (let i = from; i < to; i++) kept.push(cell[i], when[i], trips[i])
    from = to
  }
  return kept.columns()
}

/** Sums runs of one coarser cell: `shift` bits of the code are dropped. */
function foldRuns({ length, cell, when, trips }: Counts, shift: number, whenCount: number): Counts {
  const found = new CountColumns(Math.ceil(length / 4))
  const sums = new Uint32Array(whenCount)
  const touched = new Uint32Array(whenCount)
  for (let from = 0; from < length; ) {
    const code = cell[from] >>> shift
    let seen = 0
    let to = from
    for (; to < length && cell[to] >>> shift === code; to++) {
      const pair = when[to]
      if (sums[pair] === 0) touched[seen++] = pair
      sums[pair] += trips[to]
    }
    for (const pair of touched.subarray(0, seen).sort()) {
      found.push(code, pair, sums[pair])
      sums[pair] = 0
    }
    from = to
  }
  return found.columns()
}

/** Three columns that grow. */
class CountColumns {
  private length = 0
  private cell: Uint32Array
  private when: Uint32Array
  private trips: Uint32Array

  constructor(capacity: number) {
    this.cell = new Uint32Array(capacity)
    this.when = new Uint32Array(capacity)
    this.trips = new Uint32Array(capacity)
  }

  push(cell: number, when: number, trips: number): void {
    if (this.length === this.cell.length) {
      this.cell = longer(this.cell)
      this.when = longer(this.when)
      this.trips = longer(this.trips)
    }
    this.cell[this.length] = cell
    this.when[this.length] = when
    this.trips[this.length++] = trips
  }

  columns(): Counts {
    const { length } = this
    const cut = (column: Uint32Array) => column.subarray(0, length)
    return { length, cell: cut(this.cell), when: cut(this.when), trips: cut(this.trips) }
  }
}

function longer(column: Uint32Array): Uint32Array {
  const twice = new Uint32Array(Math.max(16, column.length * 2))
  twice.set(column)
  return twice
}

/** Trips and first and last time by (region, week, datasource), in ascending order. */
export function foldRegions({ length, region, time, when }: SortedEnd, whens: WhenIndex): RegionCount[] {
  const counter = new KeyCounter()
  const [timeMin, timeMax]: [number[], number[]] = [[], []]
  for (let i = 0; i < length; i++) {
    const index = counter.add(region[i] * whens.size + when[i])
    if (index === timeMin.length) {
      timeMin.push(time[i])
      timeMax.push(time[i])
    }
    if (time[i] < timeMin[index]) timeMin[index] = time[i]
    if (time[i] > timeMax[index]) timeMax[index] = time[i]
  }
  return [...counter.keys.slice(0, counter.size).sort()].map((key) => {
    const [index, pair] = [counter.indexOf(key), key % whens.size]
    return {
      region: Math.floor(key / whens.size),
      week: whens.week[pair],
      datasource: whens.datasource[pair],
      trips: counter.counts[index],
      timeMin: timeMin[index],
      timeMax: timeMax[index],
    }
  })
}

const hoursOfDay = 24

/**
 * Trips by (origin cell, destination cell, hour, week, datasource) at the group rollup level, in ascending order, from trips filed
 * by origin. Each run of one origin cell is counted in a table that stays in the processor's cache.
 */
export function foldGroups({ length, cell, farU, farV, time, when }: SortedEnd, whens: WhenIndex): GroupCounts {
  const shift = 32 - groupRollupLevel
  const up = 2 * (filingLevel - groupRollupLevel)
  const runs: { origin: number; keys: Float64Array; trips: number[] }[] = []
  const counter = new KeyCounter()
  let total = 0
  for (let from = 0; from < length; ) {
    const origin = cell[from] >>> up
    counter.clear()
    let to = from
    for (; to < length && cell[to] >>> up === origin; to++) {
      const flow = cellCode(farU[to] >>> shift, farV[to] >>> shift)
      counter.add((flow * hoursOfDay + hourOfTime(time[to])) * whens.size + when[to])
    }
    const keys = counter.keys.slice(0, counter.size).sort()
    runs.push({ origin, keys, trips: Array.from(keys, (key) => counter.get(key)) })
    total += keys.length
    from = to
  }
  return groupColumns(runs, total, whens)
}

function groupColumns(
  runs: readonly { origin: number; keys: Float64Array; trips: readonly number[] }[],
  length: number,
  whens: WhenIndex,
): GroupCounts {
  const column = () => new Uint32Array(length)
  const counts: GroupCounts = {
    length,
    origin: column(),
    destination: column(),
    hour: column(),
    week: column(),
    datasource: column(),
    trips: column(),
  }
  let at = 0
  for (const { origin, keys, trips } of runs)
    for (let k = 0; k < keys.length; k++, at++) {
      const pair = keys[k] % whens.size
      const flowHour = Math.floor(keys[k] / whens.size)
      counts.origin[at] = origin
      counts.destination[at] = Math.floor(flowHour / hoursOfDay)
      counts.hour[at] = flowHour % hoursOfDay
      counts.week[at] = whens.week[pair]
      counts.datasource[at] = whens.datasource[pair]
      counts.trips[at] = trips[k]
    }
  return counts
}
