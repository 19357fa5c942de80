import { datetimeText, dayOfCivil, secondsPerDay } from '../iso-week.ts'
import { cityTrips } from '../sample-city.ts'
import { columnKinds } from './column-kinds.ts'
import { centresOf, type PlaceName } from './places.ts'
import { stepOf, usualTime } from './written-times.ts'

/** A trip as it is written: decimal degrees as text, wall seconds since 1970. */
export type WrittenTrip = { lon1: string; lat1: string; lon2: string; lat2: string; start: number; end: number }

/** How a publisher, or a program, writes its files of trips. */
export type Publisher = {
  name: string
  place: PlaceName
  /** The names of the columns as they stand in the file, with commas between them whatever separates them there. */
  header: string
  /** What each column holds, of `columnKinds`; `=N` is that text in every row, and what has a question mark may be empty. */
  cells: string
  /** Patterns of `timeText`. */
  time?: string
  date?: string
  clock?: string
  /** How a point in one column is written: `POINT (LON LAT)`, or `EWKB`. */
  point?: string
  /** Decimals of a degree. */
  digits?: number
  year?: number
  dialect?: Partial<Dialect>
  decimal?: ','
  /** Whether the file tells what is what only where its trips are. */
  stays?: true
}

/** What separates cells and lines, and what stands around them. */
export type Dialect = {
  delimiter: ',' | ';' | '\t' | '|'
  quotes: 'where needed' | 'all' | 'texts'
  lineEnd: string
  headerEnd?: string
  above: string
  below: string
  lastLineEnd: boolean
  encoding: 'utf-8' | 'latin1'
  mark: boolean
  /** Whether each line ends where its last cell that holds something does. */
  short: boolean
  /** What ends in one more separator. */
  tail: 'nothing' | 'rows' | 'all'
}

export const usualDialect: Dialect = {
  delimiter: ',',
  quotes: 'where needed',
  lineEnd: '\n',
  above: '',
  below: '',
  lastLineEnd: true,
  encoding: 'utf-8',
  mark: false,
  short: false,
  tail: 'nothing',
}

export type Column = { name: string; kind: string; isOptional: boolean; cells: string[] }

/** Trips of a place over 28 days, one after the other, no finer than the publisher writes them. */
export function drawTrips(publisher: Publisher, place: PlaceName, count: number, random: () => number): WrittenTrip[] {
  const cities = centresOf(place).map(([lon, lat]) => cityTrips({ name: place, lon, lat, weight: 1 }, random))
  const anyCity = () => cities[Math.floor(random() * cities.length)]
  const step = stepOf(publisher.clock ?? publisher.time ?? usualTime)
  const month = dayOfCivil(publisher.year ?? 2018, 1 + Math.floor(random() * 12), 1) * secondsPerDay
  const degrees = (units: number) => decimalText(units, publisher.digits ?? 6, random)
  const starts = Array.from({ length: count }, () => month + Math.floor((random() * 28 * secondsPerDay) / step) * step)
  return starts
    .sort((a, b) => a - b)
    .map((start) => {
      const { originLon, originLat } = anyCity()()
      const [lon1, lat1] = [degrees(originLon), degrees(originLat)]
      const { destinationLon, destinationLat } = anyCity()()
      const end = start + Math.ceil((180 + random() * 3000) / step) * step
      return { lon1, lat1, lon2: degrees(destinationLon), lat2: degrees(destinationLat), start, end }
    })
}

/** 1e-7 degrees in decimals; what is finer than they are is made up, as where a program writes a binary number in full. */
function decimalText(units: number, digits: number, random: () => number): string {
  const finer = Array.from({ length: Math.max(digits - 7, 0) }, () => Math.floor(random() * 10))
  return (units / 1e7).toFixed(Math.min(digits, 7)) + finer.join('')
}

/** The line that `readFile` gives for the trip. */
export function lineOf({ lon1, lat1, lon2, lat2, start }: WrittenTrip): string {
  const [fromLon, fromLat, toLon, toLat] = [lon1, lat1, lon2, lat2].map(storedDegrees)
  return `${fromLon} ${fromLat} > ${toLon} ${toLat} @ ${datetimeText(start)}`
}

/** Rounded to 1e-7 degrees, a half away from 0, by the digits: no binary number is exactly a half. */
function storedDegrees(text: string): number {
  const [whole, fraction = ''] = text.replace('-', '').split('.')
  const units = Number(whole + fraction.slice(0, 7).padEnd(7, '0')) + (fraction.charAt(7) >= '5' ? 1 : 0)
  return (text.startsWith('-') ? -units : units) / 1e7
}

/** The columns of the trips as the publisher names and fills them. Throws a TypeError where names and kinds are not as many. */
export function columnsOf(publisher: Publisher, trips: readonly WrittenTrip[], random: () => number): Column[] {
  const [names, kinds] = [publisher.header.split(','), publisher.cells.split(' ')]
  if (names.length !== kinds.length)
    throw new TypeError(`${publisher.name}: ${names.length} names, ${kinds.length} kinds of cells`)
  return names.map((name, i) => {
    const isOptional = kinds[i].endsWith('?')
    const kind = isOptional ? kinds[i].slice(0, -1) : kinds[i]
    const cell = (trip: WrittenTrip, row: number) =>
      kind.startsWith('=') ? kind.slice(1) : columnKinds[kind]({ trip, row, random, publisher })
    const cells = trips.map(cell)
    const numbers = publisher.decimal && decimalKinds.has(kind) ? cells.map((text) => text.replace('.', ',')) : cells
    return { name, kind, isOptional, cells: numbers }
  })
}

/** Kinds of columns that hold numbers with a fraction. */
export const decimalKinds: ReadonlySet<string> = new Set(['lat1', 'lon1', 'lat2', 'lon2', 'km', 'money'])

/** The bytes of a file of these columns. */
export function fileOf(columns: readonly Column[], dialect: Dialect): Uint8Array {
  const { delimiter, lineEnd, headerEnd = lineEnd, above, below, lastLineEnd, encoding, mark, short, tail } = dialect
  const line = (texts: readonly string[]) => {
    const cells = texts.map((text) => quoted(text, dialect))
    while (short && cells.length > 1 && texts[cells.length - 1] === '') cells.pop()
    return cells.join(delimiter)
  }
  const rowEnd = tail === 'nothing' ? '' : delimiter
  const rows = columns[0].cells.map((_, row) => line(columns.map(({ cells }) => cells[row])) + rowEnd)
  const header = line(columns.map(({ name }) => name)) + (tail === 'all' ? delimiter : '')
  const table = above + header + headerEnd + rows.join(lineEnd)
  const text = `${mark ? '\ufeff' : ''}${table}${lastLineEnd ? lineEnd : ''}${below}`
  return new Uint8Array(Buffer.from(text, encoding))
}

function quoted(text: string, { delimiter, quotes }: Dialect): string {
  const isNumber = /^-?[\d.]*$/.test(text)
  if (quotes === 'where needed' || (quotes === 'texts' && isNumber))
    if (!text.includes(delimiter) && !/["\n\r]/.test(text)) return text
  return `"${text.replaceAll('"', '""')}"`
}
