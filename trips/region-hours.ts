import type { HourCounts } from './fold.ts'
import { hourOfWeekOfTime, hoursOfWeek } from './iso-week.ts'
import { KeyCounter } from './key-counter.ts'
import type { SortedEnd } from './sorted-end.ts'
import type { WhenIndex } from './when-index.ts'

/** Counts by region: `trips[i]` trips have the values of the other columns. */
export type RegionHourCounts = Omit<HourCounts, 'cell'> & { region: Uint32Array }

/** Counts kept before they are handed over: some 25 MB with the copies, reckoned. Of a region that goes on there are then further counts; sums of them are right. */
const keysMax = 250_000
/** Regions, and pairs of a week and a datasource, fewer than this: so that a key stays below 2^53. */
const numbersMax = 2 ** 22

/** Trips by (region, hour of the week, week, datasource), from trips that come in any number of pieces. */
export class RegionHours {
  private readonly regions = new KeyCounter()
  private readonly whens = new KeyCounter()
  private readonly counter = new KeyCounter()

  /** A piece has at most `numbersMax` / 2 trips, or this may throw. */
  constructor(private readonly most = keysMax) {}

  /** Counts the trips of a piece; returns whether there are so many counts now that they must be taken. */
  add({ length, region, time, when }: SortedEnd, whens: WhenIndex): boolean {
    const pairs = Array.from({ length: whens.size }, (_, p) => this.whens.add(whens.week[p] * 2 ** 32 + whens.datasource[p], 0))
    for (let i = 0; i < length; i++) {
      const pair = this.regions.add(region[i], 0) * numbersMax + pairs[when[i]]
      this.counter.add(pair * hoursOfWeek + hourOfWeekOfTime(time[i]))
    }
    const numbers = Math.max(this.regions.size, this.whens.size)
    if (numbers > numbersMax) throw new Error(`more than ${numbersMax} regions or weeks to count together`)
    return this.counter.size >= this.most || numbers > numbersMax / 2
  }

  /** The counts so far, those of a region together, and of those the ones of a week; they are forgotten. */
  take(): RegionHourCounts {
    const { counter, regions, whens } = this
    const keys = counter.keys.slice(0, counter.size).sort()
    const pairs = Array.from(keys, (key) => Math.floor(key / hoursOfWeek))
    const whenOf = (pair: number) => whens.keys[pair % numbersMax]
    const counts = {
      length: keys.length,
      region: Uint32Array.from(pairs, (pair) => regions.keys[Math.floor(pair / numbersMax)]),
      hour: Uint32Array.from(keys, (key) => key % hoursOfWeek),
      week: Uint32Array.from(pairs, (pair) => Math.floor(whenOf(pair) / 2 ** 32)),
      datasource: Uint32Array.from(pairs, (pair) => whenOf(pair) % 2 ** 32),
      trips: Uint32Array.from(keys, (key) => counter.get(key)),
    }
    for (const numbered of [counter, regions, whens]) numbered.clear()
    return counts
  }
}
