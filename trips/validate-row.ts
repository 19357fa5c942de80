import type { ColumnRef, CsvMapping, LabelSource, PointSource, TimeSource, UsualRows } from './csv-mapping.ts'
import { type CsvReader, fieldMalformed } from './csv-reader.ts'
import { type DateOrder, notATime, readClock, readDate, readDatetime, readEpoch, unitDigits } from './datetime.ts'
import { readDegrees } from './decimal-degrees.ts'
import { FieldCursor } from './field-cursor.ts'
import { unmarked } from './formula-mark.ts'
import { namesHalfDay } from './half-day.ts'
import { hourOfTime, secondsPerDay } from './iso-week.ts'
import { labelFault } from './label.ts'
import type { LabelIndex } from './label-index.ts'
import { endsInField, isCutCell } from './last-row.ts'
import { laterOnTheDay } from './later-on-the-day.ts'
import { mayBeShifted } from './long-row.ts'
import { OtherHeader } from './other-header.ts'
import { readDegreesText, readGisPoint, readPointText, type WrittenPoint, writtenNumbers } from './point-text.ts'
import { type CheckName, checkNames } from './quality-checks.ts'
import { refsOf } from './read-columns.ts'
import { type Reject, rejectTextHead, rejectTextWholeMax } from './reject.ts'
import { type CheckCounts, namesOf, RowChecks } from './row-checks.ts'
import { checkFault, emptyFault, type Fault, notANumber, notAPoint, offTheGlobe, timeFault } from './row-faults.ts'
import { kindOf } from './sample-columns.ts'
import { hasWholePoints } from './short-row.ts'
import { decodeText } from './text-encoding.ts'
import { latMaxE7, lonMaxE7 } from './trip.ts'
import type { TripColumns } from './trip-columns.ts'
import { readWktPoint, wktPoint } from './wkt-point.ts'
import { readWritten } from './written-datetime.ts'

/** Where rows go: accepted ones to `columns` (with their labels), the others to `rejects`. */
export type RowSink = {
  columns: TripColumns
  regions: LabelIndex
  datasources: LabelIndex
  rejects: Reject[]
  /** Rows that were accepted and flagged: the first `flagsListedMax` of each check. */
  flagged: Reject[]
  checks: CheckCounts
}

/** Flagged rows of a check that a chunk lists; all of them are counted. */
export const flagsListedMax = 1000

export type RowValidator = {
  /** Takes the reader's current row into the sink; false when it was rejected. The columns must have room for it. */
  validate(row: CsvReader, sink: RowSink): boolean
}

export const createRowValidator = (mapping: CsvMapping): RowValidator => new Validator(mapping)

const otherOrder: Partial<Record<DateOrder, DateOrder>> = { mdy: 'dmy', dmy: 'mdy' }

/** Readers return this, having set `fault`; everything they read is 0 or more. */
const failed = -1

class Validator extends FieldCursor implements RowValidator {
  private readonly needed: readonly ColumnRef[]
  private readonly lastColumn: number
  private readonly usual: UsualRows | undefined
  private lon = 0
  private lat = 0
  private fault: Fault = { column: '', code: 'empty_row', reason: '' }
  private readonly checks: RowChecks | undefined
  private readonly endTime: TimeSource | null
  private readonly otherHeader: OtherHeader | undefined

  constructor(private readonly mapping: CsvMapping) {
    super(mapping.encoding)
    this.needed = neededColumns(mapping)
    this.lastColumn = Math.max(...this.needed.map((ref) => ref.column))
    this.usual = mapping.usual_rows
    this.checks = mapping.checks && new RowChecks(mapping.checks)
    this.endTime = RowChecks.endTimeOf(mapping)
    this.otherHeader = mapping.header ? new OtherHeader(mapping) : undefined
  }

