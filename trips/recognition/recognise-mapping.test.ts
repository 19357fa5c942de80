import { describe, expect, test } from 'vitest'
import { type CsvMapping, csvMapping, type MappingOptions } from '../csv-mapping.ts'
import { recogniseMapping } from './recognise-mapping.ts'

const encoder = new TextEncoder()
const recognise = (text: string | Uint8Array, options?: MappingOptions, fileName = 'trips.csv') =>
  recogniseMapping([typeof text === 'string' ? encoder.encode(text) : text], fileName, options)

function mapped(text: string | Uint8Array, options?: MappingOptions, fileName?: string): CsvMapping {
  const found = recognise(text, options, fileName)
  if ('problem' in found) throw new Error(found.problem.message)
  expect(csvMapping.parse(JSON.parse(JSON.stringify(found.mapping)))).toEqual(found.mapping)
  return found.mapping
}

function refusal(text: string | Uint8Array, options?: MappingOptions): string {
  const found = recognise(text, options)
  if (!('problem' in found)) throw new Error(`recognised: ${found.text}`)
  expect(found.problem.message).toMatch(/^[^\n]+[^.]\.$/)
  return `${found.problem.code}: ${found.problem.message}`
}

/** The mapping's columns by name: `origin lon,lat > destination lon,lat @ time format (order)`. */
function summary({ columns: { origin, destination, time }, date_order }: CsvMapping): string {
  const point = (source: typeof origin) =>
    'wkt' in source
      ? source.wkt.name
      : 'pair' in source
        ? `${source.pair.name} ${source.first} first`
        : `${source.lon.name}|${source.lat.name}`
  const when = 'date' in time ? `${time.date.name}+${time.time.name}` : `${time.datetime.name} ${time.format}`
  return `${point(origin)} > ${point(destination)} @ ${when} ${date_order}`
}

const nativeRow = 'Prague,POINT (14.49 50.00),POINT (14.43 50.04),2018-05-28 09:03:40,funny_car'
const nativeSummary = 'origin_coord > destination_coord @ datetime calendar ymd'

describe('the native format', () => {
  const header = 'region,origin_coord,destination_coord,datetime,datasource'
  test.each<[string, string]>([
    ['as it is', `${header}\n${nativeRow}\n`],
    ['CRLF', `${header}\r\n${nativeRow}\r\n`],
    ['CR', `${header}\r${nativeRow}\r`],
    ['a byte order mark', `\ufeff${header}\n${nativeRow}\n`],
    ['no final newline', `${header}\n${nativeRow}`],
    ['WKT without the space', `${header}\n${nativeRow.replaceAll('POINT (', 'POINT(')}`],
    ['quoted', `"${header.replaceAll(',', '","')}"\n"${nativeRow.replaceAll(',', '","')}"`],
    ['a space after every comma in the header, and behind it', `${header.replaceAll(',', ', ')} \n${nativeRow}`],
    ['an index as first column', `,${header}\n0,${nativeRow}`],
  ])('%s', (_, text) => {
    const mapping = mapped(text)
    expect(summary(mapping)).toBe(nativeSummary)
    expect(mapping.columns).toMatchObject({ region: { name: 'region' }, datasource: { name: 'datasource' } })
    expect(mapping).toMatchObject({ delimiter: ',', encoding: 'utf-8', header: true })
  })

  test('date_time is datetime', () => {
    expect(mapped(`${header.replace('datetime', 'date_time')}\n${nativeRow}`).columns.time).toEqual({
      datetime: { column: 3, name: 'date_time' },
      format: 'calendar',
    })
  })

  test('columns in any order, and more of them', () => {
    const mapping = mapped(
      'datasource,start_time,datetime,destination_coord,origin_coord,city,region\nx,2018-01-01 00:00,2018-05-28 09:03:40,POINT (1 2),POINT (3 4),y,z',
    )
    expect(summary(mapping)).toBe(nativeSummary)
    expect(mapping.columns.region).toEqual({ column: 6, name: 'region' })
  })

  test('without a header, by its values', () => {
    const mapping = mapped(`${nativeRow}\n${nativeRow}`)
    expect([mapping.header, mapping.header_bytes, summary(mapping)]).toEqual([false, header, nativeSummary])
    expect(mapping.columns).toMatchObject({ region: { column: 0 }, datasource: { column: 4 } })
  })

  test.each([';', '\t', '|'])('separated by %j', (delimiter) => {
    const mapping = mapped(`${header}\n${nativeRow}\n${nativeRow}`.replaceAll(',', delimiter))
    expect([mapping.delimiter, summary(mapping)]).toEqual([delimiter, nativeSummary])
  })

  test('whatever the rows hold: they are rejected one by one', () => {
    expect(summary(mapped(`${header}\nx,here,there,noon,y`))).toBe(nativeSummary)
  })

  test('the header is kept byte for byte', () => {
    expect(mapped(`\ufeffregión,${header}\r\nx,${nativeRow}`).header_bytes).toBe(`regi\u00c3\u00b3n,${header}`)
  })
})

