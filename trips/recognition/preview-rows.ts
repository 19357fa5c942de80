import type { CsvMapping } from '../csv-mapping.ts'
import { CsvReader } from '../csv-reader.ts'
import { datetimeText } from '../iso-week.ts'
import { LabelIndex } from '../label-index.ts'
import type { PreviewProblemView, PreviewTripView, PreviewView } from '../mapping-views.ts'
import type { CheckName } from '../quality-checks.ts'
import { refsOf } from '../read-columns.ts'
import type { Reject, RejectCode } from '../reject.ts'
import { createCheckCounts } from '../row-checks.ts'
import { shownText } from '../text-encoding.ts'
import { unitsPerDegree } from '../trip.ts'
import { createTripColumns } from '../trip-columns.ts'
import { createRowValidator, type RowSink } from '../validate-row.ts'

type Counted = 'rows_looked_at' | 'rows_accepted' | 'rows_rejected' | 'rows_flagged'
export type PreviewedRows = Pick<PreviewView, Counted | 'problems' | 'doubts' | 'trips'>

export const noRows: PreviewedRows = {
  ...{ rows_looked_at: 0, rows_accepted: 0, rows_rejected: 0, rows_flagged: 0 },
  ...{ problems: [], doubts: [], trips: [] },
}

/** Trips shown: enough for a map to tell a city from an ocean. */
const tripsMax = 300
const examplesMax = 3

/** Reads the first bytes of a file as an import would. Unless they are the `whole` file, a row that is cut at their end is left out. */
export function previewRows(mapping: CsvMapping, head: Uint8Array, whole: boolean): PreviewedRows {
  const reader = new CsvReader(mapping.delimiter.charCodeAt(0), undefined, mapping.usual_rows?.fields)
  const validator = createRowValidator(mapping)
  const [regions, datasources] = [new LabelIndex(), new LabelIndex()]
  const checks = createCheckCounts()
  const sink: RowSink = { columns: createTripColumns(1), regions, datasources, rejects: [], flagged: [], checks }
  const [problems, doubts] = [new Map<string, PreviewProblemView>(), new Map<string, PreviewProblemView>()]
  const rows: PreviewedRows = { ...noRows, trips: [] }
  const note = (group: Map<string, PreviewProblemView>, rejects: Reject[]) => {
    for (const reject of rejects.splice(0)) noteReject(group, reject, foundIn(reader, reject.column, mapping))
  }
  reader.push(head)
  if (whole) reader.finish()
  for (let passed = 0; passed < mapping.skip_rows + Number(mapping.header); passed++) reader.next()
  while (reader.next()) {
    rows.rows_looked_at++
    sink.columns.length = 0
    checks.found.fill(0) // or those beyond the first thousand would not be listed
    if (validator.validate(reader, sink)) {
      rows.rows_accepted++
      if (rows.trips.length < tripsMax) rows.trips.push(tripOf(sink, reader.line))
    } else rows.rows_rejected++
    note(problems, sink.rejects)
    note(doubts, sink.flagged)
  }
  const byRows = (group: Map<string, PreviewProblemView>) => [...group.values()].sort((a, b) => b.rows - a.rows)
  return { ...rows, rows_flagged: checks.rowsFlagged, problems: byRows(problems), doubts: byRows(doubts) }
}

function tripOf({ columns, regions, datasources }: RowSink, line: number): PreviewTripView {
  const degrees = (values: Int32Array) => values[0] / unitsPerDegree
  return {
    line,
    region: regions.labels[columns.region[0]],
    datasource: datasources.labels[columns.datasource[0]],
    origin: [degrees(columns.originLon), degrees(columns.originLat)],
    destination: [degrees(columns.destinationLon), degrees(columns.destinationLat)],
    datetime: datetimeText(columns.time[0]),
  }
}

function noteReject(problems: Map<string, PreviewProblemView>, { code, column, line, reason }: Reject, found: string): void {
  const key = `${code} ${column}`
  const problem = problems.get(key) ?? {
    code,
    column,
    rows: 0,
    expected: code in expected ? expected[code as keyof typeof expected] : '',
    examples: [],
  }
  problem.rows++
  if (problem.examples.length < examplesMax) problem.examples.push({ line, found, reason })
  problems.set(key, problem)
}

/** The cell at fault; the whole row where no one cell is. */
function foundIn(reader: CsvReader, column: string, { columns, encoding }: CsvMapping): string {
  const { region, datasource, origin, destination, time } = columns
  const at = [region, datasource, origin, destination, time].flatMap(refsOf).find(({ name }) => name === column)?.column
  const known = at !== undefined && at < reader.fieldCount
  const [start, end] = known ? [reader.fieldStart[at], reader.fieldEnd[at]] : [reader.start, reader.end]
  return shownText(reader.bytes.subarray(start, end), encoding)
}

const expected: Record<Exclude<RejectCode, CheckName>, string> = {
  line_too_long: 'a row of at most 1 MiB',
  unclosed_quote: 'a closing quote',
  empty_row: 'a trip',
  missing_column: 'a field in every used column',
  missing_fields: 'as many fields as other rows have',
  extra_fields: 'as many fields as other rows have',
  cut_off: 'a whole row, or a line end behind it',
  other_header: 'names of columns in the order of the header',
  bad_quotes: 'nothing behind a closing quote',
  empty: 'a value',
  bad_label: 'a label of at most 191 bytes',
  bad_encoding: 'UTF-8 text',
  not_a_point: 'a point such as POINT (14.42 50.09)',
  not_a_number: 'decimal degrees such as 14.42',
  out_of_range: 'a longitude from -180 to 180, a latitude from -90 to 90',
  not_a_time: 'a date and time such as 2018-05-31 06:20:59',
  no_such_day: 'a day of the calendar',
  other_date: 'day and month in the order of the other dates',
  no_such_clock: 'a time of day from 00:00:00 to 23:59:59',
  time_out_of_range: 'a year from 1970 to 2105',
}
