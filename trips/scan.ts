import { type Box, splitAtAntimeridian } from './box.ts'
import { gridOf } from './cell.ts'
import type { SegmentPart, TimeRange, TripQuestion } from './grain.ts'
import { dayOfTime, hourOfTime, weekdayOfDay } from './iso-week.ts'
import { checkPacked, unpackColumn } from './packed-columns.ts'
import { farColumns, nearColumns, segmentTripsMax } from './segment.ts'

/** What a scan reads of a stored segment. `far` may be left out when neither the test nor the reader needs it. */
export type StoredSegment = { trips: number; timeMin: number; timeMax: number; near: Uint8Array; far?: Uint8Array }

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

type GridSpan = { u0: number; u1: number; v0: number; v1: number }
const gridSpans = (box: Box): GridSpan[] =>
  splitAtAntimeridian(box).map(({ west, south, east, north }) => ({
    u0: gridOf(west),
    u1: gridOf(east),
    v0: gridOf(south),
    v1: gridOf(north),
  }))

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
  private readonly spans: GridSpan[] | undefined
  private readonly hourSet: Uint8Array | undefined
  private readonly weekdaySet: Uint8Array | undefined

  constructor(
    private readonly question: TripQuestion,
    private readonly part: SegmentPart,
    /** Columns the reader wants beside what the test needs. */
    private readonly wanted: { place?: boolean; labels?: boolean; far?: boolean } = {},
  ) {
    this.spans = question.box && gridSpans(question.box)
    this.hourSet = question.hours && Uint8Array.from({ length: 24 }, (_, hour) => Number(question.hours?.includes(hour)))
    this.weekdaySet =
      question.weekdays && Uint8Array.from({ length: 7 }, (_, day) => Number(question.weekdays?.includes(day + 1)))
  }

  /** Whether segments must be read with their far end. */
  get needsFar(): boolean {
    return Boolean(this.wanted.far) || this.part.far !== 'any'
  }

  /** Number of matching trips; their row numbers are in `rows`. */
  select(segment: StoredSegment): number {
    const { question, columns } = this
    this.unpack(segment)
    let count = this.selectTimes(segment)
    const { region, datasource } = question
    if (datasource !== undefined) count = this.keep(count, (row) => columns.datasource[row] === datasource)
    if (region !== undefined) count = this.keep(count, (row) => columns.region[row] === region)
    if (this.spans) count = this.keepInside(count, columns.u, columns.v, this.spans)
    if (this.spans && this.part.far === 'inside') count = this.keepInside(count, columns.farU, columns.farV, this.spans)
    if (this.spans && this.part.far === 'outside') count = this.keepOutside(count, this.spans)
    const { hourSet, weekdaySet } = this
    if (hourSet) count = this.keep(count, (row) => hourSet[hourOfTime(columns.time[row])] === 1)
    if (weekdaySet) count = this.keep(count, (row) => weekdaySet[weekdayOfDay(dayOfTime(columns.time[row]))] === 1)
    return count
  }

  private unpack({ trips, near, far }: StoredSegment): void {
    const { columns, question, wanted } = this
    checkPacked(near, nearColumns.length, trips)
    const read = (name: (typeof nearColumns)[number]) =>
      unpackColumn(near, trips, nearColumns.length, nearColumns.indexOf(name), columns[name])
    read('time')
    if (this.spans || wanted.place) {
      read('u')
      read('v')
    }
    if (wanted.labels || question.datasource !== undefined) read('datasource')
    if (wanted.labels || question.region !== undefined) read('region')
    if (!this.needsFar) return
    if (!far) throw new Error('a scan that compares far ends was given a segment without them')
    checkPacked(far, farColumns.length, trips)
    unpackColumn(far, trips, farColumns.length, 0, columns.farU)
    unpackColumn(far, trips, farColumns.length, 1, columns.farV)
  }

  private selectTimes({ trips, timeMin, timeMax }: StoredSegment): number {
    const { rows, columns, part } = this
    const whole = part.times.some((range: TimeRange) => timeMin >= range.from && timeMax <= range.to)
    let count = 0
    if (whole) for (; count < trips; count++) rows[count] = count
    else
      for (const { from, to } of part.times)
        for (let row = 0; row < trips; row++) if (columns.time[row] >= from && columns.time[row] <= to) rows[count++] = row
    return count
  }

  private keep(count: number, test: (row: number) => boolean): number {
    const { rows } = this
    let kept = 0
    for (let i = 0; i < count; i++) if (test(rows[i])) rows[kept++] = rows[i]
    return kept
  }

  private keepInside(count: number, u: Uint32Array, v: Uint32Array, spans: GridSpan[]): number {
    if (spans.length > 1) return this.keep(count, (row) => spans.some((span) => isInside(span, u[row], v[row])))
    const { u0, u1, v0, v1 } = spans[0]
    const { rows } = this
    let kept = 0
    for (let i = 0; i < count; i++) {
      const row = rows[i]
      if (u[row] >= u0 && u[row] <= u1 && v[row] >= v0 && v[row] <= v1) rows[kept++] = row
    }
    return kept
  }

  private keepOutside(count: number, spans: GridSpan[]): number {
    const { farU, farV } = this.columns
    return this.keep(count, (row) => !spans.some((span) => isInside(span, farU[row], farV[row])))
  }
}

const isInside = ({ u0, u1, v0, v1 }: GridSpan, u: number, v: number): boolean => u >= u0 && u <= u1 && v >= v0 && v <= v1
