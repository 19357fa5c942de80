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
 * Files trips, without those flagged in `left`, by one end after the other, each into the same columns. Rows are laid side by side
 * and moved as wholes to their tract, then ordered within it: each step reads or writes memory in order or within a tract, 70 ns a row
 * and end where columns gathered through an order of a million rows took 180.
 */
export function* sortEnds(
  trips: StoredTrips,
  whens: WhenIndex,
  left?: Uint8Array,
  make: NewColumn = newColumn,
): Generator<SortedEnd> {
  const leaving = left?.subarray(0, trips.length).reduce((sum, flag) => sum + Number(flag !== 0), 0) ?? 0
  const length = trips.length - leaving
  const byTract = make(length * rowWords)
  const numbers = make(trips.length)
  // Rows know their tract until they have moved, their order afterwards.
  const tracts = new Tracts(trips, whens, left, numbers)
  const byDistrict = make(length * rowWords)
  const districts = new Districts()
  const order = new PlaceOrder(make(length), make(length), numbers)
  const sorted = createSortedEnd(length, trips.owner !== undefined, make)
  for (const end of tripEnds) {
    sorted.end = end
    const near = end === origin ? 0 : 2
    let from = 0
    for (const to of tracts.move(byTract, near)) {
      if (to - from < districtsMin) sortRun(sorted, byTract, { from, to, near, order }, whens.datasource)
      else
        for (const end of districts.move(byTract, byDistrict, { from, to, near })) {
          sortRun(sorted, byDistrict, { from, to: end, near, order }, whens.datasource)
          from = end
        }
      from = to
    }
    yield sorted
  }
}

/** Moves rows to their tracts. Of the table of all 2^20 tracts a chunk's trips touch few places. */
class Tracts {
  private readonly next = new Uint32Array(2 ** halfBits)

  constructor(
    private readonly trips: StoredTrips,
    private readonly whens: WhenIndex,
    private readonly left: Uint8Array | undefined,
    private readonly tractOf: Uint32Array,
  ) {}

  /** Lays rows in the order of their tracts, those of one in the order given; returns where each tract's rows end. */
  move(moved: Uint32Array, near: number): number[] {
    const { next, tractOf } = this
    const met = this.countTracts(near)
    const ends: number[] = []
    let sum = 0
    for (const tract of met) {
      const count = next[tract]
      next[tract] = sum * rowWords
      sum += count
      ends.push(sum)
    }
    const { length, originU, originV, destinationU, destinationV, time, region, owner } = this.trips
    const { of } = this.whens
    for (let i = 0; i < length; i++) {
      if (this.left !== undefined && this.left[i] !== 0) continue
      const at = next[tractOf[i]]
      next[tractOf[i]] = at + rowWords
      moved[at] = originU[i]
      moved[at + 1] = originV[i]
      moved[at + 2] = destinationU[i]
      moved[at + 3] = destinationV[i]
      moved[at + timeWord] = time[i]
      moved[at + whenWord] = of[i]
      moved[at + regionWord] = region[i]
      if (owner !== undefined) moved[at + ownerWord] = owner[i]
    }
    for (const tract of met) next[tract] = 0
    return ends
  }

  /** Notes each row's tract, counts the rows of each, and returns the tracts that have some, ascending. */
  private countTracts(near: number): Uint32Array {
    const { next, tractOf, left, trips } = this
    const [u, v] = near === 0 ? [trips.originU, trips.originV] : [trips.destinationU, trips.destinationV]
    const met: number[] = []
    for (let i = 0; i < trips.length; i++) {
      if (left !== undefined && left[i] !== 0) continue
      const tract = cellCode(u[i] >>> tractShift, v[i] >>> tractShift)
      tractOf[i] = tract
      if (next[tract]++ === 0) met.push(tract)
    }
    return Uint32Array.from(met).sort()
  }
}

const digitBits = halfBits / 2
const digits = 2 ** digitBits
const districtShift = tractShift - digitBits / 2
/** Rows of a tract that are moved once more: gathered from further apart than the processor's caches reach each takes twice as long. */
const districtsMin = 4096

/** Moves the rows of a full tract to its 1,024 districts, five levels finer. */
class Districts {
  private readonly next = new Uint32Array(digits)

