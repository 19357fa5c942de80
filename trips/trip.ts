/**
 * What a trip is, in the units it is stored in.
 *
 * A point is two integers of 1e-7 degree (WGS 84, about 1 cm). A time is the region's wall clock as whole seconds since
 * 1970-01-01 00:00:00 of that same clock: no zone, no daylight saving, so arithmetic on it is plain integer arithmetic.
 */
export type Trip = {
  region: string
  datasource: string
  originLonE7: number
  originLatE7: number
  destinationLonE7: number
  destinationLatE7: number
  /** Wall-clock seconds since 1970-01-01, 0 … 2^32 − 1 (up to 2106-02-07). */
  time: number
}

/** One degree in stored units. */
export const unitsPerDegree = 10_000_000
export const lonMaxE7 = 180 * unitsPerDegree
export const latMaxE7 = 90 * unitsPerDegree

/** Region and datasource labels are at most this many UTF-8 bytes: what fits a MySQL VARCHAR(191) key in any of its rows. */
export const labelBytesMax = 191
