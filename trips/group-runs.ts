import { KeyCounter } from './key-counter.ts'

/** Rows of cells are below this at every level. */
const side = 2 ** 20
const bucketBits = 5
const bucketsMax = 2 ** bucketBits
/** Slots of the first run, four for each group it may have before there are more; they stay in the processor's first cache. */
const slotsMin = 1024
/**
 * Room is made in few steps, since what is there is copied. The last keeps each column below 32 MiB: larger ones glibc has from the system anew
 * each time, page by page, and 2.6 million groups took 174 ms instead of 77. So many parts are merged before there is more room.
 */
const rooms = [2 ** 16, 2 ** 19, 4_000_000]
/** There is room for more parts where merging leaves more than this share of them. */
const fullShare = 5 / 8

/** Trips as they are read: of each its place at the home end and at the other in grid units, by row, and its time bucket. */
export type Places = {
  u: Uint32Array
  v: Uint32Array
  farU: Uint32Array
  farV: Uint32Array
  /** Row numbers in these columns, `size` of them. */
  rows: Uint32Array
  /** Time buckets, as many. */
  buckets: Uint8Array
  size: number
}

/** A group's far cell and bucket, as they are kept. */
export const farRowOf = (farY: number, bucket: number): number => (farY << bucketBits) | bucket
export const rowOfFar = (farRow: number): number => farRow >>> bucketBits
export const bucketOfFar = (farRow: number): number => farRow & (bucketsMax - 1)

/**
 * Counts trips by home cell, far cell and time bucket, for trips that come in runs of one home cell: most of them do, since trips are
 * stored by cell. A run is counted in a hash table that is small and so stays in the processor's cache, 15 ns a trip where one table
 * of all groups takes 150 and more. Where a home cell comes again its groups are in parts, until they are merged.
 */
export class GroupRuns {
  /** Of each group: column of the far cell, its row and bucket (`farRowOf`), trips; valid until the next addition. */
  farX: Int32Array
  farRow: Int32Array
  trips: Float64Array
  size = 0
  /** Of each run its home cell and the first of its groups. */
  private homes = new Float64Array(256)
  private starts = new Int32Array(256)
  private runs = 0
  private isMerged = true
  /** The open run: its home cell, the first of its groups, and where they are found. An older run's slots are as good as free. */
  private homeX = -1
  private homeY = -1
  private start = 0
  private slots = new Int32Array(slotsMin).fill(-1)
  private mask = slotsMin - 1
  /** The run that was asked for last. */
  private askedRun = 0

  /** `sizeMax` is how many groups there may be; `tooMany` makes what is thrown beyond. */
  constructor(
    private readonly sizeMax: number,
    private readonly tooMany: () => Error,
    room = 1024,
  ) {
    const size = Math.max(1, room)
    this.farX = new Int32Array(size)
    this.farRow = new Int32Array(size)
    this.trips = new Float64Array(size)
  }

  /** Adds trips; cells by column and row, `farRow` as `farRowOf` makes it. */
  add(homeX: number, homeY: number, farX: number, farRow: number, trips: number): void {
    if (homeX !== this.homeX || homeY !== this.homeY) this.begin(homeX, homeY)
    let slot = hashOf(farX, farRow) & this.mask
    for (;;) {
      const at = this.slots[slot]
      if (at < this.start) break
      if (this.farX[at] === farX && this.farRow[at] === farRow) {
        this.trips[at] += trips
        return
      }
      slot = (slot + 1) & this.mask
    }
    this.insert(slot, farX, farRow, trips)
  }

  /** Adds trips one by one, from the `first` on, by their cells at a level. */
  take({ u, v, farU, farV, rows, buckets, size }: Places, level: number, first: number): void {
    const shift = 32 - level
    for (let i = first; i < size; ) {
      const [homeX, homeY] = [u[rows[i]] >>> shift, v[rows[i]] >>> shift]
      if (homeX !== this.homeX || homeY !== this.homeY) this.begin(homeX, homeY)
      // As constants, as long as nothing new is found: read again for every trip they would take half its time.
      const { slots, mask, start, farX, farRow, trips } = this
      for (; i < size; i++) {
        const row = rows[i]
        if (u[row] >>> shift !== homeX || v[row] >>> shift !== homeY) break
        const [toX, toRow] = [farU[row] >>> shift, farRowOf(farV[row] >>> shift, buckets[i])]
        let slot = hashOf(toX, toRow) & mask
        let at = slots[slot]
        while (at >= start && (farX[at] !== toX || farRow[at] !== toRow)) {
          slot = (slot + 1) & mask
          at = slots[slot]
        }
        if (at >= start) trips[at]++
        else {
          i++
          this.insert(slot, toX, toRow, 1)
          break
        }
      }
    }
  }

  /** Makes one run of every home cell's and one group of its parts. Throws when there are too many. */
  merge(): void {
    if (!this.isMerged) this.mergeRuns()
    if (this.size > this.sizeMax) throw this.tooMany()
  }

  /** The home cell of a group, once merged; quick where groups are asked for in their order. */
  homeOf(at: number): { x: number; y: number } {
    if (at < this.starts[this.askedRun] || at >= this.endOf(this.askedRun)) this.askedRun = this.runOf(at)
    const home = this.homes[this.askedRun]
    return { x: Math.floor(home / side), y: home % side }
  }

