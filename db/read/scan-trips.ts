import { and, eq, gte, inArray, lt, or, sql } from 'drizzle-orm'
import { type CellRange, rangesWithin } from '#trips/cover.ts'
import type { SegmentPart, TripQuestion } from '#trips/grain.ts'
import { secondsPerDay } from '#trips/iso-week.ts'
import { Scan, type ScanColumns, type StoredSegment, type Wants } from '#trips/scan.ts'
import { origin, type TripEnd } from '#trips/segment.ts'
import { tripSegments } from '../schema/trips.ts'
import { inRanges, rangesMax } from '../stored/in-ranges.ts'
import { chunksByHour } from './chunks-by-hour.ts'
import { regionOrigins } from './region-origins.ts'
import { ofChunks } from './scan-counts.ts'
import type { Snapshot } from './snapshot.ts'

/**
 * So few chunks, with so small a share of the trips, are read through the index on chunk, and any number of them that is read whole; others
 * lie close enough together as it is.
 */
const soughtChunksMax = 8
const soughtShareMax = 0.1

/** Takes the matching trips of one segment: `rows[0 … count)` are row numbers in `columns`, valid during the call. */
export type TripReader = {
  wants: Wants & { chunk?: boolean }
  /** `chunk` only where it is wanted. */
  read: (columns: ScanColumns, rows: Uint32Array, count: number, end: TripEnd, chunk: number) => void
}

/** Reads the segments of a part and hands every matching trip to every reader, once. */
export async function scanTrips(
  snapshot: Snapshot,
  question: TripQuestion,
  part: SegmentPart,
  readers: readonly TripReader[],
): Promise<void> {
  const { chunks, areFew } = await chunksOf(snapshot, part)
  if (chunks?.length === 0) return
  const wants: TripReader['wants'] = Object.assign({}, ...readers.map((reader) => reader.wants))
  const scan = new Scan(question, part, wants)
  const { needs } = scan
  // Told which, MySQL does not look into the index once for each range before it begins: a quarter of a statement with a hundred of them.
  const index = sql.raw(` FORCE INDEX (${areFew ? 'trip_segments_chunk' : 'PRIMARY'})`)
  for (const ranges of batches(await rangesToRead(snapshot, question, part))) {
    const { tripEnd, cell, chunk, timeMin, timeMax, trips, near, far } = tripSegments
    const times = part.days?.map(({ first, last }) =>
      and(gte(timeMax, first * secondsPerDay), lt(timeMin, (last + 1) * secondsPerDay)),
    )
    const some = chunks && (areFew ? inArray(chunk, [...chunks]) : ofChunks(chunks))
    const where = and(eq(tripEnd, part.end), some, ranges && inRanges(ranges), times && or(...times))
    const columns = [sql`${trips}, ${near} AS near`]
    if (wants.chunk) columns.push(sql`${chunk}`)
    if (needs.cell) columns.push(sql`${cell}`)
    if (needs.far) columns.push(sql`${far} AS far`)
    const statement = sql`SELECT ${sql.join(columns, sql`, `)} FROM ${tripSegments}${index} WHERE ${where}`
    await snapshot.stream<StoredSegment & { chunk: number }>(statement, (segment) => {
      snapshot.answeredFrom.segments++
      snapshot.answeredFrom.trips_scanned += segment.trips
      const count = scan.select(segment)
      if (count > 0) for (const reader of readers) reader.read(scan.columns, scan.rows, count, part.end, segment.chunk)
    })
  }
}

/** Where the part lies, of a region's trips by origin where those do. */
async function rangesToRead(
  snapshot: Snapshot,
  { region }: TripQuestion,
  { end, ranges }: SegmentPart,
): Promise<CellRange[] | null> {
  if (region === undefined || end !== origin) return ranges
  const origins = await regionOrigins(snapshot, region)
  return origins && ranges ? rangesWithin(ranges, origins) : (origins ?? ranges)
}

/** The chunks to read, where not all are. */
async function chunksOf(
  snapshot: Snapshot,
  { chunks, ranges }: SegmentPart,
): Promise<{ chunks?: readonly number[]; areFew: boolean }> {
  if (chunks === 'all') return { areFew: false }
  const { ids, share } = 'ids' in chunks ? chunks : await chunksByHour(snapshot, chunks)
  if (share === 1) return { areFew: false }
  return { chunks: ids, areFew: share <= soughtShareMax && (ids.length <= soughtChunksMax || ranges === null) }
}

function* batches(ranges: CellRange[] | null): Generator<CellRange[] | undefined> {
  if (!ranges) yield undefined
  else for (let at = 0; at < ranges.length; at += rangesMax) yield ranges.slice(at, at + rangesMax)
}
