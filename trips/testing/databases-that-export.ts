import type { PlaceName } from './places.ts'
import type { Publisher } from './written-files.ts'

type More = Partial<Publisher>

/** Trips as a program writes them whose columns anybody named. */
const trips = (name: string, place: PlaceName, time: string, more: More = {}): Publisher => ({
  name,
  place,
  header: 'trip_id,start_time,end_time,start_lat,start_lng,end_lat,end_lng',
  cells: 'id start end lat1 lon1 lat2 lon2',
  time,
  ...more,
})

/** Trips whose ends a program writes into one column each. */
const points = (name: string, place: PlaceName, time: string, point: string, more: More = {}): Publisher => ({
  name,
  place,
  header: 'trip_id,start_time,end_time,origin,destination,note',
  cells: 'id start end from to word?',
  time,
  point,
  ...more,
})

const iso = 'YYYY-MM-DD HH:mm:ss'
const capitals = { header: 'TRIP_ID,START_TIME,END_TIME,START_LAT,START_LNG,END_LAT,END_LNG' }
const geoJson = '{\n  "coordinates": [\n    LON,\n    LAT\n  ],\n  "type": "Point"\n}'

/** How databases and languages write a table of trips: each has times, points and quotes of its own. */
export const databasesThatExport: readonly Publisher[] = [
  points('PostGIS, text', 'Prague', `${iso}[+00]`, 'POINT(LON LAT)', { digits: 15 }),
  points('PostGIS, text with its system', 'Prague', iso, 'SRID=4326;POINT(LON LAT)'),
  points('PostGIS, hexadecimal', 'Oslo', iso, 'EWKB', { header: 'gid,start,stop,start_geom,end_geom,note' }),
  points('CARTO', 'Madrid', `${iso}[+00]`, 'EWKB', {
    header: 'cartodb_id,started_at,ended_at,origin_geom,destination_geom,note',
  }),
  trips('psql', 'Berlin', `${iso}[.123456+02]`, { dialect: { delimiter: '|' } }),
  trips('MySQL', 'Istanbul', iso, { dialect: { delimiter: '\t' } }),
  points('MySQL, points', 'Istanbul', iso, 'POINT(LON LAT)', { dialect: { quotes: 'all' } }),
  trips('SQL Server', 'Chicago', `${iso}[.0000000]`),
  trips('SQL Server, short', 'Chicago', 'Mmm D YYYY h:mmAM'),
  points('SQL Server, points', 'Boston', `${iso}[.000]`, 'POINT (LON LAT)'),
  trips('Oracle', 'Santiago', 'DD-MMM-YYYY HH:mm:ss', { ...capitals, dialect: { quotes: 'all' } }),
  trips('Oracle, time stamps', 'Santiago', 'DD-MMM-YY hh[.]mm[.]ss[.000000] AM', capitals),
  trips('DB2', 'Warsaw', 'YYYY-MM-DD-HH[.]mm[.]ss[.000000]', capitals),
  points('BigQuery', 'Chicago', `${iso} [UTC]`, 'POINT(LON LAT)'),
  trips('Snowflake', 'Melbourne', `${iso}[.000 Z]`, capitals),
  points('Snowflake, points', 'San Francisco', `${iso}[.000]`, geoJson),
  trips('Athena', 'Quito', `${iso}[.000]`, {
    header: 'trip_id,pickup_ts,dropoff_ts,pickup_lat,pickup_lon,dropoff_lat,dropoff_lon,dt',
    cells: 'id start end lat1 lon1 lat2 lon2 date?',
    date: 'YYYYMMDD',
    dialect: { quotes: 'all' },
  }),
  trips('Redshift', 'Boston', `${iso}[.521]`, { dialect: { delimiter: '|' } }),
  trips('Hive', 'Shanghai', `${iso}[.0]`, {
    header: 't.trip_id,t.start_time,t.end_time,t.start_lng,t.start_lat,t.end_lng,t.end_lat',
    cells: 'id start end lon1 lat1 lon2 lat2',
    dialect: { delimiter: '\t' },
  }),
  trips('Spark', 'Singapore', 'YYYY-MM-DD[T]HH:mm:ss[.000Z]'),
  trips('Spark, with an offset', 'Singapore', 'YYYY-MM-DD[T]HH:mm:ss[.000+08:00]'),
  trips('DuckDB', 'Accra', iso, { header: 'ride_id,start_ts,end_ts,start_lat,start_lon,end_lat,end_lon' }),
  points('MongoDB', 'Amsterdam', 'YYYY-MM-DD[T]HH:mm:ss[.123Z]', '{"type":"Point","coordinates":[LON,LAT]}', {
    header: '_id,startTime,endTime,start.location,end.location,note',
  }),
  points('Kibana', 'Amsterdam', 'Mmm D, YYYY @ HH:mm:ss[.000]', '{"lat":LAT,"lon":LON}', {
    header: 'trip_id,start_time,end_time,start_location,end_location,note',
  }),
  trips('pandas', 'Porto', `${iso}[+00:00]`, {
    header: ',trip_id,start_time,end_time,start_lat,start_lon,end_lat,end_lon,passengers,hour',
    cells: 'count id start end lat1 lon1 lat2 lon2 count? hour',
    digits: 14,
  }),
  points('GeoPandas', 'Helsinki', iso, 'POINT (LON LAT)', {
    header: ',trip_id,start_time,origin_geometry,destination_geometry',
    cells: 'id hash start from to',
    digits: 14,
  }),
  trips('R', 'Boston', 'YYYY-MM-DD[T]HH:mm:ss[Z]', {
    header: ',start_time,end_time,start_lat,start_lng,end_lat,end_lng,age',
    cells: 'id start end lat1 lon1 lat2 lon2 count?',
    dialect: { quotes: 'texts' },
  }),
  trips('SAS', 'Washington', 'DDMMMYYYY:HH:mm:ss', {
    header: 'trip_id,start_dt,end_dt,o_lat,o_lon,d_lat,d_lon',
  }),
  trips('Stata', 'Santiago', 'DDmmmYYYY HH:mm:ss'),
  trips('SPSS', 'Warsaw', 'DD-MMM-YYYY HH:mm:ss[.00]', { dialect: { delimiter: ';' } }),
  trips('MATLAB', 'Turin', 'DD-Mmm-YYYY HH:mm:ss'),
  trips('Julia', 'Nairobi', 'YYYY-MM-DD[T]HH:mm:ss[.0]'),
  trips('JavaScript', 'Amsterdam', 'DDD Mmm DD YYYY HH:mm:ss [GMT+0200 (CEST)]', {
    header: 'id,startTime,endTime,startLat,startLng,endLat,endLng',
  }),
  trips('Java', 'Zurich', 'YYYY-MM-DD[T]HH:mm:ss[+02:00][[Europe/Zurich]]'),
  trips('Go', 'Singapore', `${iso} [+0000 UTC]`),
  trips('C', 'Prague', 'DDD Mmm DD HH:mm:ss YYYY'),
  trips('HTTP', 'Prague', 'DDD, DD Mmm YYYY HH:mm:ss [GMT]'),
  trips('seconds since 1970', 'Tokyo', 'X', { header: 'id,start,end,start_lat,start_lng,end_lat,end_lng' }),
  trips('seconds with a fraction', 'Tokyo', 'X[.5]', { header: 'id,start_ts,end_ts,start_lat,start_lng,end_lat,end_lng' }),
  trips('microseconds since 1970', 'Tokyo', 'X[123456]'),
  trips('nanoseconds since 1970', 'Nairobi', 'X[000000000]'),
  trips('digits alone', 'Shanghai', 'YYYYMMDDHHmmss'),
  trips('digits and a T', 'São Paulo', 'YYYYMMDD[T]HHmmss'),
  trips('a date and a time of digits', 'Berlin', '', {
    header: 'id,trip_date,start_time,start_lat,start_lng,end_lat,end_lng',
    cells: 'id date clock lat1 lon1 lat2 lon2',
    date: 'YYYYMMDD',
    clock: 'HHmm',
  }),
  points('this project', 'Turin', iso, 'POINT (LON LAT)', {
    header: 'region,origin_coord,destination_coord,datetime,datasource',
    cells: '=Turin from to start =funny_car',
    digits: 15,
  }),
]
