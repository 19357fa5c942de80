import type { Publisher, WrittenTrip } from './written-files.ts'
import { timeText, usualTime } from './written-times.ts'

export type RowDrawn = { trip: WrittenTrip; row: number; random: () => number; publisher: Publisher }

const streets = 'Broadway,Central Square,Market Street,Station Road,Old Bridge,North Gate,Harbour,University'.split(',')
const words = 'classic,member,standard,app,monthly,card'.split(',')
const among = (random: () => number, texts: readonly string[]) => texts[Math.floor(random() * texts.length)]
const whole = (random: () => number, from: number, to: number) => String(from + Math.floor(random() * (to - from)))

const moment = ({ publisher }: RowDrawn, time: number) => timeText(publisher.time ?? usualTime, time)
const dateOf = ({ publisher }: RowDrawn, time: number) => timeText(publisher.date ?? 'YYYY-MM-DD', time)
const clockOf = ({ publisher }: RowDrawn, time: number) => timeText(publisher.clock ?? 'HH:mm:ss', time)

/** What columns hold: the parts of a trip, and what stands beside them in the files of publishers. */
export const columnKinds: Record<string, (row: RowDrawn) => string> = {
  lat1: ({ trip }) => trip.lat1,
  lon1: ({ trip }) => trip.lon1,
  lat2: ({ trip }) => trip.lat2,
  lon2: ({ trip }) => trip.lon2,
  from: ({ trip, publisher }) => pointText(publisher, trip.lon1, trip.lat1),
  to: ({ trip, publisher }) => pointText(publisher, trip.lon2, trip.lat2),
  start: (row) => moment(row, row.trip.start),
  end: (row) => moment(row, row.trip.end),
  date: (row) => dateOf(row, row.trip.start),
  clock: (row) => clockOf(row, row.trip.start),
  enddate: (row) => dateOf(row, row.trip.end),
  endclock: (row) => clockOf(row, row.trip.end),
  // Moments beside those of the trip: when it was asked for, and when its row was written.
  asked: (row) => moment(row, row.trip.start - 300),
  written: (row) => moment(row, row.trip.end + 86_400),
  hour: ({ trip }) => timeText('H', trip.start),
  month: ({ trip }) => timeText('M', trip.start),
  seconds: ({ trip }) => String(trip.end - trip.start),
  minutes: ({ trip }) => String(Math.ceil((trip.end - trip.start) / 60)),
  id: ({ row }) => String(240_117 + row),
  hash: ({ random }) => Array.from({ length: 12 }, () => Math.floor(random() * 16).toString(16)).join(''),
  code: ({ random }) => whole(random, 100, 700),
  count: ({ random }) => whole(random, 1, 7),
  flag: ({ random }) => whole(random, 0, 2),
  year: ({ random }) => whole(random, 1950, 2000),
  zip: ({ random }) => whole(random, 10_001, 99_999),
  km: ({ random }) => (random() * 9 + 0.5).toFixed(2),
  money: ({ random }) => (random() * 30 + 2).toFixed(2),
  street: ({ random }) => among(random, streets),
  word: ({ random }) => among(random, words),
}

const pointText = ({ point = 'POINT (LON LAT)' }: Publisher, lon: string, lat: string): string =>
  point === 'EWKB' ? ewkb(Number(lon), Number(lat)) : point.replace('LON', lon).replace('LAT', lat)

/** A point of SRID 4326 as PostGIS prints it: little-endian, hexadecimal. */
function ewkb(lon: number, lat: number): string {
  const bytes = Buffer.alloc(25)
  bytes.writeUInt8(1, 0)
  bytes.writeUInt32LE(0x2000_0001, 1)
  bytes.writeUInt32LE(4326, 5)
  bytes.writeDoubleLE(lon, 9)
  bytes.writeDoubleLE(lat, 17)
  return bytes.toString('hex').toUpperCase()
}
