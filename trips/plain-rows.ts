import { fourTimes, nextStop } from './byte-words.ts'
import type { CsvMapping } from './csv-mapping.ts'
import { type CsvReader, rowBytesMax } from './csv-reader.ts'
import { readClock, readDate, readDatetime, readEpoch, usualDatetime, usualDatetimeBytes } from './datetime.ts'
import { plainDegrees } from './decimal-degrees.ts'
import { secondsPerDay } from './iso-week.ts'
import { LabelIndex } from './label-index.ts'
import {
  asClock,
  asDate,
  asDatetime,
  asEpoch,
  asLabel,
  asLatitude,
  asLongitude,
  asNothing,
  asPoint,
  type PlainColumns,
  plainColumns,
} from './plain-columns.ts'
import { RowChecks } from './row-checks.ts'
import { latMaxE7, lonMaxE7 } from './trip.ts'
import { createTripColumns } from './trip-columns.ts'
import type { RowSink } from './validate-row.ts'
import { plainPoint } from './wkt-point.ts'

const lf = 10
const cr = 13
const space = 32
const quote = 34
const letterM = 0x6d
const quotes = fourTimes(quote)

const notPlain = -1

/** After so many rows in turn that were not plain … */
const missesMax = 16
/** … so many are left to others untried: a file of nothing but odd rows pays for one look in five. */
const restRows = 64

/**
 * The quick way from bytes to columns, for the rows that most files are made of: of one line, with known labels, with numbers and
 * times as most programs write them, and nothing doubtful. Each byte is looked at once, by the reader of the column it belongs
 * to, most of them four at a time: a third of what `CsvReader.next` and `RowValidator.validate` take for the same row.
 *
 * They stay the truth. Whatever is not plain (a new label, a line end within quotes, a value that is rejected, a row that is
 * flagged, the last row of a block) is left to them from its first byte on, and nothing has been noted of it here.
 *
 * A reader passes over no byte that may be a line end. So none leaves the bytes that are there, for a line end stands behind
 * them, and a row that has not come as a whole is one that ends behind that.
 */
export class PlainRows {
  private readonly delimiter: number
  private readonly delimiters: number
  private readonly checks: RowChecks | undefined
  private readonly hasEndTime: boolean
  /** A row of more fields, or of fewer, may be shifted (long-row.ts, short-row.ts). */
  private readonly usualFields: number
  private readonly fieldsMin: number
  /** Times without AM or PM are judged by others. */
  private readonly saysHalfDays: boolean
  /** Whether region and datasource are labels for all rows. */
  private readonly hasConstant: readonly [boolean, boolean]
  private misses = 0
  private resting = 0

  // What is read, and where to; by the places of PlainColumns.
  private bytes = new Uint8Array(0)
  private view = new DataView(this.bytes.buffer)
  private columns = createTripColumns(0)
  private labels = [new LabelIndex(), new LabelIndex()]
  private labelColumns: Uint32Array[] = []
  private pointColumns: Int32Array[] = []
  private readonly times = new Uint32Array(4)

  private constructor(
    private readonly mapping: CsvMapping,
    private readonly fields: PlainColumns,
  ) {
    this.delimiter = mapping.delimiter.charCodeAt(0)
    this.delimiters = fourTimes(this.delimiter)
    this.checks = mapping.checks && new RowChecks(mapping.checks)
    const { region, datasource } = mapping.columns
    this.hasConstant = ['constant' in region, 'constant' in datasource]
    this.hasEndTime = RowChecks.endTimeOf(mapping) !== null
    this.usualFields = mapping.usual_rows?.fields ?? Infinity
    this.fieldsMin = mapping.usual_rows?.fields_min ?? 0
    this.saysHalfDays = mapping.half_days ?? false
  }

  /** Undefined where the mapping reads columns in a way that is not plain. */
  static of(mapping: CsvMapping): PlainRows | undefined {
    const fields = plainColumns(mapping)
    return fields && new PlainRows(mapping, fields)
  }

  /**
   * Takes plain rows from where the reader stands into the sink, up to the first other one, at most `rowsMax`; returns how many.
   * The columns must have room for them.
   */
  take(reader: CsvReader, sink: RowSink, rowsMax: number): number {
    if (this.resting > 0) {
      this.resting--
      return 0
    }
    const ahead = this.knowsConstants(sink) ? reader.ahead() : undefined
    if (ahead === undefined) return 0
    this.aim(ahead.bytes, sink)
    const { columns } = sink
    const first = columns.length
    let at = ahead.from
    while (columns.length < first + rowsMax) {
      const next = this.row(at, columns.length)
      if (next < 0 || next > ahead.to || !this.accept(columns.length)) break
      at = next
      columns.length++
    }
    const taken = columns.length - first
    if (taken > 0) reader.pass(at, taken)
    this.noteMiss(taken)
    return taken
  }

  /** A label for all rows is numbered by the first row, which is for others to read. */
  private knowsConstants({ regions, datasources }: RowSink): boolean {
    const { hasConstant } = this
    return (!hasConstant[0] || regions.labels.length > 0) && (!hasConstant[1] || datasources.labels.length > 0)
  }

