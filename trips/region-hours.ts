import type { HourCounts } from './fold.ts'
import { hourOfWeekOfTime, hoursOfWeek } from './iso-week.ts'
import { KeyCounter } from './key-counter.ts'
import type { SortedEnd } from './sorted-end.ts'
import type { WhenIndex } from './when-index.ts'

/** Counts by region: `trips[i]` trips have the values of the other columns. */
export type RegionHourCounts = Omit<HourCounts, 'cell'> & { region: Uint32Array }

/** A region in a week and a datasource has an array for its hours; so many of them take 11 MB. */
const rowsMax = 2 ** 14
/** More pairs of a week and a datasource than a piece has trips: so that a key stays below 2^53. */
const whensMax = 2 ** 21
/** A count is read in a tenth of the time a trip takes, and costs as much to store as some: fewer trips a count are not worth it. */
const tripsACountMin = 2

export type RegionHoursOptions = {
  /** Whether there are counts whatever these trips are like; else they are given up where most of them would count one trip. */
  always: boolean
  most?: number
}

/** Trips by (region, hour of the week, week, datasource), from trips that come in any number of pieces. */
export class RegionHours {
  private readonly whens = new KeyCounter()
  /** Pairs of a region and a when, numbered: each has `hoursOfWeek` counts. */
  private readonly rows = new KeyCounter()
  private counts = new Uint32Array(hoursOfWeek)
  private trips = 0
  private isGivenUp = false

  constructor(private readonly options: RegionHoursOptions) {}

  /**
   * Counts the trips of a piece. Counts are yielded when there is no room for more, and at last: those of a region together, and of those
   * the ones of a week. A region may come again.
   */
  *add({ length, region, time, when }: SortedEnd, whens: WhenIndex, isLast: boolean): Generator<RegionHourCounts> {
    const { always, most = rowsMax } = this.options
    if (this.isGivenUp) return
    if (this.whens.size + whens.size > whensMax) {
      yield this.take()
      this.whens.clear()
    }
    const number = Array.from(whens.week, (week, p) => this.whens.add(week * 2 ** 32 + whens.datasource[p], 0))
    for (let i = 0; i < length; i++) {
      const key = region[i] * whensMax + number[when[i]]
      let row = this.rows.indexOf(key)
      if (row < 0) {
        if (this.rows.size === most) {
          this.isGivenUp = !always
          if (this.isGivenUp) return
          yield this.take()
        }
        row = this.rows.add(key, 0)
        this.makeRoom()
      }
      this.counts[row * hoursOfWeek + hourOfWeekOfTime(time[i])]++
    }
    this.trips += length
    if (!isLast) return
    const counts = this.take()
    if (always || counts.length * tripsACountMin <= this.trips) yield counts
  }

  private take(): RegionHourCounts {
    const { whens, rows, counts } = this
    const regionOf = (row: number) => Math.floor(rows.keys[row] / whensMax)
    const whenOf = (row: number) => whens.keys[rows.keys[row] % whensMax]
    const ascending = Array.from({ length: rows.size }, (_, row) => row).sort(
      (a, b) => regionOf(a) - regionOf(b) || whenOf(a) - whenOf(b),
    )
    const length = counts.reduce((sum, trips) => sum + Number(trips > 0), 0)
    const column = () => new Uint32Array(length)
    const taken = { length, region: column(), hour: column(), week: column(), datasource: column(), trips: column() }
    let k = 0
    for (const row of ascending)
      for (let hour = 0; hour < hoursOfWeek; hour++) {
        const trips = counts[row * hoursOfWeek + hour]
        if (trips === 0) continue
        taken.region[k] = regionOf(row)
        taken.hour[k] = hour
        taken.week[k] = Math.floor(whenOf(row) / 2 ** 32)
        taken.datasource[k] = whenOf(row) % 2 ** 32
        taken.trips[k++] = trips
      }
    counts.fill(0)
    rows.clear()
    return taken
  }

  private makeRoom(): void {
    if (this.rows.size * hoursOfWeek <= this.counts.length) return
    const larger = new Uint32Array(2 * this.counts.length)
    larger.set(this.counts)
    this.counts = larger
  }
}
