import type { Area, GridBox } from './area.ts'
import { gridBoxOfAddress } from './cell.ts'
import type { SegmentPart, TripQuestion } from './grain.ts'
import { hoursAsked } from './hours-asked.ts'
import { checkPacked, unpackColumn, unpackRows } from './packed-columns.ts'
import { farColumns, nearColumns, segmentTripsMax } from './segment.ts'

/** What a scan reads of a stored segment; what `needs` does not name may be left out, for each column of a row has its price. */
export type StoredSegment = {
  trips: number
  near: Uint8Array
  cell?: number
  far?: Uint8Array
}

/** One segment's trips, unpacked: reused from segment to segment, valid until the next. */
export type ScanColumns = {
  time: Uint32Array
  u: Uint32Array
  v: Uint32Array
  datasource: Uint32Array
  region: Uint32Array
  farU: Uint32Array
  farV: Uint32Array
}

/** Columns a reader wants. `placeLevel` is for whoever asks only in which cell of that level a place is, and not where in it. */
export type Wants = { time?: boolean; place?: boolean; placeLevel?: number; labels?: boolean; far?: boolean }

const secondsPerHour = 3600

const column = () => new Uint32Array(segmentTripsMax)

/**
 * Compares trips with a question, segment by segment: `select` unpacks the columns the question needs and leaves the
 * matching rows in `rows[0 … count)`. 4 ns a trip without places, 6 where its hour is asked about.
 */
export class Scan {
  readonly columns: ScanColumns = {
    time: column(),
    u: column(),
    v: column(),
    datasource: column(),
    region: column(),
    farU: column(),
    farV: column(),
  }
  readonly rows = new Uint32Array(segmentTripsMax)
  /** Whether segments must be read with their far end, with their cell. */
  readonly needs: { far: boolean; cell: boolean }
  /** What this end, and the other, is compared with. */
  private readonly near: Area | undefined
  private readonly far: Area | undefined
  /** Hours since 1970 that count, where not all do. */
  private readonly hours: Uint8Array | undefined

  constructor(
    private readonly question: TripQuestion,
    private readonly part: SegmentPart,
    /** Columns the reader wants beside what the test needs. */
    private readonly wanted: Wants = {},
  ) {
    this.near = part.areas?.near ?? question.area
    this.far = part.far === 'any' ? undefined : (part.areas?.far ?? question.area)
    this.needs = {
      far: Boolean(wanted.far) || this.far !== undefined,
      cell: (this.near !== undefined && part.isMostlyInside) || wanted.placeLevel !== undefined,
    }
    const asksWhen = part.days !== null || question.hours !== undefined || question.weekdays !== undefined
    this.hours = asksWhen ? hoursAsked(question, part.days) : undefined
  }

  /** Number of matching trips; their row numbers are in `rows`. */
  select(segment: StoredSegment): number {
    const { near, far } = this
    const { region, datasource } = this.question
    const cell = segment.cell === undefined ? undefined : gridBoxOfAddress(segment.cell)
    // Of a segment that lies inside as a whole no place is compared, nor unpacked: most of a city's, half the work.
    const isInside = near !== undefined && cell !== undefined && near.relate(cell.u0, cell.v0, cell.u1, cell.v1) === 'inside'
    const isCompared = near !== undefined && !isInside
    this.unpack(segment)
    this.unpackPlace(segment, isCompared, cell)
    const { columns } = this
    let count = this.selectHours(segment.trips)
    if (datasource !== undefined) count = this.keepEqual(count, columns.datasource, datasource)
    if (region !== undefined) count = this.keepEqual(count, columns.region, region)
    if (isCompared) count = this.keepIn(count, near, columns.u, columns.v, true)
    if (this.needs.far && count > 0) this.unpackFar(segment, count)
    if (far) count = this.keepIn(count, far, columns.farU, columns.farV, this.part.far === 'inside')
    return count
  }

  private unpack({ trips, near }: StoredSegment): void {
    const { question, wanted } = this
    checkPacked(near, nearColumns.length, trips)
    if (wanted.time || this.hours) this.unpackNear(near, trips, 'time')
    if (wanted.labels || question.datasource !== undefined) this.unpackNear(near, trips, 'datasource')
    if (wanted.labels || question.region !== undefined) this.unpackNear(near, trips, 'region')
  }

  /** Of the rows that are left alone where these are few: to pick one takes as long as to unpack two or three. */
  private unpackFar({ trips, far }: StoredSegment, count: number): void {
    if (!far) throw new Error('a scan that compares far ends was given a segment without them')
    checkPacked(far, farColumns.length, trips)
    const { rows, columns } = this
    if (count * 3 <= trips) {
      unpackRows(far, trips, farColumns.length, 0, columns.farU, rows, count)
      unpackRows(far, trips, farColumns.length, 1, columns.farV, rows, count)
    } else {
      unpackColumn(far, trips, farColumns.length, 0, columns.farU)
      unpackColumn(far, trips, farColumns.length, 1, columns.farV)
    }
  }

  /** Where only the cell is asked for and the segment lies in one, any place of it will do. */
  private unpackPlace({ trips, near }: StoredSegment, isCompared: boolean, cell: GridBox | undefined): void {
    const { placeLevel, place } = this.wanted
    const { u, v } = this.columns
    const isOneCell = cell !== undefined && placeLevel !== undefined && cell.u1 - cell.u0 < 2 ** (32 - placeLevel)
    if (isCompared || place || (placeLevel !== undefined && !isOneCell)) {
      this.unpackNear(near, trips, 'u')
      this.unpackNear(near, trips, 'v')
    } else if (isOneCell) {
      u.fill(cell.u0, 0, trips)
      v.fill(cell.v0, 0, trips)
    }
  }

  private unpackNear(near: Uint8Array, trips: number, name: (typeof nearColumns)[number]): void {
    unpackColumn(near, trips, nearColumns.length, nearColumns.indexOf(name), this.columns[name])
  }

  // Without a branch a trip: which of them match no processor can guess.
  private selectHours(trips: number): number {
    const { rows, hours } = this
    const { time } = this.columns
    let count = 0
    if (!hours) for (; count < trips; count++) rows[count] = count
    else
      for (let row = 0; row < trips; row++) {
        rows[count] = row
        count += hours[Math.floor(time[row] / secondsPerHour)]
      }
    return count
  }

  private keepEqual(count: number, column: Uint32Array, value: number): number {
    const { rows } = this
    let kept = 0
    for (let i = 0; i < count; i++) {
      const row = rows[i]
      rows[kept] = row
      kept += Number(column[row] === value)
    }
    return kept
  }

  private keepIn(count: number, area: Area, u: Uint32Array, v: Uint32Array, isIn: boolean): number {
    const { rows } = this
    let kept = 0
    for (let i = 0; i < count; i++) {
      const row = rows[i]
      if (area.has(u[row], v[row]) === isIn) rows[kept++] = row
    }
    return kept
  }
}
