/** A chunk that rows are stored under, and how many trips it holds. */
export type HostChunk = { id: number; trips: number }

/** Chunks of about one size are merged once there are this many: each trip is then moved log₈ of its chunk's growth times. */
export const mergeFanout = 8

/**
 * Full chunks that are stored together at most. A box reads each place of its rim once for every so many; a merge, and taking an import
 * back from among others, is one transaction, of about a minute.
 */
export const mergedChunksMax = 64

/**
 * Merged at once at most. Segments lie across tracts, and are in memory together, where that many of them may be one tract's trips
 * (131,072, db/read/tract-trips.ts): of 455 chunks with 288 each.
 */
const hostsMax = 400

const sizeClass = (trips: number): number => Math.floor(Math.log(Math.max(1, trips)) / Math.log(mergeFanout))

/**
 * Which chunks to store together next: the oldest of the smallest size of which there are enough, up to `tripsMax` trips in all, and with
 * them those that are smaller yet, which would be read beside them ever after. Empty when no merge pays. Sizes are powers of `mergeFanout`, so a trip is moved a
 * few times and never again.
 */
export function chooseMerge(hosts: readonly HostChunk[], tripsMax: number): number[] {
  const bySize = new Map<number, HostChunk[]>()
  for (const host of [...hosts].sort((a, b) => a.id - b.id)) {
    if (host.trips * 2 > tripsMax) continue
    const size = sizeClass(host.trips)
    const same = bySize.get(size)
    if (same) same.push(host)
    else bySize.set(size, [host])
  }
  const upToSize: HostChunk[] = []
  for (const [, same] of [...bySize].sort(([a], [b]) => a - b)) {
    upToSize.push(...same)
    if (same.length < mergeFanout) continue
    let total = 0
    const oldest = upToSize.sort((a, b) => a.id - b.id).slice(0, hostsMax)
    const chosen = oldest.filter(({ trips }) => {
      if (total + trips > tripsMax) return false
      total += trips
      return true
    })
    if (chosen.length > 1) return chosen.map(({ id }) => id)
  }
  return []
}
