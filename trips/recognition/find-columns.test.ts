import { describe, expect, test } from 'vitest'
import { recogniseMapping } from './recognise-mapping.ts'

const encoder = new TextEncoder()
const recognise = (text: string | Uint8Array) =>
  recogniseMapping([typeof text === 'string' ? encoder.encode(text) : text], 'trips.csv')

function refusal(text: string | Uint8Array): string {
  const found = recognise(text)
  if (!('problem' in found)) throw new Error(`recognised: ${found.text}`)
  expect(found.problem.message).toMatch(/^[^\n]+[^.]\.$/)
  return `${found.problem.code}: ${found.problem.message}`
}

describe('refused', () => {
  const points = '40.7,-74.0,40.8,-74.1'
  test.each<[string, string, RegExp]>([
    [
      'zone ids only',
      'tpep_pickup_datetime,PULocationID,DOLocationID\n2019-01-01 00:46:40,151,239',
      /^unmappable: No columns with the coordinates of origin and destination .*ids and names of zones.*PULocationID, DOLocationID\.$/,
    ],
    [
      'station ids only, in Spanish',
      'Inicio_del_viaje,Fin_del_viaje,Origen_Id,Destino_Id\n2019-01-01 00:46:40,2019-01-01 00:50:40,1,2',
      /^unmappable: No columns with the coordinates .*ids and names of zones or stations do not say where they are/,
    ],
    [
      'station ids only',
      'start_time,from_station_id,from_station_name,to_station_id,to_station_name\n2019-01-01 00:46:40,1,a,2,b',
      /^unmappable: No columns with the coordinates .*from_station_id/,
    ],
    [
      'one point a row',
      'timestamp,latitude,longitude\n2019-01-01 00:46:40,40.7,-74.0',
      /^unmappable: .*one point a row is not a trip/,
    ],
    [
      'an origin but no destination',
      'start_time,start_lat,start_lng,end_time\n2019-01-01 00:46:40,40.7,-74.0,x',
      /^unmappable: Coordinates of the origin were found, but none of the destination; the file's columns are start_time/,
    ],
    [
      'a destination but no origin',
      'start_time,end_lat,end_lng\n2019-01-01 00:46:40,40.7,-74.0',
      /^unmappable: Coordinates of the destination/,
    ],
    [
      'names of places',
      'time_stamp,destination,source,latitude,longitude\n1525161262000,North Station,Haymarket Square,40.7,-74.0',
      /^unmappable: .*one point a row is not a trip/,
    ],
    [
      'codes of airports and moments of other names',
      `origin,destination,firstseen,start_lat,start_lng,end_lat,end_lng\nYMML,LFPG,2018-05-01 07:28:49,${points}`,
      /No column with the start time of the trips was found: if it is in 'firstseen'/,
    ],
    [
      'decimal commas that separate cells too',
      'id,started_at,start_lat,start_lng,end_lat,end_lng\n7,2018-05-01 07:02:41,-23,544603,-46,597389,-23,567924,-46,594737',
      /^unmappable: The rows have 10 cells under a header of 6, such as '-23' and '544603' side by side: numbers with a decimal comma/,
    ],
    [
      'a decimal comma in another number',
      `id,started_at,km,start_lat,start_lng,end_lat,end_lng\n0,2018-05-01 07:02:41,3,2,${points}`,
      /8 cells under a header of 7, and begin with numbers: a number with a decimal comma must be in quotes/,
    ],
    [
      'a type that is no path',
      'start_time,origin.type,origin.c,destination.type,destination.c\n2018-05-01 07:54:22,Point,-73,Point,40',
      /No columns with the coordinates of origin and destination were found/,
    ],
    [
      'dates of another name beside clocks',
      `start_time,of_day,start_lat,start_lng,end_lat,end_lng\n07:54,2018-05-31,${points}`,
      /'start_time' holds times without a date, such as '07:54', and 'of_day' dates.*\{"time":\{"date":"of_day","time":"start_time"\}\}/,
    ],
    [
      'half a point',
      'start_time,start_lat,end_lat,end_lng\n2019-01-01 00:46:40,40.7,40.8,-74.0',
      /'start_lat' is one coordinate of the origin, but its longitude was not found/,
    ],
    [
      'no time',
      `start_lat,start_lng,end_lat,end_lng,duration\n${points},5`,
      /^unmappable: No column with the start time .*duration\.$/,
    ],
    [
      'an end time only',
      `start_lat,start_lng,end_lat,end_lng,end_time\n${points},2019-01-01 00:46:40`,
      /No column with the start time/,
    ],
    [
      'times a spreadsheet damaged',
      `starttime,start_lat,start_lng,end_lat,end_lng\n04:50.2,${points}`,
      /^unmappable: The column 'starttime' holds times without a date, such as '04:50.2'/,
    ],
    [
      'dates alone',
      `date,start_lat,start_lng,end_lat,end_lng\n2019-01-01,${points}`,
      /'date' holds dates, such as '2019-01-01', and no column holds the time of day as 06:20 does.*\{"date":"date","time":"…"\}/,
    ],
    [
      'a time that is none',
      `starttime,start_lat,start_lng,end_lat,end_lng\nnoon,${points}`,
      /'starttime' should hold the start time as a date and time, but holds 'noon'/,
    ],
    [
      'decimal commas that separate cells too',
      'starttime,start_lat,start_lng,end_lat,end_lng\n2019-01-01 00:46,40,7,-74,0,40,8,-74,1',
      /The rows have 9 cells under a header of 5: numbers with a decimal comma must be in quotes/,
    ],
    [
      'points that are none',
      'region,origin_coord,destination_coord,datetime\nx,here,there,2019-01-01 00:46',
      /'origin_coord' should hold the origin as a point such as POINT \(14.42 50.09\), but holds 'here'/,
    ],
    [
      'two columns alike',
      `Start Time,start_time,start_lat,start_lng,end_lat,end_lng\n2019-01-01 00:46,2019-01-01 00:47,${points}`,
      /Two columns fit the start time equally well, 'Start Time' and 'start_time'/,
    ],
    [
      'dates that read both ways',
      `starttime,start_lat,start_lng,end_lat,end_lng\n1/2/2019 00:46,${points}`,
      /^ambiguous_dates: The order of day and month in 'starttime' is not clear/,
    ],
    [
      'dates that contradict',
      `starttime,start_lat,start_lng,end_lat,end_lng\n13/2/2019 00:46,${points}\n2/13/2019 00:46,${points}`,
      /^ambiguous_dates: .*'13\/2\/2019 00:46'.*'2\/13\/2019 00:46'/,
    ],
    [
      'no header and not the native layout',
      `2019-01-01 00:46,${points}`,
      /^unmappable: The first line has no column names, it begins with '2019-01-01 00:46'/,
    ],
    ['an empty file', '', /^empty: The file is empty\.$/],
    ['blank lines', '\ufeff\n\r\n', /^empty:/],
    [
      'a header only',
      'region,origin_coord,destination_coord,datetime,datasource\r\n',
      /^empty: The file has a header but no rows\.$/,
    ],
    ['HTML', '\ufeff\n<!DOCTYPE html><html><body>503, try later</body></html>', /^not_csv: This is HTML/],
    ['JSON', '{"data": [1, 2]}', /^not_csv: This is JSON/],
    ['JSON', '[{"start": 1}]', /^not_csv: This is JSON/],
    ['JSON', '[\n  {"start": 1}]', /^not_csv: This is JSON/],
    ['a zip archive inside a gzip', 'PK\u0003\u0004\u0014\u0000', /^not_csv: This is a zip archive inside/],
    [
      'UTF-16 by its mark, as Latin-1 bytes would say it',
      'r\u0000e\u0000g\u0000i\u0000o\u0000n\u0000,\u0000',
      /^not_csv: This file is UTF-16 .*save it as UTF-8/,
    ],
    ['an open quote in the header', 'region,"origin_coord\nx,y', /^not_csv: A quote is opened in the first line/],
  ])('%s', (_, text, expected) => {
    expect(refusal(text)).toMatch(expected)
  })

  test.each(['PK_UID', 'ORCID', 'BZhour', 'PAR1', 'Rar!'])('%s is the name of a column, and no archive', (first) => {
    const text = `${first},start_time,start_lat,start_lng,end_lat,end_lng\n7,2019-01-01 00:46,${points}`
    expect(recognise(text)).toMatchObject({ mapping: { columns: { time: { datetime: { column: 1 } } } } })
  })

  test.each(['[$&]', '{$&}', '<$&>'])('names in brackets are a header: %s', (inBrackets) => {
    const names = 'start_time,start_lat,start_lng,end_lat,end_lng'.replace(/[^,]+/g, inBrackets)
    expect(recognise(`${names}\n2019-01-01 00:46,${points}`)).toMatchObject({
      mapping: { columns: { time: { datetime: { column: 0 } } } },
    })
  })

  test('two columns alike are no matter where they hold the same', () => {
    const text = `Start Time,start_time,start_lat,start_lng,end_lat,end_lng\n2019-01-01 00:46,2019-01-01 00:46,${points}`
    expect(recognise(text)).toMatchObject({ mapping: { columns: { time: { datetime: { column: 0 } } } } })
  })

  test('UTF-16 by its byte order mark, and binary bytes', () => {
    expect(refusal(Uint8Array.of(0xff, 0xfe, 114, 0, 101, 0))).toMatch(/^not_csv: This file is UTF-16/)
    expect(refusal(Uint8Array.of(0xfe, 0xff, 0, 114, 0, 101))).toMatch(/^not_csv: This file is UTF-16/)
    // The torn half of an archive: any byte is as likely as any other.
    expect(refusal(Uint8Array.from({ length: 4096 }, (_, i) => (i * 167 + (i >> 3) * 31 + 7) % 256))).toMatch(
      /^not_csv: This is a binary file/,
    )
  })

  test('one NUL in a row does not make a file binary', () => {
    const text = `start_time,start_lat,start_lng,end_lat,end_lng,note\n${`2019-01-01 00:46,${points},x\n`.repeat(50)}2019-01-01 00:46,${points},\u0000`
    expect(recognise(text)).toMatchObject({ mapping: { header: true } })
  })
})
