import type { CsvMapping } from '../csv-mapping.ts'
import { CsvReader } from '../csv-reader.ts'
import { LabelIndex } from '../label-index.ts'
import { createCheckCounts } from '../row-checks.ts'
import { createTripColumns, type TripColumns } from '../trip-columns.ts'
import { createRowValidator } from '../validate-row.ts'

/** Of more rows the usual boxes would hardly differ. */
const rowsMax = 32_768

/** The trips of a sample, one after the other: each is row 0 of the columns, valid until the next. Rows that cannot be read are left out. */
export function* tripsOfSample(
  sample: readonly Uint8Array[],
  mapping: CsvMapping,
): Generator<{ columns: TripColumns; regions: readonly string[] }> {
  const validator = createRowValidator({ ...mapping, checks: undefined })
  const columns = createTripColumns(1)
  const [regions, datasources] = [new LabelIndex(), new LabelIndex()]
  const sink = { columns, regions, datasources, rejects: [], flagged: [], checks: createCheckCounts() }
  let rows = 0
  for (const [index, block] of sample.entries()) {
    const reader = new CsvReader(mapping.delimiter.charCodeAt(0), { startByte: index, startLine: 1 }, mapping.usual_rows?.fields)
    reader.push(block)
    reader.finish()
    for (let head = index === 0 ? mapping.skip_rows + Number(mapping.header) : 0; head > 0 && reader.next(); head--);
    while (rows++ < rowsMax && reader.next()) {
      columns.length = 0
      sink.rejects.length = 0
      if (validator.validate(reader, sink)) yield { columns, regions: regions.labels }
    }
  }
}
