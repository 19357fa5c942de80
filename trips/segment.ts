import { packColumns } from './packed-columns.ts'

/**
 * A segment: the trips of one chunk whose origin (end 0) or destination (end 1) lies in one cell, sorted by time. Immutable
 * once written; end 0 is the truth, end 1 the same trips filed by destination, so that "ends in" reads as little as "starts
 * in". The far end is packed apart, read only when asked for.
 */
export const origin = 0
export const destination = 1
export type TripEnd = typeof origin | typeof destination

/** Columns of `near`, in order: wall seconds, grid u and v of the segment's end, datasource id, region id. */
export const nearColumns = ['time', 'u', 'v', 'datasource', 'region'] as const
/** Columns of `far`: grid u and v of the other end. */
export const farColumns = ['u', 'v'] as const

/**
 * A fuller cell is cut into parts, each a run of time: bounds a blob to about 300 kB and lets a date range skip parts.
 * The view's table of ordinals has as many rows.
 */
export const segmentTripsMax = 16_384

export type Segment = {
  end: TripEnd
  cell: number
  part: number
  trips: number
  timeMin: number
  timeMax: number
  near: Uint8Array
  far: Uint8Array
}

/** One end of a chunk's trips, in storage units; `cell` is the segment-level cell of (u, v). */
export type EndColumns = {
  end: TripEnd
  cell: Uint32Array
  time: Uint32Array
  u: Uint32Array
  v: Uint32Array
  datasource: Uint32Array
  region: Uint32Array
  farU: Uint32Array
  farV: Uint32Array
}

/** Cuts rows, given in order of (cell, time), into segments. */
export function* cutSegments(columns: EndColumns, order: Uint32Array): Generator<Segment> {
  const { end, cell, time, u, v, datasource, region, farU, farV } = columns
  for (let from = 0, part = 0; from < order.length; ) {
    const code = cell[order[from]]
    let to = from + 1
    while (to < order.length && to - from < segmentTripsMax && cell[order[to]] === code) to++
    yield {
      end,
      cell: code,
      part,
      trips: to - from,
      timeMin: time[order[from]],
      timeMax: time[order[to - 1]],
      near: packColumns([time, u, v, datasource, region], order, from, to),
      far: packColumns([farU, farV], order, from, to),
    }
    part = to < order.length && cell[order[to]] === code ? part + 1 : 0
    from = to
  }
}
