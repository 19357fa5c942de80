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
}

/** Empty columns for up to `capacity` trips: 28 bytes a trip, allocated at once and meant to be used again. */
export const createTripColumns = (capacity: number): TripColumns => ({
  capacity,
  length: 0,
  originLon: new Int32Array(capacity),
  originLat: new Int32Array(capacity),
  destinationLon: new Int32Array(capacity),
  destinationLat: new Int32Array(capacity),
  time: new Uint32Array(capacity),
  region: new Uint32Array(capacity),
  datasource: new Uint32Array(capacity),
})
