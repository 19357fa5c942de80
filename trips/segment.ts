import { ColumnPacker } from './packed-columns.ts'
import type { SortedEnd } from './sorted-end.ts'

/** The two ends of a trip, in the order they are stored. */
export const origin = 0
export const destination = 1
export type TripEnd = typeof origin | typeof destination
export const tripEnds: readonly TripEnd[] = [origin, destination]

/** Columns of `near`, in order: wall seconds, grid u and v of the segment's end, datasource id, region id. */
export const nearColumns = ['time', 'u', 'v', 'datasource', 'region'] as const
/** Columns of `far`: grid u and v of the other end. */
export const farColumns = ['u', 'v'] as const

/** No segment has more trips: scans unpack into columns of this length, and the view's table of ordinals has as many rows. */
export const segmentTripsMax = 16_384
/**
 * A fuller cell is cut into parts of this many trips. At 15 to 17 bytes a trip a part stays below 4 kB, a quarter of an InnoDB
 * page: longer values would go to pages of their own, half of which stay empty. Trips are in the order of finer cells, so
 * a part is a small area and packs into fewer bytes.
 */
export const segmentTripsUsual = 112

/**
 * A segment: trips of one chunk whose origin (end 0) or destination (end 1) lies in one cell. Immutable once written; end 0 is
 * the truth, end 1 the same trips filed by destination, so that "ends in" reads as little as "starts in". The far end is packed
 * apart, read only when asked for.
 */
export type Segment = {
  end: TripEnd
  cell: number
  part: number
  trips: number
  timeMin: number
  timeMax: number
  near: Uint8Array
  far: Uint8Array
  /** The chunk of each trip, packed; null where all are of the row's own. */
  owners: Uint8Array | null
}

/** Cuts one end's trips into segments; the bytes of one are valid until the next. */
export function* cutSegments({
  end,
  cell,
  time,
  u,
  v,
  datasource,
  region,
  farU,
  farV,
  owner,
  length,
}: SortedEnd): Generator<Segment> {
  const [nearPacker, farPacker, ownerPacker] = [new ColumnPacker(), new ColumnPacker(), new ColumnPacker()]
  for (let from = 0, part = 0; from < length; ) {
    let to = from + 1
    let [timeMin, timeMax] = [time[from], time[from]]
    for (; to < length && to - from < segmentTripsUsual && cell[to] === cell[from]; to++) {
      if (time[to] < timeMin) timeMin = time[to]
      if (time[to] > timeMax) timeMax = time[to]
    }
    yield {
      end,
      cell: cell[from],
      part,
      trips: to - from,
      timeMin,
      timeMax,
      near: nearPacker.pack([time, u, v, datasource, region], from, to),
      far: farPacker.pack([farU, farV], from, to),
      owners: owner ? ownerPacker.pack([owner], from, to) : null,
    }
    part = to < length && cell[to] === cell[from] ? part + 1 : 0
    from = to
  }
}
