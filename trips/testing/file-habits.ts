import { dayOfTime, secondsPerDay } from '../iso-week.ts'
import { type Column, type Dialect, decimalKinds, type Publisher, type WrittenTrip } from './written-files.ts'
import { usualTime } from './written-times.ts'

type Random = () => number

/** A way in which a file of a publisher may be written all the same, and how one says so. */
export type Habit = {
  with: string
  trips?: (trips: WrittenTrip[], random: Random) => WrittenTrip[]
  columns?: (columns: Column[], random: Random) => Column[]
  dialect?: (dialect: Dialect) => Partial<Dialect>
  /** Whether such a file would still be a good one. */
  suits?: (publisher: Publisher, dialect: Dialect) => boolean
}

const positions = ['lon1', 'lat1', 'lon2', 'lat2'] as const

/** Values in another order. */
export const shuffled = <Value>(values: readonly Value[], random: Random): Value[] =>
  values
    .map((value) => ({ value, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value)

/** Changes what stands in the columns of these kinds. */
const changed =
  (kinds: ReadonlySet<string>, change: (cell: string, kind: string, random: Random) => string) =>
  (columns: Column[], random: Random): Column[] =>
    columns.map((column) =>
      kinds.has(column.kind) ? { ...column, cells: column.cells.map((cell) => change(cell, column.kind, random)) } : column,
    )
const numbers = (change: (cell: string, kind: string) => string) => changed(new Set<string>(positions), change)
const texts = (change: (cell: string) => string) =>
  changed(new Set(['street', 'word']), (cell, _, random) => (random() < 0.2 ? change(cell) : cell))

const renamed = (change: (name: string) => string) => (columns: Column[]) =>
  columns.map((column) => ({ ...column, name: change(column.name) }))

/** A column more, at this place or at any. */
const withColumn =
  (name: string, cellOf: (row: number, random: Random) => string, at?: number) => (columns: Column[], random: Random) => {
    const cells = columns[0].cells.map((_, row) => cellOf(row, random))
    return columns.toSpliced(at ?? Math.floor(random() * (columns.length + 1)), 0, { name, kind: '', isOptional: true, cells })
  }

const remark = (_: number, random: Random) => (random() < 0.1 ? 'late' : '')

const padded = (pad: (cell: string) => string) => (columns: Column[]) =>
  columns.map((column) => ({ ...column, cells: column.cells.map(pad) }))

/** Cells that may be empty say so in this word. */
const gaps = (word: string): Habit => ({
  with: `gaps as '${word}'`,
  columns: (columns, random) =>
    columns.map((column) => {
      const share = column.isOptional ? 0.25 : column.kind === 'end' ? 0.06 : 0
      return share > 0 ? { ...column, cells: column.cells.map((cell) => (random() < share ? word : cell)) } : column
    }),
})

const withLetter = (cell: string, kind: string) => {
  const [positive, negative] = kind.startsWith('lat') ? ['N', 'S'] : ['E', 'W']
  return cell.startsWith('-') ? `${cell.slice(1)} ${negative}` : `${cell} ${positive}`
}

const rewritten = (change: (degrees: string) => string) => (trips: WrittenTrip[]) =>
  trips.map((trip) => ({ ...trip, ...Object.fromEntries(positions.map((position) => [position, change(trip[position])])) }))

/** All on the day of the last trip, which is one above the 12th. */
function onOneDay(trips: WrittenTrip[]): WrittenTrip[] {
  const day = Math.max(...trips.map(({ start }) => dayOfTime(start)))
  return trips.map(({ start, end, ...points }) => {
    const shift = (day - dayOfTime(start)) * secondsPerDay
    return { ...points, start: start + shift, end: end + shift }
  })
}

/** Days of two digits beside years of two are told apart by their number, so not on one day. */
const hasWholeYears = ({ time = usualTime, date }: Publisher) => !/(?<!Y)YY(?!Y)/.test(date ?? time)
const hasNoPrefixes = ({ header }: Publisher) => !/[.[]/.test(header)
const fitsLatin1 = ({ header }: Publisher) => /^[\0-\x7f\xa0-\xff]*$/.test(header)

/** Of each list a file has one habit at most. */
export const habits: readonly (readonly Habit[])[] = [
  [
    { with: 'commas', dialect: () => ({ delimiter: ',' }) },
    { with: 'semicolons', dialect: () => ({ delimiter: ';' }) },
    { with: 'tabs', dialect: () => ({ delimiter: '\t' }) },
    { with: 'bars', dialect: () => ({ delimiter: '|' }) },
  ],
  [
    { with: 'quotes around everything', dialect: () => ({ quotes: 'all' }) },
    { with: 'quotes around texts', dialect: () => ({ quotes: 'texts' }) },
  ],
  [
    { with: 'CRLF', dialect: () => ({ lineEnd: '\r\n' }) },
    { with: 'CR', dialect: () => ({ lineEnd: '\r' }) },
    { with: 'CRLF under a header that ends in LF', dialect: () => ({ lineEnd: '\r\n', headerEnd: '\n' }) },
    { with: 'an empty line under the header', dialect: ({ lineEnd }) => ({ headerEnd: lineEnd + lineEnd }) },
  ],
  [
    { with: 'a title', dialect: ({ lineEnd }) => ({ above: `Trips of the year${lineEnd}${lineEnd}` }) },
    { with: 'sep=', dialect: ({ lineEnd, delimiter }) => ({ above: `sep=${delimiter}${lineEnd}` }) },
    { with: 'notes', dialect: ({ lineEnd }) => ({ above: `# trips${lineEnd}# start and end, in degrees${lineEnd}` }) },
  ],
  [
    { with: 'no last line end', dialect: () => ({ lastLineEnd: false }) },
    { with: 'empty lines at the end', dialect: ({ lineEnd }) => ({ below: lineEnd + lineEnd }) },
  ],
  [
    { with: 'a separator at every end', dialect: () => ({ tail: 'all' }) },
    { with: 'a separator at the end of rows', dialect: () => ({ tail: 'rows' }) },
  ],
  [
    { with: 'a mark of UTF-8', dialect: () => ({ mark: true, encoding: 'utf-8' }) },
    { with: 'Latin-1', dialect: () => ({ encoding: 'latin1' }), suits: fitsLatin1 },
  ],
  [
    { with: 'rows in no order', trips: shuffled },
    { with: 'the newest row first', trips: (trips) => trips.toReversed() },
    { with: 'one day', trips: onOneDay, suits: hasWholeYears },
  ],
  [
    { with: 'three decimals', trips: rewritten((degrees) => Number(degrees).toFixed(3)) },
    { with: 'fourteen decimals', trips: rewritten((degrees) => Number(degrees).toFixed(14)) },
    { with: 'no zeros at the end', trips: rewritten((degrees) => String(Number(degrees))) },
  ],
  [
    { with: 'decimal commas', columns: changed(decimalKinds, (cell) => cell.replace('.', ',')) },
    { with: 'plus signs', columns: numbers((cell) => cell.replace(/^(?=\d)/, '+')) },
    { with: 'degree signs', columns: numbers((cell) => `${cell}°`) },
    { with: 'letters for signs', columns: numbers(withLetter) },
  ],
  [
    { with: 'separators in texts', columns: texts((cell) => `${cell}, north; side | 2`) },
    { with: 'quotes in texts', columns: texts((cell) => `the "old" ${cell}`) },
    { with: 'line ends in texts', columns: texts((cell) => `${cell}\nnorth side`) },
    { with: 'accents in texts', columns: texts((cell) => `${cell} á la Façade, Straße 9`) },
  ],
  [
    ...['', 'NULL', 'NA', '\\N', 'nan', 'None', '-', 'n/a'].map(gaps),
    {
      with: 'rows that end early',
      columns: (columns, random) => withColumn('comment', remark, columns.length)(columns, random),
      dialect: () => ({ short: true }),
      suits: (_, { lastLineEnd }) => lastLineEnd, // else the last row may be cut
    },
  ],
  [
    { with: 'columns in another order', columns: shuffled },
    { with: 'columns from last to first', columns: (columns) => columns.toReversed() },
  ],
  [
    { with: 'an empty column', columns: withColumn('promo_code', () => '') },
    { with: 'a nearly empty column', columns: withColumn('remark', remark) },
    { with: 'a column of numbers', columns: withColumn('temperature_c', (_, random) => (random() * 30).toFixed(1)) },
  ],
  [
    { with: 'capital names', columns: renamed((name) => name.toUpperCase()) },
    { with: 'small names', columns: renamed((name) => name.toLowerCase()) },
    { with: 'spaces in names', columns: renamed((name) => name.replaceAll('_', ' ')) },
    { with: 'underscores in names', columns: renamed((name) => name.replaceAll(' ', '_')) },
  ],
  [
    { with: 'an index of pandas', columns: withColumn('', (row) => String(row), 0) },
    { with: 'a saved index of pandas', columns: withColumn('Unnamed: 0', (row) => String(row), 0) },
    { with: 'an index from 1', columns: withColumn('', (row) => String(row + 1), 0) },
  ],
  [{ with: 'a table before names', columns: renamed((name) => `t.${name}`), suits: hasNoPrefixes }],
  [
    { with: 'spaces around cells', columns: padded((cell) => ` ${cell} `) },
    { with: 'cells of one width', columns: padded((cell) => cell.padStart(12)) },
  ],
]
