import type { ChosenColumn, ChosenMapping, CsvMapping, PointSource } from './csv-mapping.ts'

/**
 * What a column can be used for. A point is one column of WKT, one of two numbers in either order, or a longitude and a
 * latitude; a start is one column, or a date and a time.
 */
export const columnRoles = [
  'origin_point',
  'origin_lon_lat',
  'origin_lat_lon',
  'origin_lon',
  'origin_lat',
  'destination_point',
  'destination_lon_lat',
  'destination_lat_lon',
  'destination_lon',
  'destination_lat',
  'datetime',
  'date',
  'time',
  'region',
  'datasource',
] as const
export type ColumnRole = (typeof columnRoles)[number]

/** The column, by its place from 0, that has each role. */
export type Roles = Partial<Record<ColumnRole, number>>
type Columns = CsvMapping['columns']

/** The roles in a mapping, or in as much of one as is known. */
export function rolesOf({ region, datasource, origin, destination, time }: Partial<Columns>): Roles {
  const roles: Roles = { ...pointRoles('origin', origin), ...pointRoles('destination', destination) }
  if (time && 'datetime' in time) roles.datetime = time.datetime.column
  else if (time) [roles.date, roles.time] = [time.date.column, time.time.column]
  if (region && 'column' in region) roles.region = region.column
  if (datasource && 'column' in datasource) roles.datasource = datasource.column
  return roles
}

function pointRoles(side: 'origin' | 'destination', source: PointSource | undefined): Roles {
  if (!source) return {}
  if ('wkt' in source) return { [`${side}_point`]: source.wkt.column }
  if ('pair' in source) return { [`${side}_${source.first === 'lat' ? 'lat_lon' : 'lon_lat'}`]: source.pair.column }
  return { [`${side}_lon`]: source.lon.column, [`${side}_lat`]: source.lat.column }
}

/** How to state a column: by its name where that is unique, so that the column may move, else by its place. */
export const columnChoice =
  ({ names, header }: { names: readonly string[]; header: boolean }) =>
  (column: number): ChosenColumn =>
    header && names.indexOf(names[column]) === names.lastIndexOf(names[column]) ? names[column] : column

type ChosenColumns = Pick<ChosenMapping, 'origin' | 'destination' | 'time' | 'region' | 'datasource'>

/** What the roles say of the columns, and the roles without which it says too little. */
export function columnsOfRoles(
  roles: Roles,
  choice: (column: number) => ChosenColumn,
): { columns: ChosenColumns; missing: ColumnRole[] } {
  const chosen = (role: ColumnRole) => (roles[role] === undefined ? undefined : choice(roles[role]))
  const missing: ColumnRole[] = []
  const point = (side: 'origin' | 'destination') => {
    const [wkt, lon, lat] = [chosen(`${side}_point`), chosen(`${side}_lon`), chosen(`${side}_lat`)]
    if (wkt !== undefined) return { wkt }
    for (const first of ['lon', 'lat'] as const) {
      const pair = chosen(`${side}_${first === 'lat' ? 'lat_lon' : 'lon_lat'}`)
      if (pair !== undefined) return { pair, first }
    }
    if (lon !== undefined && lat !== undefined) return { lon, lat }
    missing.push(...(lon === undefined ? [`${side}_lon` as const] : []), ...(lat === undefined ? [`${side}_lat` as const] : []))
    return undefined
  }
  const start = () => {
    const [datetime, date, time] = [chosen('datetime'), chosen('date'), chosen('time')]
    if (datetime !== undefined) return { datetime }
    if (date !== undefined && time !== undefined) return { date, time }
    missing.push(date === undefined && time === undefined ? 'datetime' : date === undefined ? 'date' : 'time')
    return undefined
  }
  const parts = { origin: point('origin'), destination: point('destination'), time: start() }
  const labels = { region: chosen('region'), datasource: chosen('datasource') }
  return { columns: withoutUndefined({ ...parts, ...labels }), missing }
}

const withoutUndefined = <Value extends object>(value: Value): Value =>
  Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as Value
