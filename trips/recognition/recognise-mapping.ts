import { plainName, pointScore, type Side, wordsOnly } from '../column-names.ts'
import {
  binaryTextOf,
  type ColumnRef,
  type CsvMapping,
  type LabelSource,
  type MappingOptions,
  nativeColumns,
  type PointSource,
} from '../csv-mapping.ts'
import type { DateOrder } from '../datetime.ts'
import type { ImportProblem } from '../import-job.ts'
import { civilOfDay, dayOfTime } from '../iso-week.ts'
import { labelFault } from '../label.ts'
import { type ReadAs, readAsOf } from '../rejects-header.ts'
import { rowBoxes } from '../row-boxes.ts'
import { kindOf, SampleColumn } from '../sample-columns.ts'
import { guessEncoding, isHardlyLatin1, type TextEncoding } from '../text-encoding.ts'
import { chosenLabel, chosenPoint, chosenTime } from './chosen-columns.ts'
import { type Delimiter, readSample, type SampleTable, sniffDelimiters } from './csv-dialect.ts'
import { dateOrderOf } from './date-order.ts'
import { findDatasource, findPoint, findRegion } from './find-columns.ts'
import { findEndTime, findTime } from './find-time.ts'
import { saysHalfDays } from './half-days.ts'
import { mappedChecks } from './mapped-checks.ts'
import { MappingRefusal } from './mapping-refusal.ts'
import { mappingText } from './mapping-text.ts'
import { missingPoints, missingTime } from './missing-columns.ts'
import { notCsvReason } from './not-csv.ts'
import { refuseExchanged } from './refuse-exchanged.ts'
import { refuseFuture } from './refuse-future.ts'
import { refuseHemispheres } from './refuse-hemispheres.ts'
import { refuseMirrored } from './refuse-mirrored.ts'
import { type NumberColumns, refuseMinutes, refuseOtherNumbers } from './refuse-points.ts'
import {
  areShifted,
  refuseCutName,
  refuseMissingCells,
  refuseMovedLabels,
  refuseRowNames,
  refuseSplitDecimals,
  usualLength,
} from './refuse-rows.ts'
import { refuseSecondTrips, refuseTripCounts } from './refuse-several-trips.ts'
import { refuseOtherTimes } from './refuse-times.ts'
import { lastCell, longRows, shortRows } from './row-lengths.ts'
import { withoutPrefix } from './shared-prefix.ts'

export type Recognised = { mapping: CsvMapping; text: string } | { problem: ImportProblem }

type Columns = CsvMapping['columns']

/**
 * Understands a file's columns from a sample: its first bytes, and blocks from elsewhere that each begin at a row. Returns
 * the mapping with one sentence on how the columns were understood, or why the file cannot be read as trips. `now` (wall
 * seconds) is when the import began: what starts a day later lies in the future.
 */
export function recogniseMapping(
  sample: readonly Uint8Array[],
  fileName: string,
  options: MappingOptions = {},
  now?: number,
): Recognised {
  try {
    const { all, ...mapping } = recognise(sample, fileName, options, now)
    const checks = mappedChecks(sample, mapping, all, options, now)
    if (now !== undefined && checks.rules.future !== 'off' && !mapping.marked)
      refuseFuture(mapping.columns.time, all, mapping.date_order, now)
    return { mapping: { ...mapping, checks }, text: mappingText(mapping) }
  } catch (error) {
    if (error instanceof MappingRefusal) return { problem: { code: error.code, message: `${error.message}.` } }
    throw error
  }
}

type Found = CsvMapping & { all: readonly SampleColumn[] }

function recognise(sample: readonly Uint8Array[], fileName: string, options: MappingOptions, now?: number): Found {
  const head = sample[0] ?? new Uint8Array(0)
  const reason = notCsvReason(head)
  if (reason) throw new MappingRefusal('not_csv', reason)
  const encoding = options.mapping?.encoding ?? guessEncoding(sample)
  const sniffed = sniffDelimiters(head)
  const tables = new Map<Delimiter, SampleTable>()
  const tableOf = (row: number) => {
    const delimiter = options.mapping?.delimiter ?? sniffed[row] ?? ','
    const table = tables.get(delimiter) ?? readSample(sample, delimiter, encoding)
    tables.set(delimiter, table)
    return { table, delimiter }
  }
  return fromFirstThatFits(
    sniffed.length,
    (row) => mayBeHeader(tableOf(row).table.rows[row] ?? [], options),
    (row) => {
      const { table, delimiter } = tableOf(row)
      return recogniseFrom(row, table, { delimiter, encoding, sample, fileName, options, now })
    },
  )
}

/**
 * Titles, notes and empty rows may stand above the header: the first row that can be read as one is. Where none can, what
 * the first row with the usual names lacks is said, else what the first row of all does.
 */
