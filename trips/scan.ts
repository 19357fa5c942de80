import type { Area, GridBox } from './area.ts'
import { gridBoxOfAddress } from './cell.ts'
import type { SegmentPart, TripQuestion } from './grain.ts'
import { hoursAsked } from './hours-asked.ts'
import { PackedReader } from './packed-columns.ts'
import { farColumns, nearColumns, segmentTripsMax, segmentTripsUsual } from './segment.ts'

/** What a scan reads of a stored segment; what `needs` does not name may be left out, for each column of a row has its price. */
export type StoredSegment = {
  trips: number
  near: Uint8Array
  cell?: number
  far?: Uint8Array
}

/** What was wanted of one segment's trips, in the rows that match: the others hold what earlier segments left. Valid until the next. */
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

type ColumnName = keyof ScanColumns

/** Which of the packed columns each is. */
const packedAt = {
  time: ['near', 0],
  u: ['near', 1],
  v: ['near', 2],
  datasource: ['near', 3],
  region: ['near', 4],
  farU: ['far', 0],
  farV: ['far', 1],
} as const satisfies Record<ColumnName, readonly ['near' | 'far', number]>

const secondsPerHour = 3600

const everyRow = new Uint32Array(segmentTripsMax).map((_, row) => row)

/** `rows` and all columns, of a length. */
function createColumns(length: number): { rows: Uint32Array; columns: ScanColumns } {
  const column = () => new Uint32Array(length)
  return {
    rows: column(),
    columns: {
      time: column(),
      u: column(),
      v: column(),
      datasource: column(),
      region: column(),
      farU: column(),
      farV: column(),
    },
  }
}

/**
 * Compares trips with a question, segment by segment: `select` leaves the matching rows in `rows[0 … count)` and unpacks the
 * columns that are wanted. 4 ns a trip without places, 6 where its hour is asked about.
 */
export class Scan {
  /** As long as segments usually are at most: with room for the longest, looking for garbage was a fifth of the work of a small box. */
  private room = createColumns(segmentTripsUsual)
  /** The segment at hand. */
  private readonly packed = { near: new PackedReader(nearColumns.length), far: new PackedReader(farColumns.length) }
  private trips = 0
  /** Whether segments must be read with their far end, with their cell. */
  readonly needs: { far: boolean; cell: boolean }
  /** Hours since 1970 that count, where not all do. */
  private readonly hours: Uint8Array | undefined

  constructor(
    private readonly question: TripQuestion,
    private readonly part: SegmentPart,
    /** All columns that the reader reads, in the rows that match. */
    private readonly wanted: Wants = {},
  ) {
    this.needs = {
      far: Boolean(wanted.far) || part.far !== undefined,
      cell: (part.near !== undefined && (part.isMostlyInside || !part.near.rectangle)) || wanted.placeLevel !== undefined,
    }
    const asksWhen = part.days !== null || question.hours !== undefined || question.weekdays !== undefined
    this.hours = asksWhen ? hoursAsked(question, part.days) : undefined
  }

  get columns(): ScanColumns {
    return this.room.columns
  }

  get rows(): Uint32Array {
    return this.room.rows
  }

  /** Number of matching trips; their row numbers are in `rows`. */
  select(segment: StoredSegment): number {
    if (segment.trips > this.rows.length) this.room = createColumns(segment.trips)
    const { near, far } = this.part
    const { region, datasource } = this.question
    this.trips = segment.trips
    this.packed.near.load(segment.near, segment.trips)
    const cell = segment.cell === undefined ? undefined : gridBoxOfAddress(segment.cell)
    // Of a segment that lies inside as a whole no place is compared: most of a city's, and most of a polygon's.
    const relation = near && cell && near.relate(cell.u0, cell.v0, cell.u1, cell.v1)
    if (relation === 'outside') return 0
    let count = this.selectHours()
    if (datasource !== undefined) count = this.keepBetween(count, 'datasource', datasource, datasource)
    if (region !== undefined) count = this.keepBetween(count, 'region', region, region)
    if (near && relation !== 'inside') count = this.keepIn(count, near, 'u', 'v', true)
    if (count === 0) return 0
    if (this.needs.far) this.loadFar(segment)
    if (far) count = this.keepIn(count, far.area, 'farU', 'farV', far.isIn)
    if (count > 0) this.unpackWanted(count, cell)
    return count
  }

  private loadFar({ trips, far }: StoredSegment): void {
    if (!far) throw new Error('a scan that asks about far ends was given a segment without them')
    this.packed.far.load(far, trips)
  }

  private selectHours(): number {
    const { rows, hours, trips } = this
    if (hours) return this.packed.near.selectBy(packedAt.time[1], secondsPerHour, hours, rows)
    rows.set(everyRow.subarray(0, trips))
    return trips
  }

  private keepBetween(count: number, name: ColumnName, low: number, high: number): number {
    const [packed, index] = packedAt[name]
    return this.packed[packed].keepBetween(index, low, high, this.rows, count)
  }

  /** A rectangle is compared with places as they are packed, any other area with each place of its own. */
  private keepIn(count: number, area: Area, uName: 'u' | 'farU', vName: 'v' | 'farV', isIn: boolean): number {
    if (area.rectangle && isIn) {
      const { u0, v0, u1, v1 } = area.rectangle
      return this.keepBetween(this.keepBetween(count, uName, u0, u1), vName, v0, v1)
    }
    const [everyU, everyV] = [uName, vName].map((name) => this.packed[packedAt[name][0]].constant(packedAt[name][1]))
    // As of a dock or a stop, at which a finest cell may have millions.
    if (everyU !== undefined && everyV !== undefined) return area.has(everyU, everyV) === isIn ? count : 0
    this.unpack(count, uName, vName)
    const { rows, columns } = this
    const [u, v] = [columns[uName], columns[vName]]
    let kept = 0
    for (let i = 0; i < count; i++) {
      const row = rows[i]
      if (area.has(u[row], v[row]) === isIn) rows[kept++] = row
    }
    return kept
  }

  private unpackWanted(count: number, cell: GridBox | undefined): void {
    const { time, labels, far, place, placeLevel } = this.wanted
    if (time) this.unpack(count, 'time')
    if (labels) this.unpack(count, 'datasource', 'region')
    if (far) this.unpack(count, 'farU', 'farV')
    // Where only the cell is asked for and the segment lies in one, any place of it will do.
    const isOneCell = placeLevel !== undefined && cell !== undefined && cell.u1 - cell.u0 < 2 ** (32 - placeLevel)
    if (place || (placeLevel !== undefined && !isOneCell)) this.unpack(count, 'u', 'v')
    else if (isOneCell) {
      this.columns.u.fill(cell.u0, 0, this.trips)
      this.columns.v.fill(cell.v0, 0, this.trips)
    }
  }

  /** Of the rows that are left alone where these are few. */
  private unpack(count: number, ...names: ColumnName[]): void {
    for (const name of names) {
      const [packed, index] = packedAt[name]
      if (count * 2 <= this.trips) this.packed[packed].unpackRows(index, this.columns[name], this.rows, count)
      else this.packed[packed].unpack(index, this.columns[name])
    }
  }
}
