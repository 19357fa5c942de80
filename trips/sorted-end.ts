import { cellCode, orderLevel, segmentLevel } from './cell.ts'
import { type NewColumn, newColumn } from './column-pool.ts'
import { KeyCounter } from './key-counter.ts'
import { origin, segmentTripsUsual, type TripEnd, tripEnds } from './segment.ts'
import type { StoredTrips } from './stored-trips.ts'
import type { WhenIndex } from './when-index.ts'

/**
 * Trips filed by one end: rows in the order of its cells at segmentLevel, in a full cell in the order of its places at orderLevel.
 * `cell` is the code of (u, v) at segmentLevel; `when` the row's pair of a WhenIndex.
 */
export type SortedEnd = {
  end: TripEnd
  length: number
  cell: Uint32Array
  when: Uint32Array
  time: Uint32Array
  u: Uint32Array
  v: Uint32Array
  farU: Uint32Array
  farV: Uint32Array
  datasource: Uint32Array
  region: Uint32Array
  /** The chunk of each trip; undefined where all are of one. */
  owner?: Uint32Array
}

/** Words of a row: origin u, v, destination u, v, time, when, region, owner: half a cache line. */
const rowWords = 8
const timeWord = 4
const whenWord = 5
const regionWord = 6
const ownerWord = 7

/**
 * Files trips, without those flagged in `left`, by one end after the other, each into the same columns. Rows are laid side by side and moved as wholes to their
 * cell, then ordered within it: each step reads or writes memory in order or within a cell, 70 ns a row and end where columns
 * gathered through an order of a million rows took 180.
 */
export function* sortEnds(
  trips: StoredTrips,
  whens: WhenIndex,
  left?: Uint8Array,
  make: NewColumn = newColumn,
): Generator<SortedEnd> {
  const rows = layRows(trips, whens, left, make)
  const byCell = make(rows.length)
  const cellOf = make(rows.length / rowWords)
  const sorted = createSortedEnd(cellOf.length, trips.owner !== undefined, make)
  for (const end of tripEnds) {
    sorted.end = end
    sortRows(rows, byCell, cellOf, sorted, whens)
    yield sorted
  }
}

function layRows(trips: StoredTrips, { of }: WhenIndex, left: Uint8Array | undefined, make: NewColumn): Uint32Array {
  const { length, originU, originV, destinationU, destinationV, time, region, owner } = trips
  const rows = make(length * rowWords)
  let at = 0
  for (let i = 0; i < length; i++) {
    if (left !== undefined && left[i] !== 0) continue
    rows[at] = originU[i]
    rows[at + 1] = originV[i]
    rows[at + 2] = destinationU[i]
    rows[at + 3] = destinationV[i]
    rows[at + timeWord] = time[i]
    rows[at + whenWord] = of[i]
    rows[at + regionWord] = region[i]
    if (owner !== undefined) rows[at + ownerWord] = owner[i]
    at += rowWords
  }
  return rows.subarray(0, at)
}

function sortRows(rows: Uint32Array, byCell: Uint32Array, cellOf: Uint32Array, sorted: SortedEnd, whens: WhenIndex): void {
  const near = sorted.end === origin ? 0 : 2
  const ends = moveToCells(rows, byCell, cellOf, near)
  const order = new PlaceOrder(near)
  for (let from = 0, c = 0; c < ends.length; from = ends[c++]) {
    const places = ends[c] - from > segmentTripsUsual ? order.of(byCell, from, ends[c]) : undefined
    takeRows(sorted, byCell, from, ends[c], places, near, whens.datasource)
  }
}

/** Copies rows to the order of their cells, those of one cell in the order given; returns where each cell's rows end. */
function moveToCells(rows: Uint32Array, byCell: Uint32Array, cellOf: Uint32Array, near: number): Uint32Array {
  const shift = 32 - segmentLevel
  const cells = new KeyCounter()
  for (let i = 0, at = near; i < cellOf.length; i++, at += rowWords)
    cellOf[i] = cells.add(cellCode(rows[at] >>> shift, rows[at + 1] >>> shift))
  const ascending = cells.keys.slice(0, cells.size).sort()
  const next = new Uint32Array(cells.size)
  const ends = new Uint32Array(cells.size)
  let sum = 0
  for (let c = 0; c < ascending.length; c++) {
    const index = cells.indexOf(ascending[c])
    next[index] = sum * rowWords
    sum += cells.counts[index]
    ends[c] = sum
  }
  for (let i = 0, at = 0; i < cellOf.length; i++) {
    let to = next[cellOf[i]]
    next[cellOf[i]] = to + rowWords
    for (const last = at + rowWords; at < last; ) byCell[to++] = rows[at++]
  }
  return ends
}

/** Orders the rows of one cell by their place in it, at orderLevel: a counting sort. */
class PlaceOrder {
  private readonly starts = new Uint32Array(4 ** (orderLevel - segmentLevel) + 1)
  private places = new Uint16Array(0)
  private order = new Uint32Array(0)

  constructor(private readonly near: number) {}

  /** Row numbers from … to − 1 in the order of their places; valid until the next cell. */
  of(rows: Uint32Array, from: number, to: number): Uint32Array {
    const { starts } = this
    if (this.order.length < to - from) {
      this.places = new Uint16Array(to - from)
      this.order = new Uint32Array(to - from)
    }
    const { places, order } = this
    const [shift, mask] = [32 - orderLevel, 2 ** (orderLevel - segmentLevel) - 1]
    starts.fill(0)
    for (let i = from, at = from * rowWords + this.near; i < to; i++, at += rowWords) {
      const place = cellCode((rows[at] >>> shift) & mask, (rows[at + 1] >>> shift) & mask)
      places[i - from] = place
      starts[place + 1]++
    }
    for (let place = 1; place < starts.length; place++) starts[place] += starts[place - 1]
    for (let i = from; i < to; i++) order[starts[places[i - from]]++] = i
    return order
  }
}

function createSortedEnd(length: number, hasOwners: boolean, make: NewColumn): SortedEnd {
  const column = () => make(length)
  return {
    end: origin,
    length,
    cell: column(),
    when: column(),
    time: column(),
    u: column(),
    v: column(),
    farU: column(),
    farV: column(),
    datasource: column(),
    region: column(),
    owner: hasOwners ? column() : undefined,
  }
}

/** Takes the rows of one cell into columns, in the order given or as they lie. */
function takeRows(
  sorted: SortedEnd,
  rows: Uint32Array,
  from: number,
  to: number,
  order: Uint32Array | undefined,
  near: number,
  datasources: Uint32Array,
): void {
  const { cell, when, time, u, v, farU, farV, datasource, region, owner } = sorted
  const far = 2 - near
  const shift = 32 - segmentLevel
  const code = cellCode(rows[from * rowWords + near] >>> shift, rows[from * rowWords + near + 1] >>> shift)
  for (let i = from; i < to; i++) {
    const at = (order === undefined ? i : order[i - from]) * rowWords
    cell[i] = code
    u[i] = rows[at + near]
    v[i] = rows[at + near + 1]
    farU[i] = rows[at + far]
    farV[i] = rows[at + far + 1]
    time[i] = rows[at + timeWord]
    when[i] = rows[at + whenWord]
    region[i] = rows[at + regionWord]
    datasource[i] = datasources[when[i]]
    if (owner !== undefined) owner[i] = rows[at + ownerWord]
  }
}
