import { finalMix } from './final-mix.ts'
import { GroupCounter } from './group-counter.ts'
import type { Places } from './group-runs.ts'
import type { TripEnd } from './segment.ts'

/** So many stretches of so many trips. */
const stretches = 16
const stretchTrips = 8192
/** There is room for so many trips at first, then for all: in few steps, since what is there is copied. */
const rooms = [2 ** 12, 2 ** 16, 2 ** 20, 2 ** 22]

/** Where and in which time bucket trips start and end: what their groups at any level follow from. 17 bytes a trip. */
export class PlaceList {
  length = 0
  private columns: Uint32Array[] = []
  private buckets = new Uint8Array(0)

  /** Keeps `most` trips at most. `home` is the end that they are filed by. */
  constructor(
    private readonly home: TripEnd,
    private readonly most: number,
  ) {}

  /** Keeps trips as long as there is room; returns how many of them. */
  take({ u, v, farU, farV, rows, buckets, size }: Places): number {
    const kept = Math.min(size, this.most - this.length)
    if (this.length + kept > this.buckets.length) this.makeRoom(this.length + kept)
    const [homeU, homeV, otherU, otherV] = this.columns
    for (let i = 0, at = this.length; i < kept; i++, at++) {
      const row = rows[i]
      homeU[at] = u[row]
      homeV[at] = v[row]
      otherU[at] = farU[row]
      otherV[at] = farV[row]
      this.buckets[at] = buckets[i]
    }
    this.length += kept
    return kept
  }

  /** All trips counted by group at a level. */
  countAt(level: number): GroupCounter {
    return this.count(level, this.length, [{ from: 0, to: this.length }])
  }

  /** Those of some stretches, spread evenly: most of them have their company there, for trips of one cell are neighbours in the list. */
  countStretches(level: number): GroupCounter {
    const stretch = (at: number) => {
      const from = Math.floor((this.length * at) / stretches)
      return { from, to: Math.min(from + stretchTrips, Math.floor((this.length * (at + 1)) / stretches)) }
    }
    return this.count(
      level,
      stretches * stretchTrips,
      Array.from({ length: stretches }, (_, at) => stretch(at)),
    )
  }

  /** Those of about one group in so many, each with all its trips: the share that has company is that of all, but for chance. */
  countGroups(level: number, oneIn: number): GroupCounter {
    return this.count(level, this.length / oneIn, [{ from: 0, to: this.length }], 2 ** 32 / oneIn)
  }

  /** `hashMax` is where the hashes of the groups that count end. */
  private count(level: number, room: number, ranges: { from: number; to: number }[], hashMax = 2 ** 32): GroupCounter {
    const counter = new GroupCounter(level, this.home, Infinity, Math.min(room, this.length))
    const shift = 32 - level
    const [u, v, farU, farV] = this.columns
    const { buckets } = this
    for (const { from, to } of ranges)
      for (let i = from; i < to; i++) {
        const [x, y, farX, farY] = [u[i] >>> shift, v[i] >>> shift, farU[i] >>> shift, farV[i] >>> shift]
        if (hashMax < 2 ** 32 && hashOf(x, y, farX, farY, buckets[i]) >= hashMax) continue
        counter.add(x, y, farX, farY, buckets[i])
      }
    return counter
  }

  /** Gives its room back. */
  clear(): void {
    this.length = 0
    this.columns = []
    this.buckets = new Uint8Array(0)
  }

  private makeRoom(length: number): void {
    const size = rooms.find((room) => room >= length) ?? this.most
    this.columns = [0, 1, 2, 3].map((i) => grown(this.columns[i], new Uint32Array(size)))
    this.buckets = grown(this.buckets, new Uint8Array(size))
  }
}

function grown<Column extends Uint8Array | Uint32Array>(column: Column | undefined, larger: Column): Column {
  if (column) larger.set(column)
  return larger
}

function hashOf(x: number, y: number, farX: number, farY: number, bucket: number): number {
  const [home, far] = [Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca6b), Math.imul(farX, 0xc2b2ae35)]
  return finalMix(home ^ far ^ Math.imul(farY * 32 + bucket, 0x27d4eb2f))
}