  private aim(bytes: Uint8Array<ArrayBuffer>, { columns, regions, datasources }: RowSink): void {
    if (this.view.buffer !== bytes.buffer) {
      this.bytes = bytes
      this.view = new DataView(bytes.buffer)
    }
    this.columns = columns
    this.labels = [regions, datasources]
    this.labelColumns = [columns.region, columns.datasource]
    this.pointColumns = [columns.originLon, columns.originLat, columns.destinationLon, columns.destinationLat]
  }

  private noteMiss(taken: number): void {
    this.misses = taken > 0 ? 0 : this.misses + 1
    if (this.misses < missesMax) return
    this.misses = 0
    this.resting = restRows
  }

  /** Reads the row at `at` as number n of the columns; returns where the one behind it begins, or `notPlain`. */
  private row(at: number, n: number): number {
    const { bytes, view, delimiter, delimiters, labelColumns, pointColumns } = this
    const { as, into } = this.fields
    const count = as.length
    let i = at
    // The readers are called from here and not through a function a field: that costs a tenth more.
    for (let column = 0; column < count; column++) {
      if (column > 0 && bytes[i++] !== delimiter) return notPlain
      const isQuoted = bytes[i] === quote
      const stop = isQuoted ? quotes : delimiters
      if (isQuoted) i++
      const to = into[column]
      const kind = as[column]
      if (kind === asNothing) i = isQuoted ? nextStop(view, i, quotes) : this.passText(i)
      else if (kind === asLabel) {
        const labels = this.labels[to]
        const spelling = labels.spellingAt(view, i, stop)
        if (spelling < 0) return notPlain
        labelColumns[to][n] = labels.labelOfSpelling(spelling)
        i += labels.bytesOfSpelling(spelling)
      } else if (kind === asPoint) i = plainPoint(bytes, view, i, pointColumns[to], pointColumns[to + 1], n)
      else if (kind === asLongitude) i = plainDegrees(bytes, view, i, pointColumns[to], n, lonMaxE7)
      else if (kind === asLatitude) i = plainDegrees(bytes, view, i, pointColumns[to], n, latMaxE7)
      else i = this.timeField(kind, to, i, stop)
      if (i < 0 || (isQuoted && bytes[i++] !== quote)) return notPlain
    }
    let fields = count
    while (bytes[i] === delimiter) {
      if (++fields > this.usualFields) return notPlain
      i = this.passField(i + 1)
      if (i < 0) return notPlain
    }
    if (fields < this.fieldsMin) return notPlain
    return i - at > rowBytesMax ? notPlain : this.behindLineEnd(i)
  }

  private behindLineEnd(i: number): number {
    const { bytes } = this
    if (bytes[i] === lf) return i + 1
    return bytes[i] !== cr ? notPlain : bytes[i + 1] === lf ? i + 2 : i + 1
  }

  /** Passes the field that begins at byte i, quotes and all. */
  private passField(i: number): number {
    if (this.bytes[i] !== quote) return this.passText(i)
    const end = nextStop(this.view, i + 1, quotes)
    return this.bytes[end] === quote ? end + 1 : notPlain
  }

  /** Passes a field without quotes; `notPlain` where one opens behind blanks, and delimiters may be part of the field. */
  private passText(i: number): number {
    const { bytes } = this
    let at = i
    while (bytes[at] === space) at++
    return at > i && bytes[at] === quote ? notPlain : nextStop(this.view, at, this.delimiters)
  }

  /** Reads a time into its place; returns where it ends, or `notPlain`. */
  private timeField(as: number, into: number, i: number, stop: number): number {
    const { bytes, times } = this
    if (as === asDatetime && !this.saysHalfDays) {
      const time = usualDatetime(this.view, i)
      const end = i + usualDatetimeBytes
      if (time >= 0 && (bytes[end] === (stop & 0xff) || bytes[end] <= cr)) {
        times[into] = time
        return end
      }
    }
    const end = nextStop(this.view, i, stop)
    if (this.saysHalfDays && as !== asDate && (bytes[end - 1] | 32) !== letterM) return notPlain
    const time = this.timeOf(as, i, end)
    if (time < 0) return notPlain
    times[into] = time
    return end
  }

  private timeOf(as: number, from: number, to: number): number {
    const { bytes } = this
    const { date_order } = this.mapping
    if (as === asDatetime) return readDatetime(bytes, from, to, date_order)
    if (as === asDate) return readDate(bytes, from, to, date_order) * secondsPerDay
    if (as === asClock) return readClock(bytes, from, to)
    return readEpoch(bytes, from, to, as - asEpoch)
  }

  /** Notes what is not in a field of its own; false where the checks find something. */
  private accept(n: number): boolean {
    const { columns, times, hasConstant, checks } = this
    columns.time[n] = times[0] + times[1]
    if (hasConstant[0]) columns.region[n] = 0
    if (hasConstant[1]) columns.datasource[n] = 0
    if (checks === undefined) return true
    const endTime = this.hasEndTime ? times[2] + times[3] : -1
    return checks.judge(columns, n, this.labels[0].labels, endTime) === 0
  }
}