  validate(row: CsvReader, sink: RowSink): boolean {
    if (row.problem !== '' || row.fieldCount <= this.lastColumn) return this.reject(row, sink)
    if (this.usual && !this.isUsual(row, sink, this.usual)) return false
    const { columns } = sink
    const { region, origin, destination, time, datasource } = this.mapping.columns
    const n = columns.length
    const regionIndex = this.readLabel(row, region, 'region', sink.regions)
    if (regionIndex < 0 || !this.readPoint(row, origin, 'origin')) return this.reject(row, sink)
    columns.originLon[n] = this.lon
    columns.originLat[n] = this.lat
    if (!this.readPoint(row, destination, 'destination')) return this.reject(row, sink)
    columns.destinationLon[n] = this.lon
    columns.destinationLat[n] = this.lat
    const seconds = this.readTime(row, time)
    if (seconds < 0 || (this.mapping.half_days && this.lacksHalf(row, time, seconds))) return this.rejectTime(row, sink, time)
    const datasourceIndex = this.readLabel(row, datasource, 'datasource', sink.datasources)
    if (datasourceIndex < 0) return this.reject(row, sink)
    columns.time[n] = seconds
    columns.region[n] = regionIndex
    columns.datasource[n] = datasourceIndex
    if (this.checks) {
      const end = this.endTime ? this.readEndTime(row, this.endTime, seconds) : failed
      const found = this.checks.judge(columns, n, sink.regions.labels, end)
      if (found !== 0 && !this.passes(row, sink, found, this.checks)) return false
    }
    columns.length = n + 1
    return true
  }

  /** Counts what the checks found; false when the row is rejected for it. */
  private passes(row: CsvReader, sink: RowSink, found: number, { rejects }: RowChecks): boolean {
    const names = namesOf(found & rejects || found)
    const { checks, flagged } = sink
    const isListed = names.some((name) => checks.found[checkNames.indexOf(name)] < flagsListedMax)
    for (const name of names) checks.found[checkNames.indexOf(name)]++
    this.fault = checkFault(names, (name) => this.columnOfCheck(name))
    if (found & rejects) return this.reject(row, sink)
    checks.rowsFlagged++
    if (isListed) flagged.push(this.rejectOf(row, this.fault))
    return true
  }

  /** The column to look at first; a point that is doubtful may be either end's. */
  private columnOfCheck(name: CheckName): string {
    const { origin, time } = this.mapping.columns
    const nameOf = (source: TimeSource) => ('datetime' in source ? source.datetime.name : source.date.name)
    if (name === 'future' || name === 'ancient') return nameOf(time)
    if (name === 'ends_before_start' || name === 'too_long') return this.endTime ? nameOf(this.endTime) : ''
    return 'wkt' in origin ? origin.wkt.name : 'pair' in origin ? origin.pair.name : origin.lon.name
  }

  /** The end's wall seconds, below 0 where the row does not say it: that is no fault. */
  private readEndTime(row: CsvReader, source: TimeSource, start: number): number {
    const last = 'datetime' in source ? source.datetime.column : Math.max(source.date.column, source.time.column)
    if (row.fieldCount <= last || row.fieldStart[last] === row.fieldEnd[last]) return failed
    const { time } = this.mapping.columns
    const isLater = 'datetime' in source && 'datetime' in time && laterOnTheDay(row, time.datetime.column, source.datetime.column)
    return isLater ? start : this.readTime(row, source)
  }

  /** Makes the column's field the one being read. */
  private open(row: CsvReader, { column, name }: ColumnRef): boolean {
    if (this.moveTo(row, column)) return true
    this.fault = { column: name, code: 'bad_quotes', reason: `${name} has text after its closing quote` }
    return false
  }

  /** Index of the row's label, or `failed`. */
  private readLabel(row: CsvReader, source: LabelSource, what: string, labels: LabelIndex): number {
    if ('constant' in source) return labels.labels.length > 0 ? 0 : labels.add(source.constant)
    if (!this.open(row, source)) return failed
    const { bytes } = this
    while (this.from < this.to && bytes[this.from] <= 32) this.from++
    while (this.to > this.from && bytes[this.to - 1] <= 32) this.to--
    const known = labels.find(bytes, this.from, this.to)
    return known >= 0 ? known : this.newLabel(source.name, what, labels)
  }

