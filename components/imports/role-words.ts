import type { ColumnRole } from '#trips/column-roles.ts'

/** What a column is used for, as somebody would say it. */
export const roleWords: Record<ColumnRole, string> = {
  origin_lon: 'Origin longitude',
  origin_lat: 'Origin latitude',
  origin_point: 'Origin point (WKT or object)',
  origin_lon_lat: 'Origin, longitude first',
  origin_lat_lon: 'Origin, latitude first',
  destination_lon: 'Destination longitude',
  destination_lat: 'Destination latitude',
  destination_point: 'Destination point (WKT or object)',
  destination_lon_lat: 'Destination, longitude first',
  destination_lat_lon: 'Destination, latitude first',
  datetime: 'Start date and time',
  date: 'Start date',
  time: 'Start time of day',
  region: 'Region',
  datasource: 'Datasource',
}
