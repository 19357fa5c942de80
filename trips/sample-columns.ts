import { secondsPerDay } from './iso-week.ts'
import { coreLocation, namedByHemispheres } from './point-text.ts'
import { unitsPerDegree } from './trip.ts'
import { writtenKind } from './written-datetime.ts'

/** What a cell holds, by its looks alone. */
export const cellKinds = [
  'empty',
  'wkt', // EWKT and hexadecimal WKB too
  'path', // more than one point
  'named_point', // says itself which number is which
  'pair', // two numbers
  'datetime',
  'date',
  'clock',
  'epoch_seconds',
  'epoch_milliseconds',
  'epoch_microseconds',
  'epoch_nanoseconds',
  'number',
  'comma_number', // a decimal comma
  'hemisphere', // a number with N, S, E or W
  'other',
] as const
export type CellKind = (typeof cellKinds)[number]

const date = String.raw`\d{1,4}([-/.])\d{1,2}\1\d{1,4}`
const looks: readonly [CellKind, RegExp][] = [
  ['wkt', /^(?:srid=\d+;\s*)?point\s*(?:zm?|m)?\s*\(/i],
  ['wkt', /^(?:\\x|0x)?0[01](?:[0-9a-f]{2}){20,36}$/i],
  ['path', /^(?:\[\[|(?:srid=\d+;\s*)?(?:multi)?(?:linestring|polygon|point)\s*(?:zm?|m)?\s*(?:\(|empty))/i],
  ['other', /^\{.*wkid\W{0,5}(?!4326\b)\d/is], // a point of another reference system
  ['named_point', /^(?:\{.*(?:lat|coordinates|\bx\b)|(?:[a-z]\w*\s*[({])?\s*(?:lat|lon|lng)[a-z]*\s*[:=])/is],
  ['named_point', namedByHemispheres],
  ['named_point', coreLocation],
  ['datetime', new RegExp(`^${date}(?:T|,? +)\\d{1,2}:\\d\\d`, 'i')],
  ['date', new RegExp(`^${date}$`)],
  ['clock', /^\d{1,2}:\d\d(:\d\d(\.\d+)?)?( ?[ap]\.? ?m\.?)?$/i],
  // The hour of a day, such as 2018053106: as a count since 1970 it would lie in the years 2033 and 2034.
  ['datetime', /^(?:199\d|20[0-2]\d|203[0-5])(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])$/],
  ['epoch_seconds', /^\d{10}(\.\d+)?$/],
  ['epoch_milliseconds', /^\d{13}(\.\d+)?$/],
  ['epoch_microseconds', /^\d{16}(\.\d+)?$/],
  ['epoch_nanoseconds', /^\d{19}(\.\d+)?$/],
  ['datetime', /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?$/],
  ['date', /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/],
  ['number', /^[+\u2212-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i],
  ['comma_number', /^[+-]?\d*,\d+$/],
  ['hemisphere', /^(?:[nsew]\s*\d+([.,]\d+)?\s*°?|\d+([.,]\d+)?\s*°?\s*[nsew]|[+\u2212-]?\d+([.,]\d+)?\s*°)$/i],
  ['pair', /^(?:c\s*(?=\())?[([{]?\s*[+-]?\d*\.?\d+(?:\s*[,;|]\s*|\s+)[+-]?\d*\.?\d+\s*[)\]}]?$/],
]
const midnight = /(?:T| )(?:0?0:00(:00(\.0+)?)?(?!\d|:|\.| ?pm| ?am)|12:00(:00(\.0+)?)? ?am)/i

/** Whether a date and time, or a count since 1970, is the beginning of a day. */
export const isMidnight = (cell: string): boolean =>
  /^\d{10,}$/.test(cell) ? Number(cell.slice(0, 10)) % secondsPerDay === 0 && /^0*$/.test(cell.slice(10)) : midnight.test(cell)

export const kindOf = (cell: string): CellKind =>
  cell === '' ? 'empty' : (looks.find(([, look]) => look.test(cell))?.[0] ?? writtenKind(cell) ?? 'other')

/** A number as a cell has it, with a point or a comma, in 1e-7 degree; NaN where it is none. */
export const numberOfCell = (cell: string): number =>
  cell === ''
    ? Number.NaN
    : Number(
        cell
          .replace(/^(?:([nsew])\s*)?([^°a-z]*)\s*°?\s*[nsew]?$/i, '$2')
          .replace(',', '.')
          .replace('\u2212', '-'),
      ) * unitsPerDegree

/** Whether a number is written with a fraction. */
export const hasFraction = (cell: string): boolean => /[.,]/.test(cell)

const epochKinds = ['epoch_seconds', 'epoch_milliseconds', 'epoch_microseconds', 'epoch_nanoseconds'] as const

/** Of more cells that are otherwise they are not damaged. */
const damagedShareMax = 0.05

/** A column of the sample: what its cells hold. */
export class SampleColumn {
  private counted?: Map<CellKind, number>

  constructor(
    readonly column: number,
    readonly name: string,
    readonly cells: readonly string[],
    /** What the name says of this column alone: without what stands before all of them. */
    readonly called = name,
  ) {}

  /** Counted when first asked for: most columns are never looked at. */
  private get counts(): Map<CellKind, number> {
    if (this.counted) return this.counted
    const counts = new Map<CellKind, number>()
    for (const cell of this.cells) {
      const kind = kindOf(cell)
      counts.set(kind, (counts.get(kind) ?? 0) + 1)
    }
    this.counted = counts
    return counts
  }

  count(...kinds: CellKind[]): number {
    return kinds.reduce((sum, kind) => sum + (this.counts.get(kind) ?? 0), 0)
  }

  /** Whether most cells that hold something hold this: `NULL` between them is a row's fault, not the column's. */
  mostlyHolds(kind: CellKind): boolean {
    return this.count(kind) > 0 && this.count(kind) * 2 >= this.cells.length - this.count('empty')
  }

  /** The form of its counts since 1970, where most cells are such. */
  get epoch(): (typeof epochKinds)[number] | undefined {
    return epochKinds.find((kind) => this.mostlyHolds(kind))
  }

  /** Dates with times of day, or counts since 1970. */
  holdsMoments(): boolean {
    return this.count('datetime') > 0 || this.epoch !== undefined
  }

  /** Times of day, written with colons or, but for a few rows, as 4 or 6 digits. */
  holdsClocks(): boolean {
    const isCompact = (cell: string) => cell === '' || /^(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?$/.test(cell)
    const others = this.cells.filter((cell) => !isCompact(cell)).length
    return this.count('clock') > 0 || (this.count('number') > 0 && others <= this.cells.length * damagedShareMax)
  }

  /** Dates, alone or with a midnight behind each, but for a few rows. */
  holdsDates(): boolean {
    const others = this.cells.filter((cell) => kindOf(cell) === 'datetime' && !midnight.test(cell)).length
    return this.count('date', 'datetime') > 0 && others <= this.cells.length * damagedShareMax
  }

  /** A cell to show: the first that holds something. */
  get example(): string {
    return this.cells.find((cell) => cell !== '')?.slice(0, 60) ?? ''
  }

  holdsSameAs(other: SampleColumn): boolean {
    return this.cells.every((cell, row) => cell === other.cells[row])
  }
}