function fromFirstThatFits(rows: number, isNamed: (row: number) => boolean, at: (row: number) => Found): Found {
  const refusals: { named?: MappingRefusal; first?: MappingRefusal } = {}
  for (let row = 0; row < Math.max(rows, 1); row++) {
    const named = isNamed(row)
    if (row > 0 && !named) continue
    try {
      return at(row)
    } catch (error) {
      if (!(error instanceof MappingRefusal)) throw error
      refusals[named ? 'named' : 'first'] ??= error
      if (error.code === 'ambiguous_dates') break
    }
  }
  throw refusals.named ?? refusals.first
}

/** Whether a row has a name for an origin and one for a destination, or one that the sender states. */
function mayBeHeader(cells: readonly string[], { mapping = {} }: MappingOptions): boolean {
  const stated = JSON.stringify(mapping)
  const called = withoutPrefix(cells)
  const names = (side: Side) =>
    called.some(
      (cell) => pointScore(cell, side, 'lat') + pointScore(cell, side, 'lon') > 0 || pointScore(cell, side, 'wkt') > wordsOnly,
    )
  return (names('origin') && names('destination')) || cells.some((cell) => cell !== '' && stated.includes(JSON.stringify(cell)))
}

type Dialect = {
  delimiter: Delimiter
  encoding: TextEncoding
  sample: readonly Uint8Array[]
  fileName: string
  options: MappingOptions
  now: number | undefined
}

function recogniseFrom(row: number, table: SampleTable, { delimiter, encoding, sample, fileName, options, now }: Dialect): Found {
  const head = sample[0] ?? new Uint8Array(0)
  const rows = table.rows.slice(row)
  if (rows.length === 0) {
    if (head.some((byte) => byte > 32 && byte < 128)) throw new MappingRefusal('not_csv', noFirstRow(head))
    throw new MappingRefusal('empty', 'The file is empty')
  }
  if (table.rows.every((cells) => cells.every((cell) => cell === '')))
    throw new MappingRefusal('empty', 'The file is empty: there is nothing in any of its cells')
  if (table.rows.length === 1 && head.length >= longFirstLine) throw new MappingRefusal('not_csv', endlessLine)
  const header = options.mapping?.header ?? hasHeader(rows)
  const all = columnsOf(rows, header, options)
  if (header && !options.mapping) refuseSplitDecimals(rows)
  const readAs = readAsOf(all.map(({ name }) => name))
  const usual = readAs ? 0 : usualLength(rows.slice(1)) // of rejects most may have too many
  const values = rows.slice(Number(header))
  const fields = header && usual !== 0 ? Math.min(rows[0].length, usual) : usual || rows[0].length
  const columns = namingColumns(all, rows, () => findColumns(all, fileName, options, now, readAs))
  refuseSplitNumbers(rows, columns, all)
  refuseHemispheres(
    [columns.origin, columns.destination].flatMap((source) => numbersOf(source, all)),
    all,
  )
  if (header) {
    refuseRowNames(rows)
    refuseCutName(rows, usual)
    if (!readAs) {
      refuseMovedLabels(rows, columns)
      refuseMissingCells(rows, usual, columns)
    }
  }
  if (!readAs && !options.mapping?.origin && !options.mapping?.destination)
    refuseMirrored(columns.origin, columns.destination, all)
  if (encoding === 'latin1' && !options.mapping?.encoding && !readAs) refuseOtherText(columns, all, sample)
  const isShifted = header && areShifted(rows, columns)
  const widest = Math.max(rows[0].length, usual)
  return {
    delimiter,
    encoding,
    skip_rows: row,
    header,
    decimal: hasDecimalCommas(columns, all) ? ',' : '.',
    header_bytes: header ? binaryTextOf(table.heads[row]) : nativeColumns.join(delimiter),
    // Rejects have few whole rows to learn from: every short one is doubtful, and whatever stands behind a time that is read.
    usual_rows: readAs
      ? { fields: rows[0].length, fields_min: rows[0].length, filled: rows[0].length, surplus_max: 0 }
      : {
          fields: isShifted ? rows[0].length : widest,
          ...shortRows(values, fields, widest, columns),
          ...longRows(values, fields, columns),
          boxes: isShifted ? undefined : rowBoxes(values, usual || fields, columns),
          last_cell: lastCell(values, widest, columns),
        },
    ...(readAs && { marked: true }),
    date_order: options.date_order ?? options.mapping?.date_order ?? readAs?.date_order ?? findDateOrder(all, columns, now),
    half_days: readAs ? readAs.half_days : saysHalfDays(columns.time, all),
    columns,
    all,
  }
}

/** A head of a file that is all one line: no header is longer. */
const longFirstLine = 200_000
const endlessLine = `The first line does not end within ${longFirstLine} bytes, so this is no table of rows`

