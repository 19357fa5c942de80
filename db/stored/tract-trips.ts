import { sql } from 'drizzle-orm'
import type { PoolConnection } from 'mysql2/promise'
import { codeOfCell, finestLevel } from '#trips/cell.ts'
import { ColumnPool } from '#trips/column-pool.ts'
import { countBelow } from '#trips/count-below.ts'
import type { CellRange } from '#trips/cover.ts'
import { type OwnerTallies, tallyOwners } from '#trips/owner-tallies.ts'
import { origin, segmentTripsMax, type TripEnd } from '#trips/segment.ts'
import {
  appendSegment,
  createStoredTrips,
  type LabelHashes,
  type ReadSegment,
  readOwners,
  type StoredTrips,
} from '#trips/stored-trips.ts'
import { groupTracts, placesOf, type Tract, TractCounts } from '#trips/tract.ts'
import { eachRow } from './each-row.ts'
import { inRanges } from './in-ranges.ts'

/** Trips that are read together, unless a single place of 29 × 46 m has more: about 100 bytes each with what is made of them. */
export const tractTripsMax = 131_072
/** So many times as many may be at one place where chunks are merged, and so many in segments that lie across tracts: they are in memory together. */
const fullFactor = 8
const acrossTripsMax = 1_048_576

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

export type TractReading = {
  hashes: LabelHashes
  tripsMax?: number
  /** Chunks of the ledger whose trips are read and counted in `tallies`, and left out. */
  without?: ReadonlySet<number>
  /** Whether to refuse, with PlaceTooFull, what had to be in memory together. What was merged once is never refused. */
  isBounded?: boolean
  /** Is told of every trip that is read. */
  tallies: OwnerTallies
}

/** More trips at one place than can be worked on together. */
export class PlaceTooFull extends Error {}

/**
 * Reads the trips stored in the rows of some chunks by one end, tract by tract in the order of places: however many there are, few are
 * in memory. Whoever reads may delete and store what was read in between, and ask for the next one meanwhile. The connection must see
 * one state throughout.
 */