describe('files of others', () => {
  test.each<[string, string, string, string]>([
    [
      'bike share, old',
      'tripduration,starttime,stoptime,start station id,start station name,start station latitude,start station longitude,end station id,end station name,end station latitude,end station longitude,bikeid',
      '361,2/1/2016 0:31,2/13/2016 0:37,3202,Newport PATH,40.7272235,-74.0337589,3203,Hamilton Park,40.72759597,-74.04424731,24393\n297,2/13/2016 1:55,2/1/2016 2:00,3195,Sip Ave,40.73,-74.06,3194,Mc,40.72,-74.06,2',
      'start station longitude|start station latitude > end station longitude|end station latitude @ starttime calendar mdy',
    ],
    [
      'bike share, new',
      'ride_id,rideable_type,started_at,ended_at,start_station_name,start_station_id,end_station_name,end_station_id,start_lat,start_lng,end_lat,end_lng,member_casual',
      '121D,docked_bike,2021-02-03 23:11:00,2021-02-03 23:18:00,Hoboken,JC105,Christ Hospital,JC034,40.735208,-74.046964,40.734786,-74.050444,member',
      'start_lng|start_lat > end_lng|end_lat @ started_at calendar ymd',
    ],
    [
      'longitude before latitude',
      'orderid,userid,start_time,end_time,start_lng,start_lat,end_lng,end_lat',
      '31290,4044,2016/8/1 0:00,2016/8/1 0:34,121.401,31.28,121.426,31.241',
      'start_lng|start_lat > end_lng|end_lat @ start_time calendar ymd',
    ],
    [
      'yellow taxi, space after every comma of the header',
      'vendor_id, pickup_datetime, dropoff_datetime, passenger_count, trip_distance, pickup_longitude, pickup_latitude, rate_code, dropoff_longitude, dropoff_latitude ',
      'CMT,2014-01-09 20:45:25,2014-01-09 20:52:31,1,0.7,-73.99477,40.736828,1,-73.982227,40.73179',
      'pickup_longitude|pickup_latitude > dropoff_longitude|dropoff_latitude @ pickup_datetime calendar ymd',
    ],
    [
      'yellow taxi, earlier',
      'vendor_name,Trip_Pickup_DateTime,Trip_Dropoff_DateTime,Start_Lon,Start_Lat,End_Lon,End_Lat',
      'VTS,2009-01-04 02:52:00,2009-01-04 03:02:00,-73.99,40.72,-73.99,40.69',
      'Start_Lon|Start_Lat > End_Lon|End_Lat @ Trip_Pickup_DateTime calendar ymd',
    ],
    [
      'green taxi',
      'VendorID,lpep_pickup_datetime,Lpep_dropoff_datetime,Pickup_longitude,Pickup_latitude,Dropoff_longitude,Dropoff_latitude',
      '2,2015-01-01 00:34:42,2015-01-01 00:38:34,-73.92,40.75,-73.91,40.76',
      'Pickup_longitude|Pickup_latitude > Dropoff_longitude|Dropoff_latitude @ lpep_pickup_datetime calendar ymd',
    ],
    [
      'taxi with centroids, numbers beside WKT',
      'Trip ID,Trip Start Timestamp,Trip End Timestamp,Pickup Community Area,Pickup Centroid Latitude,Pickup Centroid Longitude,Pickup Centroid Location,Dropoff Centroid Latitude,Dropoff Centroid Longitude,Dropoff Centroid  Location',
      'a,04/18/2015 12:00:00 AM,04/18/2015 12:15:00 AM,8,41.89,-87.63,POINT (-87.63 41.89),41.88,-87.62,POINT (-87.62 41.88)',
      'Pickup Centroid Longitude|Pickup Centroid Latitude > Dropoff Centroid Longitude|Dropoff Centroid Latitude @ Trip Start Timestamp calendar mdy',
    ],
    [
      'bike share with a point in words beside its numbers',
      'Trip ID,Start Time,End Time,Starting Station ID,Starting Station Latitude,Starting Station Longitude,Ending Station Latitude,Ending Station Longitude,Starting Lat-Long,Ending Lat-Long',
      `1,2016-07-07T04:17:00,2016-07-07T04:20:00,3014,34.05,-118.23,34.06,-118.24,"{'longitude': '-118.2', 'latitude': '34.0'}",x`,
      'Starting Station Longitude|Starting Station Latitude > Ending Station Longitude|Ending Station Latitude @ Start Time calendar ymd',
    ],
    [
      'scooters, date and time in two columns',
      'TripID,StartDate,StartTime,EndDate,EndTime,TripDuration,StartLatitude,StartLongitude,EndLatitude,EndLongitude,DayOfWeek',
      '0a,2018-08-09,19:15,2018-08-09,19:30,6,38.21,-85.75,38.22,-85.76,5',
      'StartLongitude|StartLatitude > EndLongitude|EndLatitude @ StartDate+StartTime ymd',
    ],
    [
      'date with a midnight and time in two columns',
      'Start Date,Start Time,From Longitude,From Latitude,To Longitude,To Latitude',
      '2018/08/09 00:00:00+00,19:15,-85.75,38.21,-85.76,38.22\n2018/08/10 00:00:00+00,00:15,-85.75,38.21,-85.76,38.22',
      'From Longitude|From Latitude > To Longitude|To Latitude @ Start Date+Start Time ymd',
    ],
    [
      'a date column that holds the time too',
      'Start Date,End Date,o_x,o_y,d_x,d_y',
      '8/29/2013 14:13,8/29/2013 14:20,-122.4,37.7,-122.5,37.8',
      'o_x|o_y > d_x|d_y @ Start Date calendar mdy',
    ],
    [
      'epoch seconds',
      'id,pickup_time,lat_start,lon_start,lat_end,lon_end',
      '1,1456963200,41.1,-8.6,41.2,-8.5\n2,1456963205,41.1,-8.6,41.2,-8.5',
      'lon_start|lat_start > lon_end|lat_end @ pickup_time epoch_seconds ymd',
    ],
    [
      'epoch milliseconds',
      'timestamp,origin,destination',
      '1456963200123,POINT(1 2),POINT(3 4)',
      'origin > destination @ timestamp epoch_milliseconds ymd',
    ],
    [
      'departures and returns',
      'departure,return,departure_id,departure_name,return_id,return_name,departure_latitude,departure_longitude,return_latitude,return_longitude',
      '2020-03-23 06:09:44,2020-03-23 06:16:26,86,Kuusitie,111,Esterinportti,60.19,24.90,60.19,24.92',
      'departure_longitude|departure_latitude > return_longitude|return_latitude @ departure calendar ymd',
    ],
    [
      'capitals without spaces',
      'STARTSTATIONNAME,STARTSTATIONLATITUDE,STARTSTATIONLONGITUDE,ENDSTATIONNAME,ENDSTATIONLATITUDE,ENDSTATIONLONGITUDE,STARTTIMEMS,ENDTIMEMS',
      'A,45.5,-73.5,B,45.6,-73.6,1672549200000,1672549300000',
      'STARTSTATIONLONGITUDE|STARTSTATIONLATITUDE > ENDSTATIONLONGITUDE|ENDSTATIONLATITUDE @ STARTTIMEMS epoch_milliseconds ymd',
    ],
    [
      'single letters',
      'stime,slon,slat,etime,elon,elat',
      '2018-01-01 10:00:00,114.1,22.5,2018-01-01 10:10:00,114.2,22.6',
      'slon|slat > elon|elat @ stime calendar ymd',
    ],
    [
      'differences beside coordinates',
      'start_time,start_x,start_y,end_x,end_y,dx,dy',
      '2018-01-01 10:00:00,114.1,22.5,114.2,22.6,0.1,0.1',
      'start_x|start_y > end_x|end_y @ start_time calendar ymd',
    ],
    [
      'words only',
      'Trip origin: GPS latitude [deg],Trip origin: GPS longitude [deg],Trip destination: GPS latitude [deg],Trip destination: GPS longitude [deg],departure time',
      '41.1,-8.6,41.2,-8.5,2018-01-01 10:00',
      'Trip origin: GPS longitude [deg]|Trip origin: GPS latitude [deg] > Trip destination: GPS longitude [deg]|Trip destination: GPS latitude [deg] @ departure time calendar ymd',
    ],
    [
      'the usual name before the longer one',
      'start_station_lat,start_lat,start_lon,end_lat,end_lon,time,start_time,start_time_utc',
      '1,2,3,4,5,2018-01-01 10:00,2018-01-01 11:00,2018-01-01 12:00',
      'start_lon|start_lat > end_lon|end_lat @ start_time calendar ymd',
    ],
    [
      'an empty index column',
      ',start_lat,start_lon,end_lat,end_lon,start_time',
      '0,2,3,4,5,2018-01-01 11:00',
      'start_lon|start_lat > end_lon|end_lat @ start_time calendar ymd',
    ],
  ])('%s', (_, header, rows, expected) => {
    expect(summary(mapped(`${header}\n${rows}\n`))).toBe(expected)
  })

  const bike = 'started_at,start_lat,start_lng,end_lat,end_lng'
  const ride = '2021-02-03 23:11:00,40.7,-74.0,40.8,-74.1'

  test('what is missing is the same for all trips', () => {
    expect(mapped(`${bike}\n${ride}`, {}, 'inbox/2021/JC-202102-citibike-tripdata.csv.gz').columns).toMatchObject({
      region: { constant: 'unknown' },
      datasource: { constant: 'JC-202102-citibike-tripdata' },
    })
    expect(mapped(`${bike}\n${ride}`, { region: ' Jersey City ', datasource: 'citibike' }).columns).toMatchObject({
      region: { constant: 'Jersey City' },
      datasource: { constant: 'citibike' },
    })
    expect(mapped(`${bike}\n${ride}`, {}, '.csv').columns.datasource).toEqual({ constant: 'unknown' })
  })

  test('a city column is a region where it is always filled, a station name never', () => {
    expect(mapped(`city,start_station_name,${bike}\nHoboken,x,${ride}`).columns.region).toEqual({ column: 0, name: 'city' })
    expect(mapped(`city,start_station_name,${bike}\n,x,${ride}`).columns.region).toEqual({ constant: 'unknown' })
    expect(mapped(`city_id,start_city,${bike}\n7,x,${ride}`).columns.region).toEqual({ constant: 'unknown' })
    expect(mapped(`city,Region,${bike}\nHoboken,East,${ride}`).columns.region).toEqual({ column: 1, name: 'Region' })
  })

  test('Latin-1 is told from UTF-8', () => {
    const latin1 = Uint8Array.from(`name,${bike}\nSão João,${ride}`, (c) => c.charCodeAt(0))
    expect(mapped(latin1).encoding).toBe('latin1')
    expect(mapped(`name,${bike}\nSão João,${ride}`).encoding).toBe('utf-8')
    const damaged = encoder.encode(`name,${bike}\nSão João,${ride}\nSão#,${ride}`)
    damaged[damaged.indexOf(35)] = 0xe3
    expect(mapped(damaged).encoding).toBe('utf-8')
  })

  test('evidence comes from all blocks of the sample', () => {
    const row = (date: string) => `${date},40.7,-74.0,40.8,-74.1\n`
    const blocks = [`${bike}\n${row('2/1/2016 0:31')}`, row('2/12/2016 0:31'), row('2/13/2016 0:31')].map((text) =>
      encoder.encode(text),
    )
    expect(recogniseMapping(blocks.slice(0, 2), 'x')).toMatchObject({ problem: { code: 'ambiguous_dates' } })
    expect(recogniseMapping(blocks, 'x')).toMatchObject({ mapping: { date_order: 'mdy' } })
  })

  test('a mapping kept by an import of an earlier version is still read', () => {
    const { checks: _, skip_rows, decimal, ...earlier } = mapped(`${bike}\n${ride}`)
    expect(csvMapping.parse(earlier)).toEqual({ ...earlier, skip_rows, decimal })
  })

  test('and what it knew of its rows by other names', () => {
    const { usual_rows: _, ...rest } = mapped(`${bike}\n${ride}`)
    const usual_rows = { fields: 7, filled: 6, boxes: { origin: [1, 2, 3, 4], destination: [5, 6, 7, 8] } }
    const { fields: row_fields, filled: row_filled, boxes: row_boxes } = usual_rows
    expect(csvMapping.parse({ ...rest, row_fields, row_filled, row_boxes })).toEqual({ ...rest, usual_rows })
  })

  test('says how it was understood in one sentence', () => {
    const found = recognise(`${bike}\n${ride}`, { region: 'Jersey City' })
    expect('text' in found && found.text).toBe(
      "Origin from start_lng and start_lat, destination from end_lng and end_lat, start time from started_at (year first), region 'Jersey City' for all trips, datasource 'trips' for all trips; separated by commas.",
    )
  })
})

