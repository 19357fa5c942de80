import type { HourCounts } from './fold.ts'
import { hourOfWeekOfTime, hoursOfWeek } from './iso-week.ts'
import { KeyCounter } from './key-counter.ts'
import type { SortedEnd } from './sorted-end.ts'
import type { WhenIndex } from './when-index.ts'

/** Counts by region: `trips[i]` trips have the values of the other columns. */
export type RegionHourCounts = Omit<HourCounts, 'cell'> & { region: Uint32Array }

/** Counts kept before they are handed over: 50 MB. Of a region that goes on there are then further counts, and sums of them are right. */
const keysMax = 1_000_000
/** Of pairs of a week and a datasource, fewer than this; of regions 2^22. */
const whensMax = 2 ** 22

/** Trips by (region, hour of the week, week, datasource), from trips that come in any number of pieces. */
export class RegionHours {
  private readonly regions = new KeyCounter()
  private readonly whens = new KeyCounter()
  private readonly counter = new KeyCounter()

  constructor(private readonly most = keysMax) {}

  /** Counts the trips of a piece; returns whether there are so many counts now that they must be taken. */
  add({ length, region, time, when }: SortedEnd, whens: WhenIndex): boolean {
    const pairs = Array.from({ length: whens.size }, (_, p) => this.whens.add(whens.week[p] * 2 ** 32 + whens.datasource[p], 0))
    for (let i = 0; i < length; i++) {
      const place = this.regions.add(region[i], 0) * hoursOfWeek + hourOfWeekOfTime(time[i])
      this.counter.add(place * whensMax + pairs[when[i]])
    }
    return this.counter.size >= this.most
  }

  /** The counts so far, those of a region together; they are forgotten. */
  take(): RegionHourCounts {
    const { counter, regions, whens } = this
    const keys = counter.keys.slice(0, counter.size).sort()
    const places = Array.from(keys, (key) => Math.floor(key / whensMax))
    const pairs = Array.from(keys, (key) => whens.keys[key % whensMax])
    const counts = {
      length: keys.length,
      region: Uint32Array.from(places, (place) => regions.keys[Math.floor(place / hoursOfWeek)]),
      hour: Uint32Array.from(places, (place) => place % hoursOfWeek),
      week: Uint32Array.from(pairs, (pair) => Math.floor(pair / 2 ** 32)),
      datasource: Uint32Array.from(pairs, (pair) => pair % 2 ** 32),
      trips: Uint32Array.from(keys, (key) => counter.get(key)),
    }
    counter.clear()
    return counts
  }
}