export async function* readTracts(
  connection: PoolConnection,
  chunks: readonly number[],
  end: TripEnd,
  reading: TractReading,
): AsyncGenerator<TractTrips> {
  const { tripsMax = tractTripsMax, isBounded = false } = reading
  const reader = new TractReader(connection, chunks, end, reading)
  const { tracts, coarse } = (await reader.count()).cut(tripsMax)
  const coarseCells = coarse.map(({ address }) => ({ from: address, to: address }))
  // Each holds at most a segment's trips of each chunk, and those of a tract at any place among them.
  const acrossTrips = coarse.reduce((sum, { trips }) => sum + trips, 0)
  if (isBounded && acrossTrips > acrossTripsMax)
    throw new PlaceTooFull(`${acrossTrips} trips lie across tracts; at most ${acrossTripsMax} can be merged`)
  const across = await reader.read(coarseCells, createOwnedTrips(acrossTrips))
  const placed = new PlacedTrips(across.trips, end)
  if (isBounded) refuseFull(tracts, placed, fullFactor * tripsMax)
  // Never released for others: the last trips are worked on when nobody asks for more.
  let [pool, other] = [new ColumnPool(), new ColumnPool()]
  let taken = 0
  for (const { tracts: group, cells, trips } of groupTracts(tracts, tripsMax)) {
    ;[pool, other] = [other, pool]
    pool.reset()
    const { column: make } = pool
    const rows = placed.between({ from: placesOf(group[0]).from, to: placesOf(group[group.length - 1]).to })
    const found = await reader.read(cells, createOwnedTrips(trips + rows.length, make))
    take(across.trips, rows, found.trips)
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

function refuseFull(tracts: readonly Tract[], across: PlacedTrips, most: number): void {
  for (const tract of tracts) {
    if (tract.level < finestLevel) continue
    const trips = tract.trips + across.between(placesOf(tract)).length
    if (trips > most) throw new PlaceTooFull(`${trips} trips lie at one place; at most ${most} can be merged`)
  }
}

type Found = { trips: OwnedTrips; segments: SegmentKey[] }

class TractReader {
  private readonly some: OwnedTrips = createOwnedTrips(segmentTripsMax)

  constructor(
    private readonly connection: PoolConnection,
    private readonly chunks: readonly number[],
    private readonly end: TripEnd,
    private readonly reading: TractReading,
  ) {}

  /** How many trips lie where, but for those left out: from the index on chunk alone where none are, 0.5 s a million segments. */
  async count(): Promise<TractCounts> {
    const counts = new TractCounts()
    const owner = new Uint32Array(segmentTripsMax)
    const owners = this.without ? sql`, owner_columns AS owners` : sql``
    await eachRow<{ cell: number; chunk: number; trips: number; owners?: Uint8Array | null }>(
      this.connection,
      sql`SELECT cell, chunk, trips${owners} FROM trip_segments FORCE INDEX (trip_segments_chunk)
        WHERE chunk IN (${ids(this.chunks)}) AND trip_end = ${this.end}`,
      ({ cell, chunk, trips, owners }) => {
        if (!this.without) return counts.add(cell, trips)
        readOwners({ owners, chunk, trips }, owner)
        let staying = 0
        for (let i = 0; i < trips; i++) if (!this.without.has(owner[i])) staying++
        counts.add(cell, staying)
      },
    )
    return counts
  }

  /** Reads what lies at some addresses into `trips`, which has room for just that, and tallies it. */
  async read(cells: readonly CellRange[], trips: OwnedTrips): Promise<Found> {
    const segments: SegmentKey[] = []
    if (cells.length === 0) return { trips, segments }
    await eachRow<SegmentKey & Omit<ReadSegment, 'end'>>(
      this.connection,
      sql`SELECT cell, chunk, part, trips, near_columns AS near, far_columns AS far, owner_columns AS owners
        FROM trip_segments FORCE INDEX (PRIMARY)
        WHERE trip_end = ${this.end} AND chunk IN (${ids(this.chunks)}) AND ${inRanges(cells)}`,
      ({ part, cell, ...segment }) => {
        segments.push({ cell, chunk: segment.chunk, part, trips: segment.trips })
        this.append(trips, { end: this.end, ...segment })
      },
    )
    return { trips, segments }
  }

  private append(trips: OwnedTrips, segment: ReadSegment): void {
    const { some, without } = this
    const { hashes, tallies } = this.reading
    if (!without) {
      const from = trips.length
      appendSegment(trips, segment, hashes)
      tallyOwners(trips, tallies, from)
      return
    }
    some.length = 0
    appendSegment(some, segment, hashes)
    tallyOwners(some, tallies)
    const rows = Array.from({ length: some.length }, (_, row) => row)
    const staying = rows.filter((row) => !without.has(some.owner[row]))
    take(some, staying, trips)
  }

  private get without(): ReadonlySet<number> | undefined {
    return this.reading.without?.size ? this.reading.without : undefined
  }
}

const createOwnedTrips = (capacity: number, make?: ColumnPool['column']): OwnedTrips => ({
  ...createStoredTrips(capacity, make),
  owner: make?.(capacity) ?? new Uint32Array(capacity),
})

/** Trips in the order of the places of an end: asked for once a group of tracts, they are put in order once. */
class PlacedTrips {
  private readonly places: Float64Array
  private readonly rows: Uint32Array

  constructor(trips: OwnedTrips, end: TripEnd) {
    const shift = 32 - finestLevel
    const [u, v] = end === origin ? [trips.originU, trips.originV] : [trips.destinationU, trips.destinationV]
    const placeOf = (row: number) => codeOfCell(u[row] >>> shift, v[row] >>> shift)
    const places = Float64Array.from({ length: trips.length }, (_, row) => placeOf(row))
    this.rows = Uint32Array.from(places.keys()).sort((a, b) => places[a] - places[b])
    this.places = Float64Array.from(this.rows, (row) => places[row])
  }

  /** Numbers of the trips between two places, both included. */
  between({ from, to }: CellRange): Uint32Array {
    return this.rows.subarray(countBelow(this.places, from), countBelow(this.places, to + 1))
  }
}

function take(from: OwnedTrips, rows: ArrayLike<number>, into: OwnedTrips): void {
  if (into.length + rows.length > into.time.length) throw new Error(`no room for ${rows.length} more trips`)
  for (const name of tripColumns) {
    const [source, target] = [from[name], into[name]]
    for (let i = 0; i < rows.length; i++) target[into.length + i] = source[rows[i]]
  }
  into.length += rows.length
}

const tripColumns = [
  ...(['originU', 'originV', 'destinationU', 'destinationV', 'time', 'region', 'datasource'] as const),
  ...(['hashLow', 'hashHigh', 'owner'] as const),
]

const ids = (chunks: readonly number[]) => sql.raw(chunks.join(', '))
