import type { CellCounts, GroupCounts, HourCounts } from './fold.ts'
import { KeyCounter } from './key-counter.ts'
import type { RegionHourCounts } from './region-hours.ts'
import { origin, type TripEnd } from './segment.ts'

/** Counts of cells, by hour of the week or not. */
type AnyCounts = CellCounts & Partial<HourCounts> & { level: number }

/** In place of an hour of the week, where counts are of all. */
const noHour = 255

/** In place of a cell's level, where counts are of a region. */
const regionLevel = 31

/** Of each kind of number that makes up a key, fewer than this. */
const numbersMax = 2 ** 26

/**
 * Two columns of counts, those that are expected and those that are found, by key, both summed up in any order: what `reconcile`
 * compares. Some 60 bytes a key.
 */
export class CountBook {
  /** Where and when, numbered: a key is a pair of numbers. */
  private readonly places = new KeyCounter()
  private readonly flows = new KeyCounter()
  private readonly whens = new KeyCounter()
  private readonly expected = new KeyCounter()
  private readonly found = new KeyCounter()
  private readonly wrongSums: { name: string; expected: number; found: number }[] = []

  expectCells(end: TripEnd, counts: AnyCounts): void {
    this.addCells(this.expected, end, counts)
  }

  /** Counts of one row as they are stored, and their sum as it is. */
  findCells(end: TripEnd, counts: AnyCounts, sum: number): void {
    this.checkSum(
      `sum of a row of ${counts.hour ? 'hours' : 'cells'} at level ${counts.level}, end ${end}`,
      this.addCells(this.found, end, counts),
      sum,
    )
  }

  expectRegions(counts: RegionHourCounts): void {
    this.addCells(this.expected, origin, { ...counts, cell: counts.region, level: regionLevel })
  }

  findRegions(counts: RegionHourCounts, sum: number): void {
    this.findCells(origin, { ...counts, cell: counts.region, level: regionLevel }, sum)
  }

  expectGroups(counts: GroupCounts): void {
    this.addGroups(this.expected, counts)
  }

  findGroups(counts: GroupCounts, sum: number): void {
    this.checkSum('sum of a row of groups', this.addGroups(this.found, counts), sum)
  }

  /** Every key that is expected or found, with its name and both counts; and sums that are wrong. */
  *compared(): Generator<{ name: string; expected: number; found: number }> {
    yield* this.wrongSums
    for (const key of this.keys()) yield { name: this.nameOf(key), expected: this.expected.get(key), found: this.found.get(key) }
  }

  private *keys(): Generator<number> {
    const { expected, found } = this
    for (let i = 0; i < expected.size; i++) yield expected.keys[i]
    for (let i = 0; i < found.size; i++) if (expected.indexOf(found.keys[i]) < 0) yield found.keys[i]
  }

  private checkSum(name: string, expected: number, found: number): void {
    if (expected !== found) this.wrongSums.push({ name, expected, found })
  }

  private addCells(book: KeyCounter, end: TripEnd, counts: AnyCounts): number {
    const { level, length, cell, week, datasource, trips, hour } = counts
    let sum = 0
    for (let i = 0; i < length; i++) {
      const place = this.places.add(((cell[i] * 32 + level) * 2 + end) * 256 + (hour?.[i] ?? noHour))
      book.add(this.keyOf(place * 2, week[i], datasource[i]), trips[i])
      sum += trips[i]
    }
    return sum
  }

  private addGroups(book: KeyCounter, counts: GroupCounts): number {
    const { length, origin, destination, hour, week, datasource, trips } = counts
    let sum = 0
    for (let i = 0; i < length; i++) {
      const flow = this.flows.add((origin[i] * 2 ** 22 + destination[i]) * 32 + hour[i])
      book.add(this.keyOf(flow * 2 + 1, week[i], datasource[i]), trips[i])
      sum += trips[i]
    }
    return sum
  }

  /** `where` is twice the number of a place, or of a flow and 1. */
  private keyOf(where: number, week: number, datasource: number): number {
    const when = this.whens.add(week * 2 ** 32 + datasource)
    if (where >= 2 * numbersMax || when >= numbersMax)
      throw new Error(`more than ${numbersMax} places, flows or weeks to compare`)
    return where * numbersMax + when
  }

  private nameOf(key: number): string {
    const [where, when] = [Math.floor(key / numbersMax), this.whens.keys[key % numbersMax]]
    const at = `week ${Math.floor(when / 2 ** 32)}, datasource ${when % 2 ** 32}`
    const number = Math.floor(where / 2)
    if (where % 2 === 0) {
      const key = this.places.keys[number]
      const [place, hour] = [Math.floor(key / 256), key % 256]
      const level = Math.floor(place / 2) % 32
      const of =
        level === regionLevel
          ? `region ${Math.floor(place / 64)}`
          : `cell ${Math.floor(place / 64)} at level ${level}, end ${place % 2}`
      return hour === noHour ? `${of}, ${at}` : `${of}, hour ${hour} of the week, ${at}`
    }
    const flow = this.flows.keys[number]
    const cells = Math.floor(flow / 32)
    return `group ${Math.floor(cells / 2 ** 22)} to ${cells % 2 ** 22}, hour ${flow % 32}, ${at}`
  }
}