  private newLabel(column: string, what: string, labels: LabelIndex): number {
    const text = decodeText(this.bytes.subarray(this.from, this.to), this.mapping.encoding)
    if (text === undefined) {
      this.fault = { column, code: 'bad_encoding', reason: `${what} '${this.found()}' is not valid UTF-8` }
      return failed
    }
    const label = this.mapping.marked ? unmarked(text.trim()) : text.trim()
    const fault = labelFault(label)
    if (fault === undefined) return labels.addSpelling(this.bytes, this.from, this.to, label)
    const subject = fault.code === 'empty' ? what : `${what} '${this.found()}'`
    this.fault = { column, code: fault.code, reason: `${subject} ${fault.text}` }
    return failed
  }

  /** Reads a point into `lon` and `lat`. */
  private readPoint(row: CsvReader, source: PointSource, what: string): boolean {
    if ('lon' in source) {
      this.lon = this.readNumber(row, source.lon, 'lon')
      this.lat = this.readNumber(row, source.lat, 'lat')
      if (Number.isNaN(this.lon + this.lat)) return this.failNumbers(row, source, what)
    } else if ('wkt' in source) {
      if (!this.open(row, source.wkt)) return false
      if (readWktPoint(this.bytes, this.from, this.to)) {
        this.lon = wktPoint.lon
        this.lat = wktPoint.lat
      } else if (!this.takePoint(readGisPoint(this.cellText()), 'lon')) return this.failPoint(source.wkt.name, what)
    } else {
      if (!this.open(row, source.pair)) return false
      if (!this.takePoint(readPointText(this.cellText()), source.first)) return this.failPoint(source.pair.name, what)
    }
    if (this.lon <= lonMaxE7 && this.lon >= -lonMaxE7 && this.lat <= latMaxE7 && this.lat >= -latMaxE7) return true
    return this.failRange(row, source, what)
  }

  /** A coordinate in 1e-7 degree, or NaN; how it is written is looked at again only where it is no plain decimal. */
  private readNumber(row: CsvReader, ref: ColumnRef, axis: 'lon' | 'lat'): number {
    if (!this.open(row, ref)) return Number.NaN
    const value = readDegrees(this.bytes, this.from, this.to)
    return Number.isNaN(value) ? readDegreesText(this.cellText(), axis, this.mapping.decimal) : value
  }

  private takePoint(point: WrittenPoint | undefined, first: 'lon' | 'lat'): boolean {
    if (!point) return false
    const inOrder = 'lon' in point ? [point.lon, point.lat] : [point.first, point.second]
    const [lon, lat] = 'lon' in point || first === 'lon' ? inOrder : [inOrder[1], inOrder[0]]
    this.lon = lon
    this.lat = lat
    return true
  }

  private failPoint(column: string, what: string): false {
    const found = this.found()
    this.fault = found === '' ? emptyFault(what, column) : notAPoint(what, column, found, this.cellText())
    return false
  }

  private failNumbers(row: CsvReader, { lon, lat }: { lon: ColumnRef; lat: ColumnRef }, what: string): false {
    if (row.fieldQuote[lon.column] === fieldMalformed || row.fieldQuote[lat.column] === fieldMalformed) return false // `open` said why
    const [lonFound, latFound] = [this.textOf(row, lon), this.textOf(row, lat)]
    if (lonFound === '' && latFound === '') this.fault = emptyFault(what, lon.name)
    else {
      const isLon = Number.isNaN(this.lon)
      const [column, axis, found] = isLon ? [lon.name, 'longitude', lonFound] : [lat.name, 'latitude', latFound]
      this.fault = found === '' ? emptyFault(`${what} ${axis}`, column) : notANumber(`${what} ${axis}`, column, found)
    }
    return false
  }

