import { columnChoice } from '../column-roles.ts'
import type { ChosenMapping, CsvMapping, LabelSource, PointSource } from '../csv-mapping.ts'
import type { ReadingOptions } from '../saved-mapping.ts'

/**
 * A recognised mapping as a sender would state it, to be changed, sent or saved. What does not follow from the columns is left
 * out unless it was stated: labels made of the file's name, and the encoding, which is recognised from every file anew.
 */
export function chosenOfMapping(mapping: CsvMapping, names: readonly string[], stated: ReadingOptions): ChosenMapping {
  const { delimiter, header, date_order, columns } = mapping
  const { origin, destination, time, region, datasource } = columns
  const said = typeof stated.mapping === 'object' ? stated.mapping : {}
  const choice = columnChoice({ names: [...names], header })
  const point = (source: PointSource) => {
    if ('wkt' in source) return { wkt: choice(source.wkt.column) }
    if ('pair' in source) return { pair: choice(source.pair.column), first: source.first }
    return { lon: choice(source.lon.column), lat: choice(source.lat.column) }
  }
  const label = (what: 'region' | 'datasource', source: LabelSource) => {
    if ('column' in source) return { [what]: choice(source.column) }
    return (stated[what] ?? said[what]) === undefined ? {} : { [what]: { constant: source.constant } }
  }
  return {
    ...said,
    delimiter,
    header,
    // A year that comes first is recognised whatever is stated; stated, it would forbid every other order.
    ...(date_order !== 'ymd' && { date_order }),
    origin: point(origin),
    destination: point(destination),
    time:
      'date' in time
        ? { date: choice(time.date.column), time: choice(time.time.column) }
        : { datetime: choice(time.datetime.column), format: time.format },
    ...label('region', region),
    ...label('datasource', datasource),
  }
}
