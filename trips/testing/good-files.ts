import { mulberry32 } from '../mulberry32.ts'
import { type Habit, habits, shuffled } from './file-habits.ts'
import { type PlaceName, trickyPlaces } from './places.ts'
import { readFile } from './read-file.ts'
import { type Column, columnsOf, type Dialect, drawTrips, fileOf, lineOf, type Publisher, usualDialect } from './written-files.ts'

/** A file of which all is known; its title says whose it is, how it is written and the seed that draws the same again. */
export type GoodFile = {
  title: string
  bytes: Uint8Array
  /** The lines of `readFile`. */
  trips: string[]
  /** Lines of the file that hold no trip. */
  badLines: string[]
}

type Random = () => number

const tripsMin = 40
const tripsMore = 20
/** Of so many of the lists a file has a habit: some five of them. */
const habitShare = 0.3
const elsewhereShare = 0.3

/** A file as the publisher writes it. */
export const usualFile = (publisher: Publisher, seed: number): GoodFile =>
  drawFile(publisher, publisher.place, [], seed, mulberry32(seed))

/** A file of the publisher with habits of others, of another place perhaps. */
export function fileWithHabits(publisher: Publisher, seed: number): GoodFile {
  const random = mulberry32(seed)
  const had = drawHabits(publisher, random)
  const isElsewhere = !publisher.stays && random() < elsewhereShare
  const place = isElsewhere ? trickyPlaces[Math.floor(random() * trickyPlaces.length)] : publisher.place
  return drawFile(publisher, place, had, seed, random)
}

/** The habits of that file. */
export const habitsOf = (publisher: Publisher, seed: number): Habit[] => drawHabits(publisher, mulberry32(seed))

function drawHabits(publisher: Publisher, random: Random): Habit[] {
  const had: Habit[] = []
  for (const list of habits) {
    const habit = list.at(Math.floor((random() / habitShare) * list.length))
    if (habit && habit.suits?.(publisher, dialectOf(publisher, had)) !== false) had.push(habit)
  }
  return had
}

function dialectOf(publisher: Publisher, had: readonly Habit[]): Dialect {
  let dialect = { ...usualDialect, ...publisher.dialect }
  for (const habit of had) dialect = { ...dialect, ...habit.dialect?.(dialect) }
  return dialect
}

function drawFile(publisher: Publisher, place: PlaceName, had: readonly Habit[], seed: number, random: Random): GoodFile {
  let trips = drawTrips(publisher, place, tripsMin + Math.floor(random() * tripsMore), random)
  for (const habit of had) trips = habit.trips?.(trips, random) ?? trips
  let columns = columnsOf(publisher, trips, random)
  for (const habit of had) columns = habit.columns?.(columns, random) ?? columns
  const title = [`${publisher.name} in ${place}`, ...had.map((habit) => habit.with), `seed ${seed}`].join(', ')
  return { title, bytes: fileOf(columns, dialectOf(publisher, had)), trips: trips.map(lineOf), badLines: [] }
}

/** What makes a row bad: in columns of these kinds stands this instead. */
const damages: readonly (readonly [kinds: readonly string[], cell: string])[] = [
  [['lat1', 'from'], ''],
  [['lon2', 'to'], ''],
  [['lat2', 'to'], 'unknown'],
  [['start', 'clock'], ''],
  [['start', 'clock'], 'at noon'],
]

/** A file of the publisher with a row of each damage. */
export function fileWithBadRows(publisher: Publisher, seed: number): GoodFile {
  const random = mulberry32(seed)
  const dialect = dialectOf(publisher, [])
  const trips = drawTrips(publisher, publisher.place, tripsMin, random)
  const columns = columnsOf(publisher, trips, random)
  const bad = shuffled([...trips.keys()].slice(1), random).slice(0, damages.length)
  for (const [i, [kinds, cell]] of damages.entries()) {
    for (const column of columns) if (kinds.includes(column.kind)) column.cells[bad[i]] = cell
  }
  const title = `${publisher.name}, bad rows, seed ${seed}`
  const kept = trips.filter((_, row) => !bad.includes(row)).map(lineOf)
  const badLines = bad.sort((a, b) => a - b).map((row) => lineOfRow(columns, row, dialect))
  return { title, bytes: fileOf(columns, dialect), trips: kept, badLines }
}

/** The line on which a row begins: those before it may hold line ends. */
function lineOfRow(columns: readonly Column[], row: number, dialect: Dialect): string {
  const before = columns.map((column) => ({ ...column, cells: column.cells.slice(0, row) }))
  return String(fileOf(before, dialect).filter((byte) => byte === 10).length + 1)
}

/** The first difference between what a file holds and what is read of it, or undefined. */
export function faultOf({ title, bytes, trips, badLines }: GoodFile): string | undefined {
  try {
    const { trips: read, rejects } = readFile(bytes)
    const lines = rejects.map((reject) => reject.split(' ')[0])
    const wrong = rejects.find((_, i) => !badLines.includes(lines[i]))
    if (wrong) return `${title}: rejected in line ${wrong}, ${rejects.length} rows in all`
    const taken = badLines.find((line) => !lines.includes(line))
    if (taken) return `${title}: line ${taken} is no trip, and not rejected`
    const row = Array.from({ length: Math.max(trips.length, read.length) }, (_, i) => i).find((i) => trips[i] !== read[i])
    return row === undefined ? undefined : `${title}: trip ${row + 1} is\n${trips[row]}, read as\n${read[row]}`
  } catch (error) {
    return `${title}: ${error instanceof Error ? error.message : error}`
  }
}
