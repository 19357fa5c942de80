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
 * (131,072, db/stored/tract-trips.ts): of 455 chunks with 288 each.
 */
const hostsMax = 400

const sizeClass = (trips: number): number => Math.floor(Math.log(Math.max(1, trips)) / Math.log(mergeFanout))

/** Chunks of about one size, and smaller ones that go along. */
export type ChosenMerge = { same: number[]; along: number[] }

/**
 * Which chunks to store together next: the oldest of the smallest size of which there are enough, up to `tripsMax` trips in all. What fits
 * of those that are smaller yet goes along, for it would be read beside them ever after; not the `lone` ones. Nothing when no merge pays.
 * Sizes are powers of `mergeFanout`, so a trip is moved a few times and never again.
 */
export function chooseMerge(hosts: readonly HostChunk[], tripsMax: number, lone: ReadonlySet<number> = new Set()): ChosenMerge {
  const bySize = new Map<number, HostChunk[]>()
  for (const host of [...hosts].sort((a, b) => a.id - b.id)) {
    if (host.trips * 2 > tripsMax) continue
    const size = sizeClass(host.trips)
    const same = bySize.get(size)
    if (same) same.push(host)
    else bySize.set(size, [host])
  }
  const smaller: HostChunk[] = []
  for (const [, ofSize] of [...bySize].sort(([a], [b]) => a - b)) {
    const room = { hosts: hostsMax, trips: tripsMax }
    const same = ofSize.length < mergeFanout ? [] : takeInto(room, ofSize)
    if (same.length > 1) return { same, along: takeInto(room, smaller) }
    smaller.push(...ofSize.filter(({ id }) => !lone.has(id)))
  }
  return { same: [], along: [] }
}

/** Those that there is room for, which they take. */
function takeInto(room: { hosts: number; trips: number }, hosts: readonly HostChunk[]): number[] {
  const taken = hosts.filter(({ trips }) => {
    if (room.hosts === 0 || trips > room.trips) return false
    room.hosts--
    room.trips -= trips
    return true
  })
  return taken.map(({ id }) => id)
}