/** Why the first line is no row: it has no end, or a quote in it has none. */
const noFirstRow = (head: Uint8Array): string =>
  head.length >= longFirstLine && !head.subarray(0, longFirstLine).some((byte) => byte === 10 || byte === 13)
    ? endlessLine
    : 'A quote is opened in the first line and not properly closed: close it, or remove it'

/** A first row that holds a point or a date, or mostly numbers, is no header. */
export const hasHeader = ([first]: string[][]): boolean =>
  !first.some((cell) => ['wkt', 'datetime', 'date', 'epoch_seconds', 'epoch_milliseconds'].includes(kindOf(cell))) &&
  first.filter((cell) => kindOf(cell) === 'number').length * 2 <= first.length

function columnsOf(rows: string[][], header: boolean, options: MappingOptions): SampleColumn[] {
  const [first] = rows
  const values = header ? rows.slice(1) : rows
  if (values.length === 0) throw new MappingRefusal('empty', 'The file has a header but no rows')
  const isNative =
    !header && [1, 2].every((column) => kindOf(first[column] ?? '') === 'wkt') && kindOf(first[3] ?? '') === 'datetime'
  if (!header && !isNative && !options.mapping)
    throw new MappingRefusal(
      'unmappable',
      `The first line has no column names, it begins with '${first[0]}': add a header such as ${nativeColumns.join()}`,
    )
  const names = first.map((cell, column) => (header ? cell : isNative ? nativeColumns[column] : '') || `column ${column + 1}`)
  const called = withoutPrefix(names)
  return names.map(
    (name, column) =>
      new SampleColumn(
        column,
        name,
        values.map((row) => row[column] ?? ''),
        called[column],
      ),
  )
}

const numbersOf = (source: PointSource, all: readonly SampleColumn[]): NumberColumns[] =>
  'lon' in source ? [{ lon: all[source.lon.column], lat: all[source.lat.column] }] : []

const numberColumns = ({ origin, destination }: Columns, all: readonly SampleColumn[]): SampleColumn[] =>
  [origin, destination].flatMap((source) => numbersOf(source, all)).flatMap(({ lon, lat }) => [lon, lat])

/** `52,31`, `52,31°`, `52,31 N`. */
const hasDecimalCommas = (columns: Columns, all: readonly SampleColumn[]): boolean =>
  numberColumns(columns, all).some(
    (column) =>
      column.count('comma_number') > 0 ||
      (column.count('hemisphere') > 0 && column.cells.some((cell) => cell.includes(',') && kindOf(cell) === 'hemisphere')),
  )

/** `40,7,-74,0` under `lat,lon`: decimal commas that separate cells too shift every column, and all of them look like degrees. */
function refuseSplitNumbers([header, ...values]: string[][], columns: Columns, all: readonly SampleColumn[]): void {
  const numbers = numberColumns(columns, all)
  const areWhole = numbers.length > 0 && numbers.every(({ cells }) => cells.every((cell) => /^[+-]?\d*$/.test(cell)))
  const wider = values.filter((row) => row.length >= header.length + numbers.length)
  if (areWhole && wider.length * 2 > values.length)
    throw new MappingRefusal(
      'unmappable',
      `The rows have ${wider[0].length} cells under a header of ${header.length}: numbers with a decimal comma must be in quotes, or the columns separated by semicolons`,
    )
}

/** Labels in an encoding that cannot be told from others would be stored as something nobody wrote. */
function refuseOtherText({ region, datasource }: Columns, all: readonly SampleColumn[], sample: readonly Uint8Array[]): void {
  for (const [what, source] of Object.entries({ region, datasource })) {
    const label = 'column' in source && all[source.column].cells.find((cell) => /[^\0-\x7f]/.test(cell))
    if (label && isHardlyLatin1(sample))
      throw new MappingRefusal(
        'unmappable',
        `The text is not UTF-8 and hardly Latin-1, in which the first ${what} reads '${label}': save the file as UTF-8, or state the encoding as in mapping={"encoding":"windows-1250"}, or "latin1" if it is right so`,
      )
  }
}

