import type { HourCounts } from './fold-cells.ts'
import { hourOfWeekOfTime, hoursOfWeek } from './iso-week.ts'
import { KeyCounter } from './key-counter.ts'
import type { SortedEnd } from './sorted-end.ts'
import type { WhenIndex } from './when-index.ts'

/** Counts by region: `trips[i]` trips have the values of the other columns. */
export type RegionHourCounts = Omit<HourCounts, 'cell'> & { region: Uint32Array }

/** A region in a week and a datasource has an array for its hours; so many of them take 5.5 MB. */
const rowsMax = 2 ** 13
/** More than the pairs of a week and a datasource of a piece and of all rows before it, and so few that a region's id times this is below 2^53. */
const whensMax = 2 ** 21
/** A count takes 36 ns to read, the time of a trip 22, in memory; on the disk they have 5 bytes and 43. Fewer trips a count are not worth it. */
const tripsACountMin = 2

export type RegionHoursOptions = {
  /** Whether there are counts whatever these trips are like; else only where there is room for all, and a count stands for two trips on average. */
  always: boolean
  most?: number
}

/** In place of a region, and of a datasource, where counts are of all: no label has this id. */
export const ofAll = 0

/**
 * Trips by (region, hour of the week, week, datasource), and all of them by hour of the week and week, from trips that come in any number of
 * pieces of less than two million.
 */
export class RegionHours {
  /** By week, of all trips: however many regions and datasources these have, at most 168 counts a week. */
  private readonly totals = new Map<number, Uint32Array>()
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
    this.addToTotals(time, when, length, whens)
    if (this.isGivenUp) return
    let numbers = this.numbersOf(whens)
    for (let i = 0; i < length; i++) {
      let row = this.rows.indexOf(region[i] * whensMax + numbers[when[i]])
      if (row < 0) {
        if (this.rows.size === most) {
          if (!always) return this.giveUp()
          yield this.take()
          numbers = this.numbersOf(whens)
        }
        row = this.rows.add(region[i] * whensMax + numbers[when[i]], 0)
        this.makeRoom()
      }
      this.counts[row * hoursOfWeek + hourOfWeekOfTime(time[i])]++
    }
    this.trips += length
    if (isLast && (always || this.size * tripsACountMin <= this.trips)) yield this.take()
  }

  /** The counts of all trips so far. */
  takeTotals(): RegionHourCounts {
    const weeks = [...this.totals].sort(([a], [b]) => a - b)
    this.totals.clear()
    return countsOf(weeks.map(([week, trips]) => ({ region: ofAll, week, datasource: ofAll, trips })))
  }

  private addToTotals(time: Uint32Array, when: Uint32Array, length: number, whens: WhenIndex): void {
    const totals = Array.from(whens.week, (week) => {
      const known = this.totals.get(week) ?? new Uint32Array(hoursOfWeek)
      this.totals.set(week, known)
      return known
    })
    for (let i = 0; i < length; i++) totals[when[i]][hourOfWeekOfTime(time[i])]++
  }

  private giveUp(): void {
    this.isGivenUp = true
    this.counts = new Uint32Array(0)
  }

  /** How many counts there are. */
  private get size(): number {
    return this.counts.reduce((size, trips) => size + Number(trips > 0), 0)
  }

  private numbersOf({ week, datasource }: WhenIndex): number[] {
    return Array.from(week, (_, p) => this.whens.add(week[p] * 2 ** 32 + datasource[p], 0))
  }

  private take(): RegionHourCounts {
    const { whens, rows, counts } = this
    const regionOf = (row: number) => Math.floor(rows.keys[row] / whensMax)
    const whenOf = (row: number) => whens.keys[rows.keys[row] % whensMax]
    const ascending = Array.from({ length: rows.size }, (_, row) => row).sort(
      (a, b) => regionOf(a) - regionOf(b) || whenOf(a) - whenOf(b),
    )
    const taken = countsOf(
      ascending.map((row) => ({
        region: regionOf(row),
        week: Math.floor(whenOf(row) / 2 ** 32),
        datasource: whenOf(row) % 2 ** 32,
        trips: counts.subarray(row * hoursOfWeek, (row + 1) * hoursOfWeek),
      })),
    )
    counts.fill(0)
    rows.clear()
    whens.clear()
    return taken
  }

  private makeRoom(): void {
    if (this.rows.size * hoursOfWeek <= this.counts.length) return
    const larger = new Uint32Array(2 * this.counts.length)
    larger.set(this.counts)
    this.counts = larger
  }
}

/** Trips of each hour of a week. */
type WeekOfRegion = { region: number; week: number; datasource: number; trips: Uint32Array }

/** The hours that have trips, as columns. */
function countsOf(weeks: readonly WeekOfRegion[]): RegionHourCounts {
  const length = weeks.reduce((sum, { trips }) => sum + trips.reduce((hours, count) => hours + Number(count > 0), 0), 0)
  const column = () => new Uint32Array(length)
  const counts = { length, region: column(), hour: column(), week: column(), datasource: column(), trips: column() }
  let k = 0
  for (const { region, week, datasource, trips } of weeks)
    for (let hour = 0; hour < hoursOfWeek; hour++) {
      if (trips[hour] === 0) continue
      counts.region[k] = region
      counts.hour[k] = hour
      counts.week[k] = week
      counts.datasource[k] = datasource
      counts.trips[k++] = trips[hour]
    }
  return counts
}
