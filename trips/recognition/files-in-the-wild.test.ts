import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readFile } from '../testing/read-file.ts'
import { header, numbers, point, pointed, read, timed, trip } from '../testing/tiny-files.ts'

const near = `${trip} @ 2015-06-13 00:46:00`

describe('files of publishers', () => {
  test.each<[string, string, string]>([
    [
      'Citi Bike to 2016, spaces and capitals',
      'Trip Duration,Start Time,Stop Time,Start Station ID,Start Station Name,Start Station Latitude,Start Station Longitude,End Station ID,End Station Name,End Station Latitude,End Station Longitude,Bike ID\n680,10/31/2016 00:01:01,10/31/2016 00:12:21,498,Broadway,40.74,-73.98,435,"W 21 St, 6 Ave",40.75,-73.99,2558',
      '-73.98 40.74 > -73.99 40.75 @ 2016-10-31 00:01:01',
    ],
    [
      'the same without spaces',
      'starttime,stoptime,startstationlatitude,startstationlongitude,endstationlatitude,endstationlongitude\n2018-01-01 00:01:45.8140,2018-01-01 00:10:00,40.74,-73.98,40.75,-73.99',
      '-73.98 40.74 > -73.99 40.75 @ 2018-01-01 00:01:45',
    ],
    [
      'Divvy, Capital and Bay Wheels since 2020',
      'ride_id,rideable_type,started_at,ended_at,start_station_name,start_station_id,end_station_name,end_station_id,start_lat,start_lng,end_lat,end_lng,member_casual\na,docked,2020-04-15 15:00:00.123,2020-04-15 15:20:00.456,"x, y",1,,2,38.9,-77.0,38.91,-77.01,member\nb,docked,2020-04-15 15:00:00,2020-04-15 15:20:00,x,1,,,38.9,-77.0,,,member',
      '-77 38.9 > -77.01 38.91 @ 2020-04-15 15:00:00\n3 empty',
    ],
    [
      'Bay Area before',
      'duration_sec,start_time,end_time,start_station_id,start_station_name,start_station_latitude,start_station_longitude,end_station_id,end_station_name,end_station_latitude,end_station_longitude\n80110,2018-01-31 22:52:35.2390,2018-02-01 19:47:19.8240,120,Mission,37.76,-122.42,285,Webster,37.78,-122.43',
      '-122.42 37.76 > -122.43 37.78 @ 2018-01-31 22:52:35',
    ],
    [
      'BIXI 2022',
      'STARTSTATIONNAME,STARTSTATIONARRONDISSEMENT,STARTSTATIONLATITUDE,STARTSTATIONLONGITUDE,ENDSTATIONNAME,ENDSTATIONARRONDISSEMENT,ENDSTATIONLATITUDE,ENDSTATIONLONGITUDE,STARTTIMEMS,ENDTIMEMS\nA,b,45.5,-73.5,B,c,45.6,-73.6,1672549200000,1672549300000',
      '-73.5 45.5 > -73.6 45.6 @ 2023-01-01 05:00:00',
    ],
    [
      'New York taxis 2010: an empty line under the header, spaces in it',
      'vendor_id, pickup_datetime, dropoff_datetime, passenger_count, trip_distance, pickup_longitude, pickup_latitude, rate_code, store_and_fwd_flag, dropoff_longitude, dropoff_latitude, payment_type \n\r\nVTS,2010-03-22 17:05:00,2010-03-22 17:22:00,1,3.62,-73.99,40.72,1,,-73.95,40.78,CAS\r\n',
      '-73.99 40.72 > -73.95 40.78 @ 2010-03-22 17:05:00',
    ],
    [
      'green taxis 2013: 22 fields under 20 headers',
      'VendorID,lpep_pickup_datetime,Lpep_dropoff_datetime,Store_and_fwd_flag,RateCodeID,Pickup_longitude,Pickup_latitude,Dropoff_longitude,Dropoff_latitude,Passenger_count,Trip_distance,Fare_amount,Extra,MTA_tax,Tip_amount,Tolls_amount,Ehail_fee,Total_amount,Payment_type,Trip_type \r\n\r\n2,2013-08-01 08:14:37,2013-08-01 09:09:06,N,1,0,0,-73.93,40.75,1,.00,21.25,0,0,0,0,,21.25,2,,,',
      '0 0 > -73.93 40.75 @ 2013-08-01 08:14:37',
    ],
    [
      'Chicago taxis, WKT beside numbers',
      'Trip ID,Trip Start Timestamp,Trip End Timestamp,Pickup Census Tract,Pickup Community Area,Pickup Centroid Latitude,Pickup Centroid Longitude,Pickup Centroid Location,Dropoff Centroid Latitude,Dropoff Centroid Longitude,Dropoff Centroid  Location\na,05/15/2015 11:45:00 PM,05/16/2015 12:00:00 AM,,8,41.899602111,-87.633308037,POINT (-87.6333080367 41.899602111),41.88,-87.62,POINT (-87.62 41.88)',
      '-87.633308 41.8996021 > -87.62 41.88 @ 2015-05-15 23:45:00',
    ],
    [
      'Chicago ride-hailing, WKT alone',
      'Trip ID,Trip Start Timestamp,Pickup Centroid Location,Dropoff Centroid Location\na,11/15/2018 11:45:00 AM,POINT (-87.6333080367 41.899602111),POINT (-87.62 41.88)',
      '-87.633308 41.8996021 > -87.62 41.88 @ 2018-11-15 11:45:00',
    ],
    [
      'Kansas City scooters: a midnight AM in the date, the time beside it',
      'Start Date,Start Time,End Date,End Time,Start Latitude,Start Longitude,End Latitude,End Longitude,Start Location,End Location\n07/18/2019 12:00:00 AM,14:15:00,07/18/2019 12:00:00 AM,14:30:00,39.1,-94.5,39.11,-94.51,POINT (-94.5 39.1),POINT (-94.51 39.11)',
      '-94.5 39.1 > -94.51 39.11 @ 2019-07-18 14:15:00',
    ],
    [
      'Louisville scooters',
      'TripID,StartDate,StartTime,EndDate,EndTime,TripDuration,StartLatitude,StartLongitude,EndLatitude,EndLongitude,DayOfWeek,HourNum\n0a,2018-08-09,19:15,2018-08-09,19:30,6,38.21,-85.75,38.22,-85.76,5,19',
      '-85.75 38.21 > -85.76 38.22 @ 2018-08-09 19:15:00',
    ],
    [
      'Los Angeles bikes: dicts beside numbers',
      `Trip ID,Duration,Start Time,End Time,Starting Station ID,Starting Station Latitude,Starting Station Longitude,Ending Station ID,Ending Station Latitude,Ending Station Longitude,Starting Lat-Long,Ending Lat-Long\n1,180,2016-07-07T04:17:00,2016-07-07T04:20:00,3014,34.05,-118.23,3014,34.06,-118.24,"{'longitude': '-118.23721', 'latitude': '34.0566101', 'needs_recoding': False}","{'longitude': '-118.2', 'latitude': '34.05'}"`,
      '-118.23 34.05 > -118.24 34.06 @ 2016-07-07 04:17:00',
    ],
    [
      'Philadelphia bikes',
      '"trip_id","duration","start_time","end_time","start_station","start_lat","start_lon","end_station","end_lat","end_lon"\n"1",30,"1/13/2017 0:05","1/13/2017 0:16","3046","39.95","-75.14","3041","39.96","-75.13"',
      '-75.14 39.95 > -75.13 39.96 @ 2017-01-13 00:05:00',
    ],
    [
      'mobike, another of its forms',
      'orderid,bikeid,userid,start_time,start_location_x,start_location_y,end_time,end_location_x,end_location_y,track\n78387,158357,10080,2016-08-20 06:57,121.348,31.389,2016-08-20 07:04,121.357,31.388,"121.347,31.392#121.348,31.389"',
      '121.348 31.389 > 121.357 31.388 @ 2016-08-20 06:57:00',
    ],
    [
      'Didi orders in epoch seconds',
      'order_id,start_charge_time,end_charge_time,pickup_lng,pickup_lat,dropoff_lng,dropoff_lat\na,1478223540,1478224540,104.1,30.6,104.2,30.7',
      '104.1 30.6 > 104.2 30.7 @ 2016-11-04 01:39:00',
    ],
    [
      'Spanish names',
      'hora_inicio,latitud_origen,longitud_origen,latitud_destino,longitud_destino\n2015-06-13 00:46,40.7,-74.0,40.8,-74.1',
      `${trip} @ 2015-06-13 00:46:00`,
    ],
    [
      'day, month and year beside letters of axes',
      'om,yr,mo,dy,date,time,slat,slon,elat,elon\n1,2015,6,13,2015-06-13,00:46,40.7,-74,40.8,-74.1',
      near,
    ],
    ...[
      't.started_at,t.start_lat,t.start_lng,t.end_lat,t.end_lng',
      'Trips[started_at],Trips[start_lat],Trips[start_lng],Trips[end_lat],Trips[end_lng]',
      'properties.trip.started_at,properties.trip.start_lat,properties.trip.start_lng,properties.trip.end_lat,properties.trip.end_lng',
      '1. started_at,2. start_lat,3. start_lng,4. end_lat,5. end_lng',
      'dep_time,dep_lat,dep_lon,arr_lat,arr_lon',
      'start_utc,src_lat,src_lon,dst_lat,dst_lon',
      'boarding_time,boarding_latitude,boarding_longitude,alighting_latitude,alighting_longitude',
      'fecha_inicial,latitud_inicial,longitud_inicial,latitud_final,longitud_final',
      'fecha_hora_inicio,lat_ini,lon_ini,lat_fin,lon_fin',
      'initial_time,initial_latitude,initial_longitude,final_latitude,final_longitude',
      'Abfahrtszeit,Abfahrt_Breite,Abfahrt_Länge,Ankunft_Breite,Ankunft_Länge',
      'Fahrtbeginn,Breitengrad Start,Längengrad Start,Breitengrad Ziel,Längengrad Ziel',
      'fecha_origen_recorrido,lat_estacion_origen,long_estacion_origen,lat_estacion_destino,long_estacion_destino',
      'unlock_date,unlock_lat,unlock_lon,lock_lat,lock_lon',
    ].map((names): [string, string, string] => [names, `${names}\n2015-06-13 00:46,40.7,-74,40.8,-74.1`, near]),
    [
      'a name before all but the first',
      `id,t.started_at,t.start_lat,t.start_lng,t.end_lat,t.end_lng\n1,2015-06-13 00:46,${point}`,
      near,
    ],
    ...['service_date', 'travel_date', 'day', 'dia', 'date'].map((date): [string, string, string] => [
      `${date} beside a clock`,
      `${date},departure_time,${header}\n2015-06-13,00:46,${point}`,
      near,
    ]),
    [
      'where a trip starts before where a lock is',
      `start_time,unlock_lat,unlock_lon,lock_lat,lock_lon,${header}\n2015-06-13 00:46,1.5,2.5,3.5,4.5,${point}`,
      near,
    ],
    ['a date before a day', `date,day,start_time,${header}\n2015-06-13,2015-06-12,00:46,${point}`, near],
    ['numbered points', 'date,lat1,lon1,lat2,lon2\n2015-06-13 00:46,40.7,-74,40.8,-74.1', `${trip} @ 2015-06-13 00:46:00`],
  ])('%s', (_, file, expected) => expect(read(file)).toBe(expected))

  test.each<[string, string, RegExp]>([
    [
      'Uber 2014',
      '"Date/Time","Lat","Lon","Base"\n"4/1/2014 0:11:00",40.769,-73.9549,"B02512"',
      /^unmappable: .*one point a row is not a trip.*Date\/Time, Lat, Lon, Base\.$/,
    ],
    [
      'Santander: stations only',
      'Rental Id,Duration,Bike Id,End Date,EndStation Id,EndStation Name,Start Date,StartStation Id,StartStation Name\n1,2,3,10/01/2017 00:11,1,a,10/01/2017 00:00,2,b',
      /ids and names of zones or stations do not say where they are/,
    ],
    [
      'Helsinki: stations only, departure is a time',
      'Departure,Return,Departure station id,Departure station name,Return station id,Return station name\n2021-05-31T23:57:25,2021-06-01T00:05:46,094,L,100,T',
      /ids and names of zones or stations/,
    ],
    [
      'Porto: a path in a cell',
      '"TRIP_ID","TIMESTAMP","POLYLINE"\n"1","1372636858","[[-8.618643,41.141412],[-8.618499,41.141376]]"',
      /'POLYLINE' holds whole paths; the first and the last point must be in columns of their own/,
    ],
    [
      'Minneapolis: street segments',
      'TripID,StartTime,EndTime,StartCenterlineID,EndCenterlineID\na,2018/07/10 14:00:00+00,2018/07/10 14:30:00+00,1,2',
      /No columns with the coordinates of origin and destination/,
    ],
  ])('%s is refused', (_, file, sentence) => expect(() => readFile(file)).toThrow(sentence))
})

