import { cellCode, filingLevel, finestLevel } from './cell.ts'
import { type NewColumn, newColumn } from './column-pool.ts'
import { origin, type TripEnd, tripEnds } from './segment.ts'
import type { StoredTrips } from './stored-trips.ts'
import type { WhenIndex } from './when-index.ts'

/**
 * Trips filed by one end: rows in the order of its cells at the finest level. `cell` is the code of (u, v) at filingLevel, `place`
 * the further bits of its code at finestLevel; `when` is the row's pair of a WhenIndex.
 */
export type SortedEnd = {
  end: TripEnd
  length: number
  cell: Uint32Array
  place: Uint32Array
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

/** Rows are first moved to tracts, the cells of this level: half of a code's 40 bits, the other half orders the rows of one. */
const tractLevel = 10
const halfBits = 20
const tractShift = 32 - tractLevel
const finestShift = 32 - finestLevel

/**
 * Files trips, without those flagged in `left`, by one end after the other, each into the same columns. Rows are laid side by side and moved as wholes to their
 * tract, then ordered within it: each step reads or writes memory in order or within a tract, 70 ns a row and end where columns
 * gathered through an order of a million rows took 180.
 */
export function* sortEnds(
  trips: StoredTrips,
  whens: WhenIndex,
  left?: Uint8Array,
  make: NewColumn = newColumn,
): Generator<SortedEnd> {
  const rows = layRows(trips, whens, left, make)
  const length = rows.length / rowWords
  const byTract = make(rows.length)
  const tracts = new Tracts(make(length))
  const order = new PlaceOrder(make(length), make(length), make(length))
  const sorted = createSortedEnd(length, trips.owner !== undefined, make)
  for (const end of tripEnds) {
    sorted.end = end
    const near = end === origin ? 0 : 2
    let from = 0
    for (const to of tracts.move(rows, byTract, near)) {
      takeRows(sorted, byTract, { from, to, near, order: order.of(byTract, from, to, near) }, whens.datasource)
      from = to
    }
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

/** Moves rows to their tracts. Of the table of all 2^20 tracts a chunk's trips touch few places. */
class Tracts {
  private readonly next = new Uint32Array(2 ** halfBits)

  constructor(private readonly tractOf: Uint32Array) {}

  /** Copies rows to the order of their tracts, those of one in the order given; returns where each tract's rows end. */
  move(rows: Uint32Array, moved: Uint32Array, near: number): number[] {
    const { next, tractOf } = this
    const met: number[] = []
    for (let i = 0, at = near; i < tractOf.length; i++, at += rowWords) {
      const tract = cellCode(rows[at] >>> tractShift, rows[at + 1] >>> tractShift)
      tractOf[i] = tract
      if (next[tract]++ === 0) met.push(tract)
    }
    const ascending = Uint32Array.from(met).sort()
    const ends: number[] = []
    let sum = 0
    for (const tract of ascending) {
      const count = next[tract]
      next[tract] = sum * rowWords
      sum += count
      ends.push(sum)
    }
    for (let i = 0, at = 0; i < tractOf.length; i++) {
      let to = next[tractOf[i]]
      next[tractOf[i]] = to + rowWords
      for (const last = at + rowWords; at < last; ) moved[to++] = rows[at++]
    }
    for (const tract of ascending) next[tract] = 0
    return ends
  }
}

const digitBits = halfBits / 2
const digits = 2 ** digitBits
/** Below, sorting key and number as one integer is quicker than counting digits. */
const countedMin = 512

/** Orders the rows of one tract by the lower half of their codes: two passes of a counting sort. */
class PlaceOrder {
  private readonly starts = new Uint32Array(digits)
  private readonly small = new Float64Array(countedMin)

  constructor(
    private readonly keys: Uint32Array,
    private readonly order: Uint32Array,
    private readonly other: Uint32Array,
  ) {}

  /** Row numbers from … to − 1 in the order of their places, from `order[0]` on; valid until the next tract. */
  of(rows: Uint32Array, from: number, to: number, near: number): Uint32Array {
    const { keys, order, other } = this
    const n = to - from
    for (let i = 0, at = from * rowWords + near; i < n; i++, at += rowWords)
      keys[i] = cellCode((rows[at] >>> finestShift) & (digits - 1), (rows[at + 1] >>> finestShift) & (digits - 1))
    if (n < countedMin) return this.sortFew(from, n)
    this.start(n, 0)
    for (let i = 0; i < n; i++) other[this.starts[keys[i] & (digits - 1)]++] = i
    this.start(n, digitBits)
    for (let i = 0; i < n; i++) {
      const row = other[i]
      order[this.starts[keys[row] >>> digitBits]++] = from + row
    }
    return order
  }

  private sortFew(from: number, n: number): Uint32Array {
    const { keys, order } = this
    const few = this.small.subarray(0, n)
    for (let i = 0; i < n; i++) few[i] = keys[i] * countedMin + i
    if (n > 1) few.sort()
    for (let i = 0; i < n; i++) order[i] = from + (few[i] % countedMin)
    return order
  }

  /** Where the rows of each digit begin. */
  private start(n: number, shift: number): void {
    const { starts, keys } = this
    starts.fill(0)
    for (let i = 0; i < n; i++) starts[(keys[i] >>> shift) & (digits - 1)]++
    let sum = 0
    for (let digit = 0; digit < digits; digit++) {
      const count = starts[digit]
      starts[digit] = sum
      sum += count
    }
  }
}

function createSortedEnd(length: number, hasOwners: boolean, make: NewColumn): SortedEnd {
  const column = () => make(length)
  return {
    end: origin,
    length,
    cell: column(),
    place: column(),
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

type Run = { from: number; to: number; near: number; order: Uint32Array }

/** Takes the rows of one tract into columns, in the order given. */
function takeRows(sorted: SortedEnd, rows: Uint32Array, { from, to, near, order }: Run, datasources: Uint32Array): void {
  const { cell, place, when, time, u, v, farU, farV, datasource, region, owner } = sorted
  const far = 2 - near
  const [shift, placeMask] = [32 - filingLevel, 2 ** (finestLevel - filingLevel) - 1]
  for (let i = from; i < to; i++) {
    const at = order[i - from] * rowWords
    const [nearU, nearV] = [rows[at + near], rows[at + near + 1]]
    cell[i] = cellCode(nearU >>> shift, nearV >>> shift)
    place[i] = cellCode((nearU >>> finestShift) & placeMask, (nearV >>> finestShift) & placeMask)
    u[i] = nearU
    v[i] = nearV
    farU[i] = rows[at + far]
    farV[i] = rows[at + far + 1]
    time[i] = rows[at + timeWord]
    when[i] = rows[at + whenWord]
    region[i] = rows[at + regionWord]
    datasource[i] = datasources[when[i]]
    if (owner !== undefined) owner[i] = rows[at + ownerWord]
  }
}