describe('what the sender states', () => {
  const text = 'when,a_x,a_y,b_x,b_y,who\n1/2/2016 10:00,1,2,3,4,me\n'
  const mapping = {
    time: { datetime: 'WHEN' },
    origin: { lon: 'a_x', lat: 'a_y' },
    destination: { lon: 3, lat: 4 },
    datasource: 'who',
    region: { constant: 'here' },
  }
  test('is taken', () => {
    const found = mapped(text, { date_order: 'dmy', mapping })
    expect(summary(found)).toBe('a_x|a_y > b_x|b_y @ when calendar dmy')
    expect(found.columns).toMatchObject({ datasource: { column: 5, name: 'who' }, region: { constant: 'here' } })
  })
  test('is taken for a file without a header', () => {
    const found = mapped('1456963200,1,2,3,4', {
      mapping: { time: { datetime: 0 }, origin: { lon: 1, lat: 2 }, destination: { lon: 3, lat: 4 } },
    })
    expect([found.header, summary(found)]).toEqual([false, 'column 2|column 3 > column 4|column 5 @ column 1 epoch_seconds ymd'])
  })
  test('is refused where the file has no such column', () => {
    expect(refusal(text, { date_order: 'dmy', mapping: { ...mapping, origin: { wkt: 'geom' } } })).toMatch(
      /^unmappable: The mapping names the column 'geom', which is not there; the file's columns are when, a_x/,
    )
    expect(refusal(text, { date_order: 'dmy', mapping: { ...mapping, origin: { wkt: 6 } } })).toMatch(
      /^unmappable: The mapping names the column at place 6, counted from 0, and the last is 5/,
    )
  })
  test('is refused where one column is longitude and latitude', () => {
    expect(refusal(text, { date_order: 'dmy', mapping: { ...mapping, origin: { lon: 'a_x', lat: 'a_x' } } })).toMatch(
      /^unmappable: The mapping names the column 'a_x' as longitude and as latitude; where it holds both, "pair" says so/,
    )
  })
  test('is refused where a label cannot be kept', () => {
    expect(refusal(text, { date_order: 'dmy', mapping: { ...mapping, region: { constant: 'x'.repeat(192) } } })).toMatch(
      /region .* 192 bytes/,
    )
  })
})
