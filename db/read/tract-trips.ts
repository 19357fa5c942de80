import { sql } from 'drizzle-orm'
import type { PoolConnection } from 'mysql2/promise'
import { codeOfCell, finestLevel } from '#trips/cell.ts'
import { ColumnPool } from '#trips/column-pool.ts'
import type { CellRange } from '#trips/cover.ts'
import { origin, type TripEnd } from '#trips/segment.ts'
import { appendSegment, createStoredTrips, type LabelHashes, type ReadSegment, type StoredTrips } from '#trips/stored-trips.ts'
import { groupTracts, placesOf, type Tract, TractCounts } from '#trips/tract.ts'
import { eachRow } from './each-row.ts'
import { inRanges } from './scan-trips.ts'

/** Trips that are read together, unless a single place of 29 × 46 m has more: about 100 bytes each with what is made of them. */
export const tractTripsMax = 131_072
/** So many times as many may be at one place. More are left as they are, for they would have to be in memory together. */
const fullPlaceFactor = 8

type OwnedTrips = StoredTrips & { owner: Uint32Array }
/** A row of trip_segments as it is known by its key. */
export type SegmentKey = { cell: number; chunk: number; part: number; trips: number }
export type TractTrips = {
  tracts: Tract[]
  /** The trips that lie in the tracts, each with its chunk; valid until the next but one. */
  trips: OwnedTrips
  /** Makes further columns that are valid as long. */
  make: ColumnPool['column']
  /** The segments that were read for them, and the addresses that they lie at: all there are of these chunks. */
  segments: SegmentKey[]
  cells: CellRange[]
  isLast: boolean
}

/** More trips at one place than can be worked on together. */
export class PlaceTooFull extends Error {}

/**
 * Reads the trips stored in the rows of some chunks by one end, tract by tract in the order of places: however many there are, few are
 * in memory. Whoever reads may delete and store what was read in between, and ask for the next one meanwhile.
 */
export async function* readTracts(
  connection: PoolConnection,
  chunks: readonly number[],
  end: TripEnd,
  { hashes, tripsMax = tractTripsMax }: { hashes: LabelHashes; tripsMax?: number },
): AsyncGenerator<TractTrips> {
  const { tracts, coarse } = await planTracts(connection, chunks, end, tripsMax)
  const reader = new TractReader(connection, chunks, end, hashes)
  const coarseCells = coarse.map((address) => ({ from: address, to: address }))
  // Each holds at most a segment's trips of each chunk, and those of a tract at any place among them.
  const across = await reader.read(coarseCells, createOwnedTrips)
  // Never released for others: the last trips are worked on when nobody asks for more.
  let [pool, other] = [new ColumnPool(), new ColumnPool()]
  let taken = 0
  for (const { tracts: group, cells } of groupTracts(tracts, tripsMax)) {
    ;[pool, other] = [other, pool]
    pool.reset()
    const { column: make } = pool
    const places = { from: placesOf(group[0]).from, to: placesOf(group[group.length - 1]).to }
    const found = await reader.read(cells, (count) => createOwnedTrips(count + across.trips.length, make))
    takeBetween(across.trips, end, places, found.trips)
    const isFirst = taken === 0
    taken += group.length
    yield {
      tracts: group,
      trips: found.trips,
      make,
      segments: isFirst ? [...across.segments, ...found.segments] : found.segments,
      cells: isFirst ? [...coarseCells, ...cells] : cells,
      isLast: taken === tracts.length,
    }
  }
}

/** How many trips lie where, from the index on chunk alone: 0.5 s a million segments. */
async function planTracts(
  connection: PoolConnection,
  chunks: readonly number[],
  end: TripEnd,
  tripsMax: number,
): Promise<{ tracts: Tract[]; coarse: number[] }> {
  const counts = new TractCounts()
  await eachRow<{ cell: number; trips: number }>(
    connection,
    sql`SELECT cell, trips FROM trip_segments FORCE INDEX (trip_segments_chunk) WHERE chunk IN (${ids(chunks)}) AND trip_end = ${end}`,
    ({ cell, trips }) => counts.add(cell, trips),
  )
  const plan = counts.cut(tripsMax)
  const fullest = plan.tracts.reduce((max, { trips }) => Math.max(max, trips), 0)
  const most = fullPlaceFactor * tripsMax
  if (fullest > most) throw new PlaceTooFull(`${fullest} trips lie at one place, at most ${most} can be worked on together`)
  return plan
}

type Found = { trips: OwnedTrips; segments: SegmentKey[] }

class TractReader {
  constructor(
    private readonly connection: PoolConnection,
    private readonly chunks: readonly number[],
    private readonly end: TripEnd,
    private readonly hashes: LabelHashes,
  ) {}

  async read(cells: readonly CellRange[], room: (trips: number) => OwnedTrips): Promise<Found> {
    const segments: SegmentKey[] = []
    if (cells.length === 0) return { trips: room(0), segments }
    const where = sql`trip_end = ${this.end} AND chunk IN (${ids(this.chunks)}) AND ${inRanges(cells)}`
    const read: (SegmentKey & Omit<ReadSegment, 'end'>)[] = []
    let count = 0
    await eachRow<(typeof read)[number]>(
      this.connection,
      sql`SELECT cell, chunk, part, trips, near_columns AS near, far_columns AS far, owner_columns AS owners
        FROM trip_segments FORCE INDEX (PRIMARY) WHERE ${where}`,
      (segment) => {
        read.push(segment)
        count += segment.trips
      },
    )
    const trips = room(count)
    for (const { cell, chunk, part, trips: n, near, far, owners } of read) {
      segments.push({ cell, chunk, part, trips: n })
      appendSegment(trips, { end: this.end, chunk, trips: n, near, far, owners }, this.hashes)
    }
    return { trips, segments }
  }
}

const createOwnedTrips = (capacity: number, make?: ColumnPool['column']): OwnedTrips => ({
  ...createStoredTrips(capacity, make),
  owner: make?.(capacity) ?? new Uint32Array(capacity),
})

/** Appends the trips whose end lies between two places. */
function takeBetween(from: OwnedTrips, end: TripEnd, { from: first, to: last }: CellRange, into: OwnedTrips): void {
  const shift = 32 - finestLevel
  const [u, v] = end === origin ? [from.originU, from.originV] : [from.destinationU, from.destinationV]
  for (let row = 0; row < from.length; row++) {
    const place = codeOfCell(u[row] >>> shift, v[row] >>> shift)
    if (place < first || place > last) continue
    for (const name of tripColumns) into[name][into.length] = from[name][row]
    into.length++
  }
}

const tripColumns = [
  ...(['originU', 'originV', 'destinationU', 'destinationV', 'time', 'region', 'datasource'] as const),
  ...(['hashLow', 'hashHigh', 'owner'] as const),
]

const ids = (chunks: readonly number[]) => sql.raw(chunks.join(', '))