  /** Of each group its trips in another count, both merged; 0 where it has none. */
  tripsIn(other: GroupRuns): Float64Array {
    const found = new Float64Array(this.size)
    const runOfHome = new KeyCounter(other.runs)
    for (let run = 0; run < other.runs; run++) runOfHome.add(other.homes[run])
    for (let run = 0; run < this.runs; run++) {
      const its = runOfHome.indexOf(this.homes[run])
      if (its < 0) continue
      const table = new KeyCounter(other.endOf(its) - other.starts[its])
      for (let at = other.starts[its]; at < other.endOf(its); at++)
        table.add(other.farX[at] * side * bucketsMax + other.farRow[at], other.trips[at])
      for (let at = this.starts[run]; at < this.endOf(run); at++)
        found[at] = table.get(this.farX[at] * side * bucketsMax + this.farRow[at])
    }
    return found
  }

  private endOf(run: number): number {
    return run + 1 < this.runs ? this.starts[run + 1] : this.size
  }

  private runOf(at: number): number {
    let [low, high] = [0, this.runs - 1]
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (this.starts[middle] <= at) low = middle
      else high = middle - 1
    }
    return low
  }

  private begin(homeX: number, homeY: number): void {
    if (this.runs === this.homes.length) {
      this.homes = larger(this.homes, new Float64Array(this.runs * 2))
      this.starts = larger(this.starts, new Int32Array(this.runs * 2))
    }
    this.homes[this.runs] = homeX * side + homeY
    this.starts[this.runs++] = this.size
    this.homeX = homeX
    this.homeY = homeY
    // Neighbours have about as many groups: slots for as many as the last run had are neither looked for again nor left empty.
    if (this.mask >= slotsMin && (this.size - this.start) * 16 < this.mask) this.mask >>>= 1
    this.start = this.size
    this.isMerged = false
  }

  private insert(slot: number, farX: number, farRow: number, trips: number): void {
    if (this.size === this.farX.length) {
      const [x, y] = [this.homeX, this.homeY]
      this.makeRoom()
      this.add(x, y, farX, farRow, trips)
      return
    }
    const at = this.size++
    this.farX[at] = farX
    this.farRow[at] = farRow
    this.trips[at] = trips
    this.slots[slot] = at
    if ((this.size - this.start) * 4 > this.mask) this.spread()
  }

  /** Gives the open run twice the slots. */
  private spread(): void {
    const slots = (this.mask + 1) * 2
    if (this.slots.length < slots) this.slots = new Int32Array(slots)
    this.mask = slots - 1
    this.slots.fill(-1, 0, slots)
    for (let at = this.start; at < this.size; at++) {
      let slot = hashOf(this.farX[at], this.farRow[at]) & this.mask
      while (this.slots[slot] >= this.start) slot = (slot + 1) & this.mask
      this.slots[slot] = at
    }
  }

  private makeRoom(): void {
    const capacity = this.farX.length
    const room = rooms.find((room) => room > capacity)
    if (!room) {
      this.merge()
      if (this.size <= capacity * fullShare) return
    }
    this.resize(room ?? capacity * 2)
  }

  private resize(capacity: number): void {
    this.farX = larger(this.farX, new Int32Array(capacity))
    this.farRow = larger(this.farRow, new Int32Array(capacity))
    this.trips = larger(this.trips, new Float64Array(capacity))
  }

  private mergeRuns(): void {
    const { farX, farRow, trips, homes, starts, runs, size } = this
    const { first, next } = this.runsOfHomes()
    // Whatever comes next begins a run.
    this.homeX = -1
    this.isMerged = true
    if (first.length === runs) return
    this.reset(farX.length)
    for (const firstRun of first) {
      const [x, y] = [Math.floor(homes[firstRun] / side), homes[firstRun] % side]
      this.begin(x, y)
      for (let run = firstRun; run >= 0; run = next[run]) {
        const end = run + 1 < runs ? starts[run + 1] : size
        if (next[firstRun] < 0) this.copy(farX, farRow, trips, starts[run], end)
        else for (let at = starts[run]; at < end; at++) this.add(x, y, farX[at], farRow[at], trips[at])
      }
    }
    this.homeX = -1
    this.isMerged = true
  }

  /** Groups that are whole as they are. */
  private copy(farX: Int32Array, farRow: Int32Array, trips: Float64Array, from: number, to: number): void {
    this.farX.set(farX.subarray(from, to), this.size)
    this.farRow.set(farRow.subarray(from, to), this.size)
    this.trips.set(trips.subarray(from, to), this.size)
    this.size += to - from
  }

  private reset(capacity: number): void {
    this.farX = new Int32Array(capacity)
    this.farRow = new Int32Array(capacity)
    this.trips = new Float64Array(capacity)
    this.homes = new Float64Array(256)
    this.starts = new Int32Array(256)
    this.slots.fill(-1)
    this.size = 0
    this.runs = 0
    this.askedRun = 0
  }

  /** The first run of each home cell, and of each run the next one of the same; −1 where there is none. */
  private runsOfHomes(): { first: Int32Array; next: Int32Array } {
    const numbers = new KeyCounter(this.runs)
    const [first, last] = [new Int32Array(this.runs), new Int32Array(this.runs)]
    const next = new Int32Array(this.runs).fill(-1)
    for (let run = 0; run < this.runs; run++) {
      const known = numbers.size
      const number = numbers.add(this.homes[run])
      if (number === known) first[number] = run
      else next[last[number]] = run
      last[number] = run
    }
    return { first: first.subarray(0, numbers.size), next }
  }
}

const larger = <Column extends Int32Array | Float64Array>(column: Column, room: Column): Column => {
  room.set(column)
  return room
}

/** Multiplicative mixing; constants of MurmurHash3 (A. Appleby). */
function hashOf(farX: number, farRow: number): number {
  const h = Math.imul(farX, 0x85ebca6b) ^ Math.imul(farRow, 0xc2b2ae35)
  return h ^ (h >>> 15)
}
