import { gridOf } from './cell.ts'
import { type NewColumn, newColumn } from './column-pool.ts'
import { checkPacked, unpackColumn } from './packed-columns.ts'
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

export type ChunkLabels = {
  regions: readonly string[]
  datasources: readonly string[]
  regionIds: readonly number[]
  datasourceIds: readonly number[]
}

/** A chunk's trips in storage units: grid points, dictionary ids, row hashes. */
export function storedTrips(columns: TripColumns, labels: ChunkLabels, make: NewColumn = newColumn): StoredTrips {
  const trips = createStoredTrips(columns.length, make)
  const hashes = { region: labels.regions.map(labelHash), datasource: labels.datasources.map(labelHash) }
  trips.length = columns.length
  for (let i = 0; i < columns.length; i++) {
    trips.originU[i] = gridOf(columns.originLon[i])
    trips.originV[i] = gridOf(columns.originLat[i])
    trips.destinationU[i] = gridOf(columns.destinationLon[i])
    trips.destinationV[i] = gridOf(columns.destinationLat[i])
    trips.time[i] = columns.time[i]
    trips.region[i] = labels.regionIds[columns.region[i]]
    trips.datasource[i] = labels.datasourceIds[columns.datasource[i]]
    hashRow(trips, i, hashes.region[columns.region[i]], hashes.datasource[columns.datasource[i]])
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
  checkPacked(segment.near, nearColumns.length, segment.trips)
  checkPacked(segment.far, farColumns.length, segment.trips)
  const near = [trips.time, u, v, trips.datasource, trips.region]
  for (const [c, column] of near.entries())
    unpackColumn(segment.near, segment.trips, nearColumns.length, c, column.subarray(from, to))
  for (const [c, column] of [farU, farV].entries())
    unpackColumn(segment.far, segment.trips, farColumns.length, c, column.subarray(from, to))
  if (trips.owner) {
    if (segment.owners) unpackColumn(segment.owners, segment.trips, 1, 0, trips.owner.subarray(from, to))
    else trips.owner.fill(segment.chunk ?? 0, from, to)
  }
  for (let i = from; i < to; i++) {
    const region = hashes.region.get(trips.region[i])
    const datasource = hashes.datasource.get(trips.datasource[i])
    if (region === undefined || datasource === undefined)
      throw new Error(`a trip has region id ${trips.region[i]}, datasource id ${trips.datasource[i]}, of which one has no label`)
    hashRow(trips, i, region, datasource)
  }
  trips.length = to
}
