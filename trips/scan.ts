import type { Area } from './area.ts'
import { gridBoxOfAddress } from './cell.ts'
import type { SegmentPart, TimeRange, TripQuestion } from './grain.ts'
import { dayOfTime, hourOfTime, weekdayOfDay } from './iso-week.ts'
import { checkPacked, unpackColumn } from './packed-columns.ts'
import { farColumns, nearColumns, segmentTripsMax } from './segment.ts'

/** What a scan reads of a stored segment; what `needs` does not name may be left out, for each column of a row has its price. */
export type StoredSegment = {
  trips: number
  near: Uint8Array
  cell?: number
  timeMin?: number
  timeMax?: number
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

const column = () => new Uint32Array(segmentTripsMax)

/**
 * Compares trips with a question, segment by segment: `select` unpacks the columns the question needs and leaves the
 * matching rows in `rows[0 … count)`. 7–10 ns a trip with a box.
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
  /** Whether segments must be read with their far end, with their cell, with their span of time. */
  readonly needs: { far: boolean; cell: boolean; times: boolean }
  /** What this end, and the other, is compared with. */
  private readonly near: Area | undefined
  private readonly far: Area | undefined
  private readonly hourSet: Uint8Array | undefined
  private readonly weekdaySet: Uint8Array | undefined

  constructor(
    private readonly question: TripQuestion,
    private readonly part: SegmentPart,
    /** Columns the reader wants beside what the test needs. */
    private readonly wanted: { place?: boolean; labels?: boolean; far?: boolean } = {},
  ) {
    this.near = part.areas?.near ?? question.area
    this.far = part.far === 'any' ? undefined : (part.areas?.far ?? question.area)
    this.needs = {
      far: Boolean(wanted.far) || this.far !== undefined,
      cell: this.near !== undefined && part.isMostlyInside,
      times: part.times !== null,
    }
    this.hourSet = question.hours && Uint8Array.from({ length: 24 }, (_, hour) => Number(question.hours?.includes(hour)))
    this.weekdaySet =
      question.weekdays && Uint8Array.from({ length: 7 }, (_, day) => Number(question.weekdays?.includes(day + 1)))
  }

  /** Number of matching trips; their row numbers are in `rows`. */
  select(segment: StoredSegment): number {
    const { question, columns, near } = this
    const { region, datasource } = question
    // Of a segment that lies inside as a whole no place is compared, nor unpacked: most of a city's, half the work.
    const isInside = near !== undefined && segment.cell !== undefined && isCellInside(near, segment.cell)
    this.unpack(segment, isInside)
    let count = this.selectTimes(segment)
    if (datasource !== undefined) count = this.keep(count, (row) => columns.datasource[row] === datasource)
    if (region !== undefined) count = this.keep(count, (row) => columns.region[row] === region)
    if (near && !isInside) count = this.keep(count, (row) => near.has(columns.u[row], columns.v[row]))
    if (this.far) count = this.keepFar(count, this.far, this.part.far === 'inside')
    const { hourSet, weekdaySet } = this
    if (hourSet) count = this.keep(count, (row) => hourSet[hourOfTime(columns.time[row])] === 1)
    if (weekdaySet) count = this.keep(count, (row) => weekdaySet[weekdayOfDay(dayOfTime(columns.time[row]))] === 1)
    return count
  }

  private unpack({ trips, near, far }: StoredSegment, isInside: boolean): void {
    const { columns, question, wanted } = this
    checkPacked(near, nearColumns.length, trips)
    const read = (name: (typeof nearColumns)[number]) =>
      unpackColumn(near, trips, nearColumns.length, nearColumns.indexOf(name), columns[name])
    read('time')
    if ((this.near && !isInside) || wanted.place) {
      read('u')
      read('v')
    }
    if (wanted.labels || question.datasource !== undefined) read('datasource')
    if (wanted.labels || question.region !== undefined) read('region')
    if (!this.needs.far) return
    if (!far) throw new Error('a scan that compares far ends was given a segment without them')
    checkPacked(far, farColumns.length, trips)
    unpackColumn(far, trips, farColumns.length, 0, columns.farU)
    unpackColumn(far, trips, farColumns.length, 1, columns.farV)
  }

  private selectTimes({ trips, timeMin = 0, timeMax = Infinity }: StoredSegment): number {
    const { rows, columns } = this
    const { times } = this.part
    const whole = times === null || times.some((range: TimeRange) => timeMin >= range.from && timeMax <= range.to)
    let count = 0
    if (whole) for (; count < trips; count++) rows[count] = count
    else
      for (const { from, to } of times)
        for (let row = 0; row < trips; row++) if (columns.time[row] >= from && columns.time[row] <= to) rows[count++] = row
    return count
  }

  private keep(count: number, test: (row: number) => boolean): number {
    const { rows } = this
    let kept = 0
    for (let i = 0; i < count; i++) if (test(rows[i])) rows[kept++] = rows[i]
    return kept
  }

  private keepFar(count: number, area: Area, inside: boolean): number {
    const { farU, farV } = this.columns
    return this.keep(count, (row) => area.has(farU[row], farV[row]) === inside)
  }
}

function isCellInside(area: Area, cell: number): boolean {
  const { u0, v0, u1, v1 } = gridBoxOfAddress(cell)
  return area.relate(u0, v0, u1, v1) === 'inside'
}
