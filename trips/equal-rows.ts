import type { StoredTrips } from './stored-trips.ts'

/** Whether two rows are the same trip: same region, origin, destination, time and datasource. */
export const isEqualRow = (a: StoredTrips, i: number, b: StoredTrips, j: number): boolean =>
  a.time[i] === b.time[j] &&
  a.originU[i] === b.originU[j] &&
  a.originV[i] === b.originV[j] &&
  a.destinationU[i] === b.destinationU[j] &&
  a.destinationV[i] === b.destinationV[j] &&
  a.region[i] === b.region[j] &&
  a.datasource[i] === b.datasource[j]

/**
 * Flags rows that repeat an earlier one. `order` must bring rows of one hash together (see `sortOrder`); rows of one hash
 * are compared column by column, so a collision is never taken for a repeat. Returns the number flagged.
 */
export function flagRepeats(trips: StoredTrips, order: Uint32Array, repeats: Uint8Array): number {
  let flagged = 0
  for (let from = 0; from < order.length; ) {
    const hash = trips.hashLow[order[from]]
    const distinct = [order[from]]
    let to = from + 1
    for (; to < order.length && trips.hashLow[order[to]] === hash; to++) {
      if (distinct.some((row) => isEqualRow(trips, row, trips, order[to]))) {
        repeats[order[to]] = 1
        flagged++
      } else distinct.push(order[to])
    }
    from = to
  }
  return flagged
}
