import { bucketOfFar, farRowOf, GroupRuns, type Places, rowOfFar } from './group-runs.ts'
import { origin, type TripEnd } from './segment.ts'
import { UserProblem } from './user-problem.ts'

/** A group: trips of one origin cell, destination cell and time bucket. Cells as column and row at the counter's level. */
export type Group = {
  originX: number
  originY: number
  destinationX: number
  destinationY: number
  bucket: number
  trips: number
}

/**
 * How a level was found to suit best: the next finer one does not suit when all trips are counted at it, or a part of them (`triedTrips`); or counts
 * that rollups have know no finer one.
 */
export type JudgedBy = 'all' | 'part' | 'rollups'

/** Groups counted at most: some 250 MB and seconds. More of them tell nobody anything. */
export const groupsMax = 5_000_000

/**
 * Counts trips by group at one level (1 to 20). `home` is the end that trips of one cell come together by: as they are filed. Throws
 * an unprocessable problem beyond `most` groups.
 */
export class GroupCounter {
  private readonly runs: GroupRuns
  private readonly isByOrigin: boolean
  total = 0
  judgedBy: JudgedBy = 'all'

  constructor(
    readonly level: number,
    readonly home: TripEnd = origin,
    private readonly most = groupsMax,
    /** For so many groups there is room at first. */
    room?: number,
  ) {
    this.isByOrigin = home === origin
    this.runs = new GroupRuns(most, () => tooMany(level, most), room)
  }

  /** Adds trips between cells by column and row: those of the home end first. */
  add(homeX: number, homeY: number, farX: number, farY: number, bucket: number, trips = 1): void {
    this.runs.add(homeX, homeY, farX, farRowOf(farY, bucket), trips)
    this.total += trips
  }

  /** Adds trips one by one, from the `first` on. */
  take(places: Places, first = 0): void {
    this.runs.take(places, this.level, first)
    this.total += places.size - first
  }

  /** How many there are at most: some groups may be in parts. */
  get parts(): number {
    return this.runs.size
  }

  /** How many groups there are. */
  get size(): number {
    return this.merged().size
  }

  /** Trips that are alone in their group. */
  get alone(): number {
    const { size, trips } = this.merged()
    let alone = 0
    for (let i = 0; i < size; i++) alone += Number(trips[i] === 1)
    return alone
  }

  /** Trips that share their group with at least one other. */
  get shared(): number {
    return this.total - this.alone
  }

  /** Trips of every group, 0 ≤ i < size; valid until the next addition. */
  get trips(): Float64Array {
    return this.merged().trips
  }

  /** Trips of every group in another count at the same level. */
  tripsIn(other: GroupCounter): Float64Array {
    return this.merged().tripsIn(other.merged())
  }

  at(i: number): Group {
    const runs = this.merged()
    const home = runs.homeOf(i)
    const far = { x: runs.farX[i], y: rowOfFar(runs.farRow[i]) }
    const from = this.isByOrigin ? home : far
    const to = this.isByOrigin ? far : home
    return {
      originX: from.x,
      originY: from.y,
      destinationX: to.x,
      destinationY: to.y,
      bucket: bucketOfFar(runs.farRow[i]),
      trips: runs.trips[i],
    }
  }

  /** The same trips at a coarser level, or without their time of day. Cells nest, so nothing is lost or split. */
  fold({ level, dropTime }: { level: number; dropTime: boolean }): GroupCounter {
    const coarser = new GroupCounter(level, this.home, this.most)
    coarser.judgedBy = this.judgedBy
    const up = this.level - level
    const runs = this.merged()
    for (let i = 0; i < runs.size; i++) {
      const { x, y } = runs.homeOf(i)
      const bucket = dropTime ? 0 : bucketOfFar(runs.farRow[i])
      coarser.add(x >>> up, y >>> up, runs.farX[i] >>> up, rowOfFar(runs.farRow[i]) >>> up, bucket, runs.trips[i])
    }
    return coarser
  }

  private merged(): GroupRuns {
    this.runs.merge()
    return this.runs
  }
}

const tooMany = (level: number, most: number): UserProblem =>
  new UserProblem(
    'unprocessable',
    `level ${level} has more than ${most.toLocaleString('en')} groups under these filters; expected a coarser level or a smaller area`,
    {
      parameter: 'level',
      found: String(level),
      expected: 'a coarser level, or a bbox',
    },
  )