/** Every part of the trip: as the sender states it, else in the columns of the native format, else by names and values. */
function findColumns(
  all: readonly SampleColumn[],
  fileName: string,
  options: MappingOptions,
  now?: number,
  readAs?: ReadAs,
): Columns {
  const chosen = options.mapping ?? {}
  const named = all.filter(({ name }) => nativeColumns.some((nativeName) => plainName(nativeName) === plainName(name)))
  const isNative = new Set(named.map(({ name }) => plainName(name))).size === nativeColumns.length
  const columns = isNative ? named : all
  const trust = isNative ? 'native' : (readAs ?? 'values')
  if (trust === 'values' && !chosen.origin && !chosen.destination) refuseMinutes(columns)
  const origin = chosen.origin ? chosenPoint(all, chosen.origin) : findPoint(columns, 'origin', trust)
  const destination = chosen.destination ? chosenPoint(all, chosen.destination) : findPoint(columns, 'destination', trust)
  if (!origin || !destination)
    throw new MappingRefusal('unmappable', missingPoints(all, origin ? 'origin' : destination ? 'destination' : 'neither'))
  if (trust === 'values' && !chosen.origin && !chosen.destination) {
    refuseOtherNumbers(
      [origin, destination].flatMap((source) => numbersOf(source, all)),
      all,
    )
    refuseSecondTrips([origin, destination], all)
    refuseTripCounts([origin, destination], all)
  }
  if (!readAs && !chosen.origin && !chosen.destination) refuseExchanged(origin, destination, all)
  const time = chosen.time ? chosenTime(all, chosen.time) : findTime(columns, trust)
  if (!time) throw new MappingRefusal('unmappable', missingTime(all))
  if (trust === 'values' && !chosen.time) refuseOtherTimes(time, all, now)
  const region = chosen.region ? chosenLabel(all, chosen.region) : findRegion(columns)
  const datasource = chosen.datasource ? chosenLabel(all, chosen.datasource) : findDatasource(columns)
  return {
    origin,
    destination,
    time,
    region: checkedLabel('region', region ?? { constant: options.region ?? 'unknown' }),
    datasource: checkedLabel('datasource', datasource ?? { constant: options.datasource ?? sourceOfFile(fileName) }),
  }
}

const namesShownMax = 40

/** Adds the columns the file has to a refusal, and that its rows have more. */
function namingColumns(all: readonly SampleColumn[], rows: readonly string[][], find: () => Columns): Columns {
  try {
    return find()
  } catch (error) {
    if (!(error instanceof MappingRefusal)) throw error
    const names = all.slice(0, namesShownMax).map(({ name }) => name)
    const more = all.length > names.length ? ` and ${all.length - names.length} more` : ''
    const wide = wideRows(rows)
    throw new MappingRefusal(error.code, `${error.message}; the file's columns are ${names.join(', ')}${more}${wide}`)
  }
}

/** Rows that are longer than the header: decimal commas that are separators too, or R's row names, for which it writes no name. */
function wideRows(rows: readonly string[][]): string {
  const [names, cells] = [rows[0].length, usualLength(rows.slice(1))]
  if (cells <= names) return ''
  const why = cells === names + 1 ? 'is a name missing at its beginning?' : 'are there separators within numbers or texts?'
  return `; its rows have ${cells} cells under a header of ${names} (${why})`
}

function checkedLabel(what: string, source: LabelSource): LabelSource {
  if (!('constant' in source)) return source
  const constant = source.constant.trim()
  const fault = labelFault(constant)
  if (fault) throw new MappingRefusal('unmappable', `The ${what} given for all trips ${fault.text}`)
  return { constant }
}

const extension = /\.(csv|tsv|tab|txt|dat|gz|zip|bz2|xz|zst|rejects)$/i

/** `data/JC-202102-tripdata.csv.gz`, or the file of its rejects `JC-202102-tripdata.rejects.csv` → `JC-202102-tripdata` */
function sourceOfFile(fileName: string): string {
  let name = (fileName.split(/[/\\]/).at(-1) ?? '').replace(/\p{Cc}/gu, '').trim()
  while (extension.test(name)) name = name.replace(extension, '').trim()
  while (labelFault(name)?.code === 'bad_label') name = Array.from(name).slice(0, -1).join('').trim()
  return name || 'unknown'
}

function findDateOrder(all: readonly SampleColumn[], { time }: Columns, now?: number): DateOrder {
  if ('datetime' in time && time.format !== 'calendar') return 'ymd'
  const { column, name }: ColumnRef = 'datetime' in time ? time.datetime : time.date
  // A file writes its dates in one way: when trips ended tells, too.
  const end = findEndTime(all)
  const ended = !end
    ? []
    : 'date' in end
      ? all[end.date.column].cells
      : end.format === 'calendar'
        ? all[end.datetime.column].cells
        : []
  const found = dateOrderOf([...all[column].cells, ...ended], now === undefined ? undefined : civilOfDay(dayOfTime(now)).year)
  if ('order' in found) return found.order
  if ('unreadable' in found) throw new MappingRefusal('unmappable', `The dates in '${name}' cannot be read. ${found.unreadable}`)
  throw new MappingRefusal(
    'ambiguous_dates',
    `The order of day and month in '${name}' is not clear. ${found.problem} Say which comes first: date_order=mdy or date_order=dmy`,
  )
}