describe('around the table', () => {
  const rows = `starttime,${header}\n2015-06-13 00:46,${point}\n`
  const one = `${trip} @ 2015-06-13 00:46:00`
  test.each<[string, string, string]>([
    ['a title', `Trips of June, 2015\n\n${rows}`, one],
    ['a title in a full row', `"Trips, of June",,,,\n,,,,\n${rows}`, one],
    ['comments', `# made by a program\n# on a day, in 2015\n${rows}`, one],
    ['rows of commas above the header', `,,,,\n,,,,\n${rows}`, one],
    ['units under the header', rows.replace('\n', '\ndatetime,deg,deg,deg,deg\n'), `${one}\n2 not_a_number`],
    ['sep= for a spreadsheet', `sep=;\n${rows.replaceAll(',', ';')}`, one],
    ['the header again in the middle', rows + rows, `${one}\n${one}\n3 not_a_number`],
    ['a pandas index', rows.replaceAll(/^/gm, '0,').replace('0,', ','), `${one}\n3 missing_column`],
    [
      'a Markdown table',
      `| starttime | ${header.replaceAll(',', ' | ')} |\n| 2015-06-13 00:46 | ${point.replaceAll(',', ' | ')} |`,
      one,
    ],
    ['the mark of a merge', `<<<<<<< HEAD\n${rows}`, one],
    ['a note under the table', `${rows}\nSource: the city\n`, `${one}\n4 missing_column`],
    ['10,000 columns before', rows.replaceAll(/^(?=.)/gm, `${'x,'.repeat(10_000)}`), one],
    ['lines of commas and blank lines', `${rows},,,,\n\n\n,,,,\n`, `${one}\n3 empty_row\n6 empty_row`],
    ['a row cut in the middle', `${rows}2015-06-13 00:4`, `${one}\n3 missing_column`],
    ['spaces before quotes', rows.replaceAll(/[^,\n]+/g, '"$&"').replaceAll(',', ', '), one],
    ['separators in quotes behind spaces', rows.replaceAll(/^(?=.)/gm, '1, "Dock 7, North", ').replaceAll(',4', ', 4'), one],
    ['a stray quote', `${rows}"2015-06-13 00:46,${point}\n2015-06-13 00:46,${point}`, `${one}\n${one}\n3 unclosed_quote`],
    [
      'too few and too many fields',
      `${rows}2015-06-13 00:46,${point},x,y\n2015-06-13 00:46,1`,
      `${one}\n${one}\n4 missing_column`,
    ],
  ])('%s', (_, file, expected) => expect(read(file)).toBe(expected))

  test.each<[string, string, RegExp]>([
    ['quotes around whole rows', rows.replaceAll(/^(.+)$/gm, '"$1"'), /single cell in quotes: remove the quotes/],
    [
      'spaces between columns',
      rows.replaceAll(',', ' '),
      /single column: columns are separated by commas, semicolons, tabs or bars/,
    ],
    ['two columns of one name', rows.replace('start_lng', 'start_lat'), /'start_lat' and 'start_lat': state which .* \(1 or 2\)/],
    ['no header', `1,2015-06-13 00:46,${point}`, /no column names, it begins with '1': add a header/],
    ['no header, numbers alone', `5,${point}\n5,${point}`, /no column names, it begins with '5'/],
    ['a title without a table', 'Trips of June 2015\nby the city\n', /single column/],
    [
      'lines that end in U+2028',
      `${rows}${rows}`.replaceAll('\n', '\u2028'),
      /^not_csv: The lines of this file end in a separator of Unicode/,
    ],
    ['a page', `<html>\n${rows}`, /^not_csv: This is HTML/],
    ['a header only', `starttime,${header}\n`, /^empty: The file has a header but no rows/],
    ['rows of nothing', ',,,\n,,,\n', /^empty: The file is empty/],
    ['damaged times under a title', `"Trips, of June",,,,\n${timed('04:50.2')}`, /'starttime' holds times without a date/],
    ['open dates under a title', `"Trips, of June",,,,\n${timed('2/1/2016 0:31')}`, /^ambiguous_dates/],
    ['rows with single letters', 'a,b\n1,2\no,d\n', /the file's columns are a, b\.$/],
    ['one endless line', 'x'.repeat(262_144), /^not_csv: The first line does not end within 200000 bytes/],
    ['blanks', '\n\n  \n', /^empty: The file is empty/],
  ])('%s is refused', (_, file, sentence) => expect(() => readFile(file)).toThrow(sentence))
})

describe('points', () => {
  const far = '-122 40.7 > -122.1 40.8 @ 2015-06-13 00:46:00'
  const near = `${trip} @ 2015-06-13 00:46:00`
  test.each<[string, string, string]>([
    ['two numbers, the longitude beyond 90', pointed('40.7 -122', '40.8 -122.1'), far],
    ['with a comma', pointed('"40.7,-122"', '"40.8,-122.1"'), far],
    ['in brackets, longitude first', pointed('"[-122, 40.7]"', '"[-122.1, 40.8]"'), far],
    [
      'evidence in the other column only',
      pointed('"(-74, 40.7)"', '"(-122.1, 40.8)"'),
      '-74 40.7 > -122.1 40.8 @ 2015-06-13 00:46:00',
    ],
    ['the order by the name', pointed('"(40.7, -74.0)"', '"(40.8,-74.1)"', 'start_latlng,end_latlng'), near],
    ['unless the numbers show the other', pointed('"-122,40.7"', '"-122.1,40.8"', 'start_latlng,end_latlng'), far],
    [
      'a Python dict',
      pointed(`"{'longitude': '-74', 'latitude': '40.7'}"`, `"{'latitude': '40.8', 'longitude': '-74.1'}"`),
      near,
    ],
    ['GeoJSON', pointed('"{""type"":""Point"",""coordinates"":[-74,40.7]}"', '"{""coordinates"": [-74.1, 40.8]}"'), near],
    ['POINT Z and M', pointed('POINT Z (-74 40.7 3)', 'POINT ZM(-74.1 40.8 5 6)'), near],
    ['an SRID', pointed('SRID=4326;POINT(-74 40.7)', 'srid=4326; point (-74.1 40.8)'), near],
    [
      'hexadecimal WKB, with and without an SRID, little and big endian',
      pointed('0101000020E6100000000000000000F03F0000000000000040', '00000000013FF00000000000004000000000000000'),
      '1 2 > 1 2 @ 2015-06-13 00:46:00',
    ],
    ['WKT the wrong way round', pointed('POINT (40.7 -122)', 'POINT (40.8 -122.1)'), far],
    ['names the wrong way round', numbers('-122', '40.7', '-122.1', '40.8'), far],
    ['hemispheres', numbers('40.7N', '74 W', '40.8° N', 'W74.1°'), near],
    ['decimal commas in quotes', numbers('"40,7"', '"-74,0"', '"40,8"', '"-74,1"'), near],
    [
      'decimal commas between semicolons',
      `start_time;${header}\n2015-06-13 00:46;40,7;-74,0;40,8;-74,1`.replaceAll(/,(?=[a-z])/g, ';'),
      near,
    ],
    [
      'characters that nobody sees',
      `${numbers('40.7', '-74', '40.8', '-74.1')}2015-06-13 00:46,\u200e40.7,-74\u200b,40.8,-74.1\ufeff\n`,
      `${near}\n${near}`,
    ],
    [
      'WKB with Z, of ISO and of PostGIS',
      pointed(
        '01E9030000000000000000F03F00000000000000400000000000000840',
        '0101000080000000000000F03F00000000000000400000000000000840',
      ),
      '1 2 > 1 2 @ 2015-06-13 00:46:00',
    ],
    ['a minus sign of typographers', numbers('40.7', '\u221274', '40.8', '\u221274.1'), near],
  ])('%s', (_, file, expected) => expect(read(file)).toBe(expected))

  test.each<[string, string, RegExp]>([
    [
      'two numbers, either of which may be the latitude',
      pointed('"(40.7, -74.0)"', '"(40.8,-74.1)"'),
      /^unmappable: The column 'origin' holds two numbers such as '\(40.7, -74.0\)'.*"first":"lat"/,
    ],
    [
      'degrees, minutes, seconds',
      numbers(`"40°42'46""N"`, `"74°00'21""W"`, '1', '2'),
      /latitude as decimal degrees, but holds '40°42'46"N'/,
    ],
    [
      'millionths of a degree',
      numbers('40712776', '-74005974', '40712776', '-74005974'),
      /-74005974 and 40712776, which are no degrees/,
    ],
    ['metres', numbers('4507523.4', '583960.12', '4507524.1', '583961.0'), /no degrees .*convert them to decimal degrees/],
    ['another reference system', pointed('SRID=3857;POINT(-8237642 4970241)', 'SRID=3857;POINT(1 2)'), /./],
  ])('%s are refused', (_, file, sentence) => {
    const outcome = () => {
      const { trips, rejects } = readFile(file)
      if (trips.length === 0) throw new Error(rejects.join())
    }
    expect(outcome).toThrow(sentence)
  })

  test('which number is which is not decided by a few damaged rows', () => {
    const rows = Array.from({ length: 100 }, () => '2015-06-13 00:46,"(40.7, -74.0)","(40.8, -74.1)"\n').join('')
    expect(() => readFile(`start_time,origin,destination\n${rows}2015-06-13 00:46,"(140.7, 0)","(0, 0)"\n`)).toThrow(/first/)
  })

  test('a file of rejects is read in the order of the file it comes from', () => {
    const names = 'tripfold_line,tripfold_byte,tripfold_column,tripfold_reason'
    const swapped = numbers('-122', '40.7', '-122.1', '40.8').replace('\n', '\n2,3,x,y,')
    expect(read(`${names} (origin_reversed destination_reversed),${swapped}`)).toBe(far)
    expect(read(`${names},${swapped}`)).toBe('2 out_of_range')
    expect(read(`${names},${pointed('nowhere', 'POINT (1 2)').replace('\n', '\n2,3,x,y,')}`)).toBe('2 not_a_point')
  })

  test('the native format has the longitude first, whatever the rows say', () => {
    const native =
      'region,origin_coord,destination_coord,datetime,datasource\na,POINT (40.7 -122),POINT (1 2),2015-06-13 00:46:00,b\n'
    expect(read(native)).toBe('2 out_of_range')
  })

  test('the order that the sender states', () => {
    const mapping = {
      origin: { pair: 'origin', first: 'lat' as const },
      destination: { pair: 'destination', first: 'lat' as const },
    }
    expect(readFile(pointed('"(40.7, -74.0)"', '"(40.8,-74.1)"'), { mapping }).trips).toEqual([near])
  })

  test('what is no number is rejected row by row', () => {
    const cells = ['NaN', 'Infinity', '1e400', '0x1F', '1,040.7', '--5', '4 0', '404.55759', '']
    const file = `start_time,${header}\n${[...cells, '40.7'].map((cell) => `2015-06-13 00:46,"${cell}",-74,40.8,-74.1\n`).join('')}`
    const { trips, rejects } = readFile(file)
    expect(trips).toEqual([near])
    expect(rejects.map((reject) => reject.split(' ')[1])).toEqual(
      cells.map((cell) => (cell === '' ? 'empty' : /^(404|1e)/.test(cell) ? 'out_of_range' : 'not_a_number')),
    )
  })
})

test('trips are the same however the bytes come: every token across every block border', () => {
  const files = [
    `"Trips, of June"\r\nsep\r\rstarttime,${header}\r\n"Jun 13, 2015 12:46 AM",${point}\r\n,,,,\r"2015-06-13 00:46,${point}\n2015-06-13 00:46,${point}`,
    pointed('"(40.7, -122)"', '"(40.8,-122.1)"'),
    `\ufeffstart_time;${header.replaceAll(',', ';')}\n"1456963200";40,7;-74,0;40,8;"-74,1"\r\n1456963200;1\r`,
  ].map((text) => new TextEncoder().encode(text))
  fc.assert(
    fc.property(
      fc.constantFrom(...files),
      fc.integer({ min: 1, max: 64 }),
      fc.integer({ min: 1, max: 5 }),
      (file, blockBytes, chunkRows) => {
        const { chunks: _, ...whole } = readFile(file)
        const { chunks, ...cut } = readFile(file, { blockBytes, chunkRows })
        expect(cut).toEqual(whole)
        expect(chunks.at(-1)?.byteTo).toBe(file.length)
      },
    ),
  )
})
