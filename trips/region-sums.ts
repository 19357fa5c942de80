import { KeyCounter } from './key-counter.ts'
import { fewCells, type LevelCells, originLevel, originShift } from './origin-cells.ts'
import type { SortedEnd } from './sorted-end.ts'
import type { WhenIndex } from './when-index.ts'

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
