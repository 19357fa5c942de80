import type { CsvMapping, LabelSource, PointSource, TimeFormat, TimeSource } from '../csv-mapping.ts'

export const delimiterText: Record<CsvMapping['delimiter'], string> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'bars',
}
const orderText: Record<CsvMapping['date_order'], string> = {
  ymd: 'year first',
  mdy: 'month/day/year',
  dmy: 'day/month/year',
  yymmdd: 'year/month/day, years of two digits',
}
const formatText: Record<Exclude<TimeFormat, 'calendar'>, string> = {
  epoch_seconds: 'seconds since 1970, read as the clock of UTC',
  epoch_milliseconds: 'milliseconds since 1970, read as the clock of UTC',
  epoch_microseconds: 'microseconds since 1970, read as the clock of UTC',
  epoch_nanoseconds: 'nanoseconds since 1970, read as the clock of UTC',
}

const labelText = (source: LabelSource): string =>
  'constant' in source ? `'${source.constant}' for all trips` : `from ${source.name}`
function pointText(source: PointSource): string {
  if ('wkt' in source) return `from ${source.wkt.name} (points)`
  if ('pair' in source) return `from ${source.pair.name} (${source.first === 'lat' ? 'latitude' : 'longitude'} first)`
  const isSwapped = /lat/i.test(source.lon.name) && /lon|lng/i.test(source.lat.name)
  const hint = isSwapped ? ', which are named the wrong way round' : ''
  return `from ${source.lon.name} and ${source.lat.name}${hint}`
}

function timeText(source: TimeSource, order: CsvMapping['date_order']): string {
  if ('date' in source) return `from ${source.date.name} (${orderText[order]}) and ${source.time.name}`
  return `from ${source.datetime.name} (${source.format === 'calendar' ? orderText[order] : formatText[source.format]})`
}

/** How the columns were understood, in one sentence. */
export function mappingText({ columns, delimiter, encoding, header, date_order, decimal, skip_rows }: CsvMapping): string {
  const parts = [
    `Origin ${pointText(columns.origin)}`,
    `destination ${pointText(columns.destination)}`,
    `start time ${timeText(columns.time, date_order)}`,
    `region ${labelText(columns.region)}`,
    `datasource ${labelText(columns.datasource)}`,
  ]
  const file = [
    `separated by ${delimiterText[delimiter]}`,
    ...(decimal === ',' ? ['decimal commas'] : []),
    ...(skip_rows === 0 ? [] : [skip_rows === 1 ? 'the first row passed over' : `the first ${skip_rows} rows passed over`]),
    ...(header ? [] : ['no header']),
    ...(encoding === 'utf-8' ? [] : [encoding === 'latin1' ? 'Latin-1 text' : 'Windows-1250 text']),
  ]
  return `${parts.join(', ')}; ${file.join(', ')}.`
}