  /** Copies rows from … to − 1 to the same places, in the order of their districts; returns where each one's rows end. */
  move(rows: Uint32Array, moved: Uint32Array, { from, to, near }: { from: number; to: number; near: number }): number[] {
    const { next } = this
    const mask = 2 ** (digitBits / 2) - 1
    next.fill(0)
    const [first, last] = [from * rowWords, to * rowWords]
    for (let at = first + near; at < last; at += rowWords)
      next[cellCode((rows[at] >>> districtShift) & mask, (rows[at + 1] >>> districtShift) & mask)]++
    const ends: number[] = []
    let sum = from
    for (let district = 0; district < digits; district++) {
      const count = next[district]
      next[district] = sum * rowWords
      sum += count
      if (count > 0) ends.push(sum)
    }
    for (let at = first; at < last; ) {
      const district = cellCode((rows[at + near] >>> districtShift) & mask, (rows[at + near + 1] >>> districtShift) & mask)
      let place = next[district]
      next[district] = place + rowWords
      for (const end = at + rowWords; at < end; ) moved[place++] = rows[at++]
    }
    return ends
  }
}
/** Below, sorting key and number as one integer is quicker than counting digits. */
const countedMin = 512
/** Up to here inserting is quicker still. */
const insertedMax = 16

/** Orders the rows of one tract by the lower half of their codes: two passes of a counting sort. */
class PlaceOrder {
  private readonly starts = new Uint32Array(digits)
  private readonly small = new Float64Array(countedMin)

  constructor(
    /** The lower half of the code of row from + i, and which i comes first, second …; valid until the next tract. */
    readonly keys: Uint32Array,
    readonly order: Uint32Array,
    private readonly other: Uint32Array,
  ) {}

  /** Orders rows from … to − 1. */
  sort(rows: Uint32Array, from: number, to: number, near: number): void {
    const { keys, order, other } = this
    const n = to - from
    for (let i = 0, at = from * rowWords + near; i < n; i++, at += rowWords)
      keys[i] = cellCode((rows[at] >>> finestShift) & (digits - 1), (rows[at + 1] >>> finestShift) & (digits - 1))
    if (n < countedMin) {
      this.sortFew(n)
      return
    }
    this.start(n, 0)
    for (let i = 0; i < n; i++) other[this.starts[keys[i] & (digits - 1)]++] = i
    this.start(n, digitBits)
    for (let i = 0; i < n; i++) {
      const row = other[i]
      order[this.starts[keys[row] >>> digitBits]++] = row
    }
  }

  private sortFew(n: number): void {
    const { keys, order, small } = this
    if (n > insertedMax) {
      for (let i = 0; i < n; i++) small[i] = keys[i] * countedMin + i
      small.subarray(0, n).sort()
      for (let i = 0; i < n; i++) order[i] = small[i] % countedMin
      return
    }
    for (let i = 0; i < n; i++) {
      let at = i
      for (; at > 0 && keys[order[at - 1]] > keys[i]; at--) order[at] = order[at - 1]
      order[at] = i
    }
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

function sortRun(sorted: SortedEnd, rows: Uint32Array, run: Run, datasources: Uint32Array): void {
  run.order.sort(rows, run.from, run.to, run.near)
  takeRows(sorted, rows, run, datasources)
}

type Run = { from: number; to: number; near: number; order: PlaceOrder }

/** Takes rows of one tract into columns, in the order found. */
function takeRows(
  sorted: SortedEnd,
  rows: Uint32Array,
  { from, to, near, order: { keys, order } }: Run,
  datasources: Uint32Array,
): void {
  const { cell, place, when, time, u, v, farU, farV, datasource, region, owner } = sorted
  const far = 2 - near
  const first = from * rowWords + near
  const tract = cellCode(rows[first] >>> tractShift, rows[first + 1] >>> tractShift) << (2 * (filingLevel - tractLevel))
  const placeBits = 2 * (finestLevel - filingLevel)
  const placeMask = 2 ** placeBits - 1
  for (let i = from; i < to; i++) {
    const row = order[i - from]
    const at = (from + row) * rowWords
    cell[i] = tract | (keys[row] >>> placeBits)
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
