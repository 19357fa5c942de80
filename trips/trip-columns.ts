/**
 * Accepted trips as columns: row i of every array is one trip, rows 0 … length − 1 are filled. Points are 1e-7 degree, `time`
 * is wall seconds (see `trip.ts`), `region` and `datasource` are indexes into the labels of the `LabelIndex` filled beside it.
 */
export type TripColumns = {
  readonly capacity: number
  length: number
  readonly originLon: Int32Array
  readonly originLat: Int32Array
  readonly destinationLon: Int32Array
  readonly destinationLat: Int32Array
  readonly time: Uint32Array
  readonly region: Uint32Array
  readonly datasource: Uint32Array
  /** Filled when the rows are settled (stored-trips.ts). */
  readonly hashLow: Uint32Array
  readonly hashHigh: Uint32Array
}

/**
 * Empty columns for up to `capacity` trips: 36 bytes a trip, allocated at once and meant to be used again; in a
 * SharedArrayBuffer, by two threads.
 */
export function createTripColumns(capacity: number, Memory: new (bytes: number) => ArrayBufferLike = ArrayBuffer): TripColumns {
  const signed = () => new Int32Array(new Memory(capacity * 4))
  const unsigned = () => new Uint32Array(new Memory(capacity * 4))
  return {
    capacity,
    length: 0,
    originLon: signed(),
    originLat: signed(),
    destinationLon: signed(),
    destinationLat: signed(),
    time: unsigned(),
    region: unsigned(),
    datasource: unsigned(),
    hashLow: unsigned(),
    hashHigh: unsigned(),
  }
}