  private failRange(row: CsvReader, source: PointSource, what: string): false {
    const point = [this.lon, this.lat] as const
    if (!('lon' in source)) {
      const [ref, first] = 'wkt' in source ? [source.wkt, 'lon' as const] : [source.pair, source.first]
      this.fault = offTheGlobe(what, point, [ref.name, ref.name], writtenNumbers(this.textOf(row, ref), point, first))
    } else {
      const { lon, lat } = source
      this.fault = offTheGlobe(what, point, [lon.name, lat.name], [this.textOf(row, lon), this.textOf(row, lat)])
    }
    return false
  }

  private textOf(row: CsvReader, ref: ColumnRef): string {
    this.open(row, ref)
    return this.found()
  }

  /** Wall seconds of the row's start time, or below 0. */
  private readTime(row: CsvReader, source: TimeSource): number {
    const order = this.mapping.date_order
    if ('datetime' in source) {
      if (!this.open(row, source.datetime)) return failed
      const { bytes, from, to } = this
      if (source.format !== 'calendar') {
        const seconds = readEpoch(bytes, from, to, unitDigits[source.format])
        return seconds < 0 ? this.failTime(seconds, 'datetime', source.datetime) : seconds
      }
      const seconds = readDatetime(bytes, from, to, order)
      return seconds < 0 ? this.readAgain(seconds, 'datetime', source.datetime) : seconds
    }
    if (!this.open(row, source.date)) return failed
    let day = readDate(this.bytes, this.from, this.to, order)
    if (day < 0) day = this.readAgain(day, 'date', source.date)
    if (day < 0 || !this.open(row, source.time)) return failed
    let clock = readClock(this.bytes, this.from, this.to)
    if (clock < 0) clock = this.readAgain(clock, 'clock', source.time)
    return clock < 0 ? failed : day * secondsPerDay + clock
  }

  /** Whether a time of a column that says AM or PM does not, and may be of either half of the day. */
  private lacksHalf(row: CsvReader, time: TimeSource, seconds: number): boolean {
    const hour = hourOfTime(seconds)
    const ref = 'datetime' in time ? time.datetime : time.time
    const found = this.textOf(row, ref)
    if (hour < 1 || hour > 12 || namesHalfDay(found)) return false
    const reason = `start time '${found}' does not say whether it is AM or PM, as the others do`
    this.fault = { column: ref.name, code: 'not_a_time', reason }
    return true
  }

  private rejectTime(row: CsvReader, sink: RowSink, time: TimeSource): false {
    if (this.fault.code === 'no_such_day' && this.existsInOtherOrder(row, time))
      this.fault = { ...this.fault, code: 'other_date' }
    return this.reject(row, sink)
  }

  private existsInOtherOrder(row: CsvReader, time: TimeSource): boolean {
    const other = otherOrder[this.mapping.date_order]
    const [ref, part] = 'datetime' in time ? [time.datetime, 'datetime' as const] : [time.date, 'date' as const]
    if (other === undefined || !this.open(row, ref)) return false
    const found = (part === 'datetime' ? readDatetime : readDate)(this.bytes, this.from, this.to, other)
    return (found === notATime ? readWritten(this.cellText(), part, other) : found) >= 0
  }

  /** The second look at what the quick reader takes for no time: month names and the like. */
  private readAgain(code: number, part: 'datetime' | 'date' | 'clock', ref: ColumnRef): number {
    const again = code === notATime ? readWritten(this.cellText(), part, this.mapping.date_order) : code
    return again < 0 ? this.failTime(again, part, ref) : again
  }

  private failTime(code: number, part: 'datetime' | 'date' | 'clock', { name }: ColumnRef): number {
    const found = this.found()
    this.fault = found === '' ? emptyFault('start time', name) : timeFault(code, part, name, found, this.mapping.date_order)
    return failed
  }

  private reject(row: CsvReader, sink: RowSink): false {
    sink.rejects.push(this.rejectOf(row, this.rowFault(row) ?? this.fault))
    return false
  }

