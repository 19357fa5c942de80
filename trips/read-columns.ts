import type { ColumnRef, CsvMapping } from './csv-mapping.ts'

type Columns = CsvMapping['columns']

/** The columns that are read for a part of a trip. */
export const refsOf = (source: Columns[keyof Columns]): ColumnRef[] =>
  'column' in source ? [source] : Object.values(source).filter((part): part is ColumnRef => typeof part === 'object')

const lastOf = (sources: readonly Columns[keyof Columns][]): number =>
  Math.max(-1, ...sources.flatMap(refsOf).map(({ column }) => column))

/** The last column that says where or when. */
export const lastOfPlacesAndTimes = ({ origin, destination, time }: Columns): number => lastOf([origin, destination, time])

/** The last column that says which region or datasource; -1 where none does. */
export const lastLabel = ({ region, datasource }: Columns): number => lastOf([region, datasource])

/** Whether a column says when. */
export const isTime = ({ time }: Columns, column: number): boolean => refsOf(time).some((ref) => ref.column === column)
