import type { ColumnRef, CsvMapping, LabelSource, PointSource, TimeSource } from './csv-mapping.ts'
import { type CsvReader, fieldEscaped, fieldMalformed } from './csv-reader.ts'
import { readClock, readDate, readDatetime, readEpoch } from './datetime.ts'
import { readDegrees } from './decimal-degrees.ts'
import { secondsPerDay } from './iso-week.ts'
import { labelFault } from './label.ts'
import type { LabelIndex } from './label-index.ts'
import { type Reject, rejectTextHead, rejectTextWholeMax } from './reject.ts'
import { emptyFault, type Fault, notANumber, notAPoint, offTheGlobe, timeFault } from './row-faults.ts'
import { decodeText, shownText } from './text-encoding.ts'
import { latMaxE7, lonMaxE7 } from './trip.ts'
import type { TripColumns } from './trip-columns.ts'
import { readWktPoint, wktPoint } from './wkt-point.ts'

/** Where rows go: accepted ones to `columns` (with their labels), the others to `rejects`. */
export type RowSink = { columns: TripColumns; regions: LabelIndex; datasources: LabelIndex; rejects: Reject[] }

export type RowValidator = {
  /** Takes the reader's current row into the sink; false when it was rejected. The columns must have room for it. */
  validate(row: CsvReader, sink: RowSink): boolean
}

export const createRowValidator = (mapping: CsvMapping): RowValidator => new Validator(mapping)

/** Readers return this, having set `fault`; everything they read is 0 or more. */
const failed = -1

class Validator implements RowValidator {
  private readonly needed: readonly ColumnRef[]
  private readonly lastColumn: number
  // The field being read: a slice of the row, or of `unescaped`.
  private bytes: Uint8Array = new Uint8Array(0)
  private from = 0
  private to = 0
  private unescaped = new Uint8Array(256)
  private lon = 0
  private lat = 0
  private fault: Fault = { column: '', code: 'empty_row', reason: '' }

  constructor(private readonly mapping: CsvMapping) {
    this.needed = neededColumns(mapping)
    this.lastColumn = Math.max(...this.needed.map((ref) => ref.column))
  }

  validate(row: CsvReader, sink: RowSink): boolean {
    if (row.problem !== '' || row.fieldCount <= this.lastColumn) return this.reject(row, sink)
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
    if (seconds < 0) return this.reject(row, sink)
    const datasourceIndex = this.readLabel(row, datasource, 'datasource', sink.datasources)
    if (datasourceIndex < 0) return this.reject(row, sink)
    columns.time[n] = seconds
    columns.region[n] = regionIndex
    columns.datasource[n] = datasourceIndex
    columns.length = n + 1
    return true
  }

  /** Makes the column's field the one being read, unescaped where it must be. */
  private open(row: CsvReader, { column, name }: ColumnRef): boolean {
    const quoting = row.fieldQuote[column]
    this.bytes = row.bytes
    this.from = row.fieldStart[column]
    this.to = row.fieldEnd[column]
    if (quoting === fieldEscaped) this.unescape()
    if (quoting === fieldMalformed)
      this.fault = { column: name, code: 'bad_quotes', reason: `${name} has text after its closing quote` }
    return quoting !== fieldMalformed
  }

  private unescape(): void {
    if (this.to - this.from > this.unescaped.length) this.unescaped = new Uint8Array((this.to - this.from) * 2)
    let length = 0
    for (let i = this.from; i < this.to; i++) {
      if (this.bytes[i] === 34) i++
      this.unescaped[length++] = this.bytes[i]
    }
    this.bytes = this.unescaped
    this.from = 0
    this.to = length
  }

  private found(): string {
    return shownText(this.bytes.subarray(this.from, this.to), this.mapping.encoding)
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
    const label = text.trim()
    const fault = labelFault(label)
    if (fault === undefined) return labels.addSpelling(this.bytes, this.from, this.to, label)
    const subject = fault.code === 'empty' ? what : `${what} '${this.found()}'`
    this.fault = { column, code: fault.code, reason: `${subject} ${fault.text}` }
    return failed
  }

