import { cellBlockLevels, groupBlockLevels } from './cell.ts'
import type { CellCounts, HourCounts } from './fold-cells.ts'
import type { GroupCounts } from './fold-groups.ts'
import { hoursOfDay } from './iso-week.ts'
import { KeyCounter } from './key-counter.ts'
import type { RegionHourCounts } from './region-hours.ts'
import { origin, type TripEnd } from './segment.ts'

/** Counts of cells, by hour of the week or not. */
type AnyCounts = CellCounts & Partial<HourCounts> & { level: number }

/** What a row of counts says of them, beside the counts: their sum, the weeks they are of, and where. */
export type RowOfCounts = { trips: number; weekMin: number; weekMax: number; block: number }

type Counted = { length: number; week: Uint32Array; trips: Uint32Array }

/** What a row says wrongly of its counts: it is found by its block, and passed over by its weeks. */
export function rowFaults(
  row: Omit<RowOfCounts, 'block'>,
  { length, week, trips }: Counted,
  isElsewhere: (i: number) => boolean = () => false,
): { what: string; expected: number; found: number }[] {
  let [sum, first, last, strays] = [0, week[0], week[0], 0]
  for (let i = 0; i < length; i++) {
    sum += trips[i]
    first = Math.min(first, week[i])
    last = Math.max(last, week[i])
    if (isElsewhere(i)) strays++
  }
  return [
    { what: 'sum', expected: sum, found: row.trips },
    { what: 'first week', expected: first, found: row.weekMin },
    { what: 'last week', expected: last, found: row.weekMax },
    { what: 'counts of elsewhere', expected: 0, found: strays },
  ].filter(({ expected, found }) => expected !== found)
}

/** In place of an hour of the week, where counts are of all. */
const noHour = 255

/** What groups are counted by hour of: each hour has a number, those of the day first. */
type GroupHours = 'day' | 'week'

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
  private readonly wrongRows: { name: string; expected: number; found: number }[] = []

  expectCells(end: TripEnd, counts: AnyCounts): void {
    this.addCells(this.expected, end, counts)
  }

  /** Counts of one row as they are stored, and what it says of them. */
  findCells(end: TripEnd, counts: AnyCounts, row: RowOfCounts): void {
    this.addCells(this.found, end, counts)
    const name = `a row of ${counts.hour ? 'hours' : 'cells'} at level ${counts.level}, end ${end}`
    this.checkRow(name, row, counts, counts.cell, 2 * cellBlockLevels)
  }

  expectRegions(counts: RegionHourCounts): void {
    this.addCells(this.expected, origin, { ...counts, cell: counts.region, level: regionLevel })
  }

  findRegions(counts: RegionHourCounts, row: RowOfCounts): void {
    this.addCells(this.found, origin, { ...counts, cell: counts.region, level: regionLevel })
    this.checkRow('a row of hours of a region', row, counts, counts.region, 0)
  }

  expectGroups(counts: GroupCounts, by: GroupHours): void {
    this.addGroups(this.expected, counts, by)
  }

  findGroups(counts: GroupCounts, row: RowOfCounts, by: GroupHours): void {
    this.addGroups(this.found, counts, by)
    this.checkRow(`a row of groups by hour of the ${by}`, row, counts, counts.origin, 2 * groupBlockLevels)
  }

  /** Every key that is expected or found, with its name and both counts; and what rows say wrongly of theirs. */
  *compared(): Generator<{ name: string; expected: number; found: number }> {
    yield* this.wrongRows
    for (const key of this.keys()) yield { name: this.nameOf(key), expected: this.expected.get(key), found: this.found.get(key) }
  }

  private *keys(): Generator<number> {
    const { expected, found } = this
    for (let i = 0; i < expected.size; i++) yield expected.keys[i]
    for (let i = 0; i < found.size; i++) if (expected.indexOf(found.keys[i]) < 0) yield found.keys[i]
  }

  private checkRow(name: string, row: RowOfCounts, counts: Counted, places: Uint32Array, shift: number): void {
    const faults = rowFaults(row, counts, (i) => places[i] >>> shift !== row.block)
    this.wrongRows.push(...faults.map(({ what, ...numbers }) => ({ name: `${what} in ${name}`, ...numbers })))
  }

  private addCells(book: KeyCounter, end: TripEnd, counts: AnyCounts): void {
    const { level, length, cell, week, datasource, trips, hour } = counts
    for (let i = 0; i < length; i++) {
      const place = this.places.add(((cell[i] * 32 + level) * 2 + end) * 256 + (hour?.[i] ?? noHour))
      book.add(this.keyOf(place * 2, week[i], datasource[i]), trips[i])
    }
  }

  private addGroups(book: KeyCounter, counts: GroupCounts, by: GroupHours): void {
    const { length, origin, destination, hour, week, datasource, trips } = counts
    const before = by === 'day' ? 0 : hoursOfDay
    for (let i = 0; i < length; i++) {
      const flow = this.flows.add((origin[i] * 2 ** 22 + destination[i]) * 256 + before + hour[i])
      book.add(this.keyOf(flow * 2 + 1, week[i], datasource[i]), trips[i])
    }
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
    const [cells, hour] = [Math.floor(flow / 256), flow % 256]
    const during = hour < hoursOfDay ? `hour ${hour}` : `hour ${hour - hoursOfDay} of the week`
    return `group ${Math.floor(cells / 2 ** 22)} to ${cells % 2 ** 22}, ${during}, ${at}`
  }
}