  /** Whether a row has its fields where others have them, as far as can be told; else it is rejected. */
  private isUsual(row: CsvReader, sink: RowSink, usual: UsualRows): boolean {
    const { columns } = this.mapping
    if (row.fieldCount > usual.fields && mayBeShifted(row, columns, usual))
      return this.rejectLength(row, sink, 'extra_fields', 'is there a separator in a text without quotes?')
    if (endsInField(row) && this.mayBeCut(row, usual)) return this.rejectCut(row, sink)
    if (row.fieldCount < (usual.fields_min ?? 0) && !hasWholePoints(row, columns, usual) && !this.hasWitness(row, usual))
      return this.rejectLength(row, sink, 'missing_fields', 'where one is missing in the middle, its place must be left empty')
    return true
  }

  /** Whether the last field of the file, where it is read, may be the beginning of one. */
  private mayBeCut(row: CsvReader, { fields, last_cell }: UsualRows): boolean {
    if (row.fieldCount !== this.lastColumn + 1) return false
    return (
      row.fieldCount < fields ||
      (last_cell !== undefined && this.moveTo(row, fields - 1) && isCutCell(this.cellText(), last_cell))
    )
  }

  private rejectCut(row: CsvReader, sink: RowSink): false {
    this.moveTo(row, this.lastColumn)
    const column = this.needed.at(-1)?.name ?? ''
    const reason = `the file ends with '${this.found()}' and no line end, as if it had been cut in ${column}`
    this.fault = { column, code: 'cut_off', reason }
    return this.reject(row, sink)
  }

  /** Whether a cell behind all that is read shows that nothing before is missing. */
  private hasWitness(row: CsvReader, { witness }: UsualRows): boolean {
    if (!witness || row.fieldCount <= witness.column || !this.moveTo(row, witness.column)) return false
    return witness.kinds.includes(kindOf(this.cellText()))
  }

  private rejectLength(row: CsvReader, sink: RowSink, code: 'extra_fields' | 'missing_fields', why: string): false {
    const reason = `the row has ${row.fieldCount} fields and others ${this.usual?.fields}: ${why}`
    this.fault = { column: '', code, reason }
    return this.reject(row, sink)
  }

  private rejectOf(row: CsvReader, { column, code, reason }: Fault): Reject {
    const length = row.end - row.start
    return {
      line: row.line,
      byteOffset: row.byteFrom,
      column: column.slice(0, 191),
      code,
      reason: reason.slice(0, 500),
      text: row.bytes.slice(row.start, length > rejectTextWholeMax ? row.start + rejectTextHead : row.end),
    }
  }

  /** What is wrong with the row as a whole, if anything. */
  private rowFault(row: CsvReader): Fault | undefined {
    if (row.problem === 'line_too_long') return { column: '', code: row.problem, reason: 'the line is longer than 1 MiB' }
    if (row.problem !== '')
      return { column: '', code: row.problem, reason: 'a quote is opened in this line and not properly closed' }
    if (isBlank(row)) return { column: '', code: 'empty_row', reason: 'every field of the row is empty' }
    if (this.otherHeader?.is(row))
      return {
        column: '',
        code: 'other_header',
        reason: 'the row names the columns in another order than the header; what follows it would be read wrongly',
      }
    const missing = this.needed.find((ref) => ref.column >= row.fieldCount)
    if (!missing) return undefined
    const fields = row.fieldCount === 1 ? '1 field' : `${row.fieldCount} fields`
    return { column: missing.name, code: 'missing_column', reason: `the row ends after ${fields}, before ${missing.name}` }
  }
}

/** Whether there is nothing but spaces in any field. */
function isBlank({ bytes, fieldCount, fieldStart, fieldEnd }: CsvReader): boolean {
  for (let field = 0; field < fieldCount; field++)
    for (let at = fieldStart[field]; at < fieldEnd[field]; at++) if (bytes[at] > 32) return false
  return true
}

/** The columns a row must have, in the order of the row. */
const neededColumns = ({ columns }: CsvMapping): ColumnRef[] =>
  Object.values(columns)
    .flatMap(refsOf)
    .sort((a, b) => a.column - b.column)