  /** Reads a point into `lon` and `lat`. */
  private readPoint(row: CsvReader, source: PointSource, what: string): boolean {
    if ('wkt' in source) {
      if (!this.open(row, source.wkt)) return false
      if (!readWktPoint(this.bytes, this.from, this.to)) return this.failPoint(source.wkt.name, what)
      this.lon = wktPoint.lon
      this.lat = wktPoint.lat
    } else {
      if (!this.open(row, source.lon)) return false
      this.lon = readDegrees(this.bytes, this.from, this.to)
      if (!this.open(row, source.lat)) return false
      this.lat = readDegrees(this.bytes, this.from, this.to)
      if (Number.isNaN(this.lon + this.lat)) return this.failNumbers(row, source, what)
    }
    if (this.lon <= lonMaxE7 && this.lon >= -lonMaxE7 && this.lat <= latMaxE7 && this.lat >= -latMaxE7) return true
    return this.failRange(row, source, what)
  }

  private failPoint(column: string, what: string): false {
    const found = this.found()
    this.fault = found === '' ? emptyFault(what, column) : notAPoint(what, column, found)
    return false
  }

  private failNumbers(row: CsvReader, { lon, lat }: { lon: ColumnRef; lat: ColumnRef }, what: string): false {
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
    if ('wkt' in source) {
      const { name } = source.wkt
      const [lon = '', lat = ''] =
        this.textOf(row, source.wkt)
          .match(/[^\s()]+/g)
          ?.slice(-2) ?? []
      this.fault = offTheGlobe(what, point, [name, name], [lon, lat])
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
      const seconds =
        source.format === 'calendar'
          ? readDatetime(bytes, from, to, order)
          : readEpoch(bytes, from, to, source.format === 'epoch_seconds' ? 1 : 1000)
      return seconds < 0 ? this.failTime(seconds, 'datetime', source.datetime) : seconds
    }
    if (!this.open(row, source.date)) return failed
    const day = readDate(this.bytes, this.from, this.to, order)
    if (day < 0) return this.failTime(day, 'date', source.date)
    if (!this.open(row, source.time)) return failed
    const clock = readClock(this.bytes, this.from, this.to)
    return clock < 0 ? this.failTime(clock, 'clock', source.time) : day * secondsPerDay + clock
  }

  private failTime(code: number, part: 'datetime' | 'date' | 'clock', { name }: ColumnRef): number {
    const found = this.found()
    this.fault = found === '' ? emptyFault('start time', name) : timeFault(code, part, name, found, this.mapping.date_order)
    return failed
  }

  private reject(row: CsvReader, sink: RowSink): false {
    const { column, code, reason } = this.rowFault(row) ?? this.fault
    const length = row.end - row.start
    sink.rejects.push({
      line: row.line,
      byteOffset: row.byteFrom,
      column: column.slice(0, 191),
      code,
      reason: reason.slice(0, 500),
      text: row.bytes.slice(row.start, length > rejectTextWholeMax ? row.start + rejectTextHead : row.end),
    })
    return false
  }

  /** What is wrong with the row as a whole, if anything. */
  private rowFault(row: CsvReader): Fault | undefined {
    if (row.problem === 'line_too_long') return { column: '', code: row.problem, reason: 'the line is longer than 1 MiB' }
    if (row.problem !== '')
      return { column: '', code: row.problem, reason: 'a quote is opened in this line and not properly closed' }
    let last = 0
    while (last < row.fieldCount && row.fieldStart[last] === row.fieldEnd[last]) last++
    if (last === row.fieldCount) return { column: '', code: 'empty_row', reason: 'every field of the row is empty' }
    const missing = this.needed.find((ref) => ref.column >= row.fieldCount)
    if (!missing) return undefined
    const fields = row.fieldCount === 1 ? '1 field' : `${row.fieldCount} fields`
    return { column: missing.name, code: 'missing_column', reason: `the row ends after ${fields}, before ${missing.name}` }
  }
}

/** The columns a row must have, in the order of the row. */
function neededColumns({ columns }: CsvMapping): ColumnRef[] {
  const { region, origin, destination, time, datasource } = columns
  const labels = [region, datasource].filter((source) => 'column' in source)
  const points = [origin, destination].flatMap((source) => ('wkt' in source ? [source.wkt] : [source.lon, source.lat]))
  const times = 'datetime' in time ? [time.datetime] : [time.date, time.time]
  return [...labels, ...points, ...times].sort((a, b) => a.column - b.column)
}
