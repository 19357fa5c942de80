import { cellCode, filingLevel, finestLevel } from './cell.ts'
import { type NewColumn, newColumn } from './column-pool.ts'
import { KeyCounter } from './key-counter.ts'
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

/** Rows are first moved to districts, the cells of this level, then put in order within one by the further bits of their codes. */
const districtLevel = 15
const districtShift = 32 - districtLevel
const finestShift = 32 - finestLevel
const keyBits = finestLevel - districtLevel
const keys = 4 ** keyBits

/**
 * Files trips, without those flagged in `left`, by one end after the other, each into the same columns. Rows are laid side by side
 * in the order of their districts, then gathered from within each: every step reads or writes memory in order, or in a stretch that
 * the processor's caches hold, 70 ns a row and end where columns gathered through an order of a million rows took 180. (Coarser
 * districts that need no hash table, and a second move where one is full, took 120.)
 */
export function* sortEnds(
  trips: StoredTrips,
  whens: WhenIndex,
  left?: Uint8Array,
  make: NewColumn = newColumn,
  ends: readonly TripEnd[] = tripEnds,
): Generator<SortedEnd> {
  const leaving = left?.subarray(0, trips.length).reduce((sum, flag) => sum + Number(flag !== 0), 0) ?? 0
  const length = trips.length - leaving
  const rows = make(length * rowWords)
  const districts = new Districts(trips, whens, left, make(trips.length))
  const order = new PlaceOrder()
  const sorted = createSortedEnd(length, trips.owner !== undefined, make)
  for (const end of ends) {
    sorted.end = end
    const near = end === origin ? 0 : 2
    let from = 0
    for (const to of districts.move(rows, near)) {
      order.sort(rows, from, to, near)
      takeRows(sorted, rows, { from, to, near, order }, whens.datasource)
      from = to
    }
    yield sorted
  }
}

class Districts {
  constructor(
    private readonly trips: StoredTrips,
    private readonly whens: WhenIndex,
    private readonly left: Uint8Array | undefined,
    private readonly districtOf: Uint32Array,
  ) {}

  /** Lays rows in the order of their districts, those of one in the order given; returns where each district's rows end. */
  move(moved: Uint32Array, near: number): Uint32Array {
    const { next, ends } = this.places(near)
    const { left, districtOf } = this
    const { length, originU, originV, destinationU, destinationV, time, region, owner } = this.trips
    const { of } = this.whens
    for (let i = 0; i < length; i++) {
      if (left !== undefined && left[i] !== 0) continue
      const at = next[districtOf[i]]
      next[districtOf[i]] = at + rowWords
      moved[at] = originU[i]
      moved[at + 1] = originV[i]
      moved[at + 2] = destinationU[i]
      moved[at + 3] = destinationV[i]
      moved[at + timeWord] = time[i]
      moved[at + whenWord] = of[i]
      moved[at + regionWord] = region[i]
      if (owner !== undefined) moved[at + ownerWord] = owner[i]
    }
    return ends
  }

  /** Numbers the districts and notes each row's; returns where the rows of each number go, and in order of codes where they end. */
  private places(near: number): { next: Uint32Array; ends: Uint32Array } {
    const { trips, left, districtOf } = this
    const [u, v] = near === 0 ? [trips.originU, trips.originV] : [trips.destinationU, trips.destinationV]
    const districts = new KeyCounter()
    for (let i = 0; i < trips.length; i++)
      if (left === undefined || left[i] === 0)
        districtOf[i] = districts.add(cellCode(u[i] >>> districtShift, v[i] >>> districtShift))
    const ascending = districts.keys.slice(0, districts.size).sort()
    const next = new Uint32Array(districts.size)
    const ends = new Uint32Array(districts.size)
    let sum = 0
    for (let d = 0; d < ascending.length; d++) {
      const number = districts.indexOf(ascending[d])
      next[number] = sum * rowWords
      sum += districts.counts[number]
      ends[d] = sum
    }
    return { next, ends }
  }
}

/** From so many rows on counting places is quicker than sorting key and number as one integer. */
const countedMin = 512
/** Up to so many rows inserting is quicker. */
const insertedMax = 16

/** Orders the rows of one district by their places in it. */
class PlaceOrder {
  /** The place of row from + i, and which i comes first, second …; valid until the next district. */
  keys = new Uint32Array(countedMin)
  order = new Uint32Array(countedMin)
  private readonly starts = new Uint32Array(keys)
  private readonly few = new Uint32Array(countedMin)

  sort(rows: Uint32Array, from: number, to: number, near: number): void {
    const n = to - from
    if (n > this.keys.length) {
      this.keys = new Uint32Array(n * 2)
      this.order = new Uint32Array(n * 2)
    }
    const mask = 2 ** keyBits - 1
    for (let i = 0, at = from * rowWords + near; i < n; i++, at += rowWords)
      this.keys[i] = cellCode((rows[at] >>> finestShift) & mask, (rows[at + 1] >>> finestShift) & mask)
    if (n <= insertedMax) this.insert(n)
    else if (n < countedMin) this.sortFew(n)
    else this.count(n)
  }

  private insert(n: number): void {
    const { keys, order } = this
    for (let i = 0; i < n; i++) {
      let at = i
      for (; at > 0 && keys[order[at - 1]] > keys[i]; at--) order[at] = order[at - 1]
      order[at] = i
    }
  }

  private sortFew(n: number): void {
    const { keys, order, few } = this
    for (let i = 0; i < n; i++) few[i] = keys[i] * countedMin + i
    few.subarray(0, n).sort()
    for (let i = 0; i < n; i++) order[i] = few[i] % countedMin
  }

  private count(n: number): void {
    const { keys, order, starts } = this
    starts.fill(0)
    for (let i = 0; i < n; i++) starts[keys[i]]++
    for (let key = 0, sum = 0; key < starts.length; key++) {
      const count = starts[key]
      starts[key] = sum
      sum += count
    }
    for (let i = 0; i < n; i++) order[starts[keys[i]]++] = i
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

type Run = { from: number; to: number; near: number; order: PlaceOrder }

/** Takes the rows of one district into columns, in the order found. */
function takeRows(
  sorted: SortedEnd,
  rows: Uint32Array,
  { from, to, near, order: { keys, order } }: Run,
  datasources: Uint32Array,
): void {
  const { cell, place, when, time, u, v, farU, farV, datasource, region, owner } = sorted
  const far = 2 - near
  const first = from * rowWords + near
  const district =
    cellCode(rows[first] >>> districtShift, rows[first + 1] >>> districtShift) << (2 * (filingLevel - districtLevel))
  const placeBits = 2 * (finestLevel - filingLevel)
  const placeMask = 2 ** placeBits - 1
  for (let i = from; i < to; i++) {
    const row = order[i - from]
    const at = (from + row) * rowWords
    cell[i] = district | (keys[row] >>> placeBits)
    place[i] = keys[row] & placeMask
    u[i] = rows[at + near]
    v[i] = rows[at + near + 1]
    farU[i] = rows[at + far]
    farV[i] = rows[at + far + 1]
    time[i] = rows[at + timeWord]
    const pair = rows[at + whenWord]
    when[i] = pair
    region[i] = rows[at + regionWord]
    datasource[i] = datasources[pair]
    if (owner !== undefined) owner[i] = rows[at + ownerWord]
  }
}
