import { type NewColumn, newColumn } from './column-pool.ts'
import { PackedReader } from './packed-columns.ts'
import { destination, farColumns, nearColumns, type TripEnd } from './segment.ts'
import type { TripColumns } from './trip-columns.ts'
import { digestSeeds, labelHash, TripDigest, tripHash } from './trip-digest.ts'

/**
 * Trips in storage units, all arrays of at least `length` rows: grid units, wall seconds, dictionary ids and the two halves
 * of each row's hash.
 */
export type StoredTrips = {
  length: number
  originU: Uint32Array
  originV: Uint32Array
  destinationU: Uint32Array
  destinationV: Uint32Array
  time: Uint32Array
  region: Uint32Array
  datasource: Uint32Array
  hashLow: Uint32Array
  hashHigh: Uint32Array
  /** The chunk that stored the trip; undefined where all are of one. */
  owner?: Uint32Array
}

/** Room for `capacity` trips; `length` starts at 0. */
export const createStoredTrips = (capacity: number, make: NewColumn = newColumn): StoredTrips => {
  const column = () => make(capacity)
  return {
    length: 0,
    originU: column(),
    originV: column(),
    destinationU: column(),
    destinationV: column(),
    time: column(),
    region: column(),
    datasource: column(),
    hashLow: column(),
    hashHigh: column(),
  }
}

/** A chunk's trips as they were read: in storage units, but for labels, which are indexes into the chunk's own. */
export type ReadTrips = StoredTrips

/**
 * Turns columns into storage units where they lie, once all rows of a chunk are read, and hashes every row: done by whoever reads,
 * for storing is the longer half. Degrees become grid units (cell.ts gridOf: + 2^31) by turning their first bit over.
 */
export function settleColumns(columns: TripColumns, regions: readonly string[], datasources: readonly string[]): ReadTrips {
  const trips = settledTrips(columns)
  const { originU, originV, destinationU, destinationV, region, datasource } = trips
  const hashes = { region: Uint32Array.from(regions, labelHash), datasource: Uint32Array.from(datasources, labelHash) }
  for (let i = 0; i < trips.length; i++) {
    originU[i] ^= firstBit
    originV[i] ^= firstBit
    destinationU[i] ^= firstBit
    destinationV[i] ^= firstBit
    hashRow(trips, i, hashes.region[region[i]], hashes.datasource[datasource[i]])
  }
  return trips
}

const firstBit = 0x80000000

/** Columns that were settled, by this thread or another: the same memory under the names that it has then. */
export function settledTrips(columns: TripColumns): ReadTrips {
  const { length, time, region, datasource, hashLow, hashHigh } = columns
  const unsigned = ({ buffer, byteOffset, length }: Int32Array) => new Uint32Array(buffer, byteOffset, length)
  return {
    length,
    originU: unsigned(columns.originLon),
    originV: unsigned(columns.originLat),
    destinationU: unsigned(columns.destinationLon),
    destinationV: unsigned(columns.destinationLat),
    time,
    region,
    datasource,
    hashLow,
    hashHigh,
  }
}

/** A chunk's trips with dictionary ids, given by label index. */
export function storedTrips(
  read: ReadTrips,
  { regionIds, datasourceIds }: { regionIds: readonly number[]; datasourceIds: readonly number[] },
  make: NewColumn = newColumn,
): StoredTrips {
  const trips = { ...read, region: make(read.length), datasource: make(read.length) }
  for (let i = 0; i < read.length; i++) {
    trips.region[i] = regionIds[read.region[i]]
    trips.datasource[i] = datasourceIds[read.datasource[i]]
  }
  return trips
}

function hashRow(trips: StoredTrips, i: number, region: number, datasource: number): void {
  const { originU, originV, destinationU, destinationV, time } = trips
  trips.hashLow[i] = tripHash(
    digestSeeds[0],
    originU[i],
    originV[i],
    destinationU[i],
    destinationV[i],
    time[i],
    region,
    datasource,
  )
  trips.hashHigh[i] = tripHash(
    digestSeeds[1],
    originU[i],
    originV[i],
    destinationU[i],
    destinationV[i],
    time[i],
    region,
    datasource,
  )
}

/** How many trips there are, and their digest, without those that `left` flags. */
export function digestTrips(
  { length, hashLow, hashHigh }: Pick<StoredTrips, 'length' | 'hashLow' | 'hashHigh'>,
  left?: Uint8Array,
): { rowsStored: number; digest: string } {
  const digest = new TripDigest()
  let rowsStored = 0
  for (let row = 0; row < length; row++) {
    if (left?.[row]) continue
    digest.add(hashLow[row], hashHigh[row])
    rowsStored++
  }
  return { rowsStored, digest: digest.text() }
}

/** Hashes of the labels by dictionary id, for trips read back from the database. */
export type LabelHashes = { region: ReadonlyMap<number, number>; datasource: ReadonlyMap<number, number> }

/** A segment as it is read back. `owners` is null where all its trips are of the row's own chunk. */
export type ReadSegment = {
  end: TripEnd
  chunk: number
  trips: number
  near: Uint8Array
  far: Uint8Array
  owners: Uint8Array | null
}

const [nearReader, farReader, ownerReader] = [nearColumns, farColumns, ['owner']].map(({ length }) => new PackedReader(length))

/** The chunk of each trip of a segment, as out[0 … trips). Throws when bytes are missing. */
export function readOwners(
  { owners, chunk = 0, trips }: { owners?: Uint8Array | null; chunk?: number; trips: number },
  out: Uint32Array,
): void {
  if (!owners) return void out.fill(chunk, 0, trips)
  ownerReader.load(owners, trips)
  ownerReader.unpack(0, out)
}

/** Appends a segment's trips, as they were before they were packed. Throws when the room is too small, bytes are missing or a label is unknown. */
export function appendSegment(
  trips: StoredTrips,
  segment: Omit<ReadSegment, 'chunk' | 'owners'> & Partial<ReadSegment>,
  hashes: LabelHashes,
): void {
  const [from, to] = [trips.length, trips.length + segment.trips]
  if (to > trips.time.length) throw new Error(`no room for ${segment.trips} more trips`)
  const [u, v, farU, farV] =
    segment.end === destination
      ? [trips.destinationU, trips.destinationV, trips.originU, trips.originV]
      : [trips.originU, trips.originV, trips.destinationU, trips.destinationV]
  nearReader.load(segment.near, segment.trips)
  farReader.load(segment.far, segment.trips)
  const near = [trips.time, u, v, trips.datasource, trips.region]
  for (const [c, column] of near.entries()) nearReader.unpack(c, column.subarray(from, to))
  for (const [c, column] of [farU, farV].entries()) farReader.unpack(c, column.subarray(from, to))
  if (trips.owner) readOwners(segment, trips.owner.subarray(from, to))
  for (let i = from; i < to; i++) {
    const region = hashes.region.get(trips.region[i])
    const datasource = hashes.datasource.get(trips.datasource[i])
    if (region === undefined || datasource === undefined)
      throw new Error(`a trip has region id ${trips.region[i]}, datasource id ${trips.datasource[i]}, of which one has no label`)
    hashRow(trips, i, region, datasource)
  }
  trips.length = to
}
