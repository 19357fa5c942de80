import type { StoredTrips } from './stored-trips.ts'
import { TripDigest } from './trip-digest.ts'

export type OwnerTallies = Map<number, { trips: number; digest: TripDigest }>

/** Adds number and digest of the trips of each chunk, from a row on. */
export function tallyOwners(
  trips: StoredTrips & { owner: Uint32Array },
  found: OwnerTallies = new Map(),
  from = 0,
): OwnerTallies {
  for (let row = from; row < trips.length; row++) {
    const owner = trips.owner[row]
    const tally = found.get(owner) ?? { trips: 0, digest: new TripDigest() }
    if (tally.trips++ === 0) found.set(owner, tally)
    tally.digest.add(trips.hashLow[row], trips.hashHigh[row])
  }
  return found
}
