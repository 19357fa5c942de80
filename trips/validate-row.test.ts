import { describe, expect, test } from 'vitest'
import type { CsvMapping } from './csv-mapping.ts'
import { CsvReader } from './csv-reader.ts'
import { datetimeText } from './iso-week.ts'
import { LabelIndex } from './label-index.ts'
import type { Reject } from './reject.ts'
import { createCheckCounts } from './row-checks.ts'
import { createTripColumns } from './trip-columns.ts'
import { createRowValidator } from './validate-row.ts'

const ref = (column: number, name: string) => ({ column, name })

const native: CsvMapping = {
  delimiter: ',',
  encoding: 'utf-8',
  skip_rows: 0,
  header: false,
  decimal: '.',
  header_bytes: '',
  date_order: 'ymd',
  columns: {
    region: ref(0, 'region'),
    origin: { wkt: ref(1, 'origin_coord') },
    destination: { wkt: ref(2, 'destination_coord') },
    time: { datetime: ref(3, 'datetime'), format: 'calendar' },
    datasource: ref(4, 'datasource'),
  },
}
const bike: CsvMapping = {
  ...native,
  date_order: 'mdy',
  columns: {
    region: { constant: 'here' },
    origin: { lon: ref(1, 'start_lng'), lat: ref(2, 'start_lat') },
    destination: { lon: ref(3, 'end_lng'), lat: ref(4, 'end_lat') },
    time: { date: ref(5, 'StartDate'), time: ref(6, 'StartTime') },
    datasource: ref(0, 'source'),
  },
}

function validate(mapping: CsvMapping, text: string | Uint8Array) {
  const sink = {
    columns: createTripColumns(10),
    regions: new LabelIndex(),
    datasources: new LabelIndex(),
    rejects: [] as Reject[],
    flagged: [] as Reject[],
    checks: createCheckCounts(),
  }
  const reader = new CsvReader(mapping.delimiter.charCodeAt(0))
  const validator = createRowValidator(mapping)
  reader.push(typeof text === 'string' ? new TextEncoder().encode(text) : text)
  reader.finish()
  while (reader.next()) validator.validate(reader, sink)
  return sink
}

function trips(mapping: CsvMapping, text: string | Uint8Array): string[] {
  const { columns, regions, datasources, rejects } = validate(mapping, text)
  expect(rejects).toEqual([])
  return Array.from({ length: columns.length }, (_, i) =>
    [
      regions.labels[columns.region[i]],
      columns.originLon[i],
      columns.originLat[i],
      columns.destinationLon[i],
      columns.destinationLat[i],
      datetimeText(columns.time[i]),
      datasources.labels[columns.datasource[i]],
    ].join(' '),
  )
}

/** `code column: reason` of the row's reject; nothing may have been stored. */
function fault(mapping: CsvMapping, text: string | Uint8Array): string {
  const { columns, rejects } = validate(mapping, text)
  expect([columns.length, rejects.length]).toEqual([0, 1])
  return `${rejects[0].code} ${rejects[0].column}: ${rejects[0].reason}`
}

const row = (change: Partial<Record<'region' | 'origin' | 'destination' | 'time' | 'source', string>> = {}) =>
  [
    change.region ?? 'Prague',
    change.origin ?? 'POINT (14.4 50.1)',
    change.destination ?? 'POINT (14.5 50.2)',
    change.time ?? '2018-05-31 06:20:59',
    change.source ?? 'cheap',
  ].join(',')

describe('a trip', () => {
  const prague = 'Prague 144000000 501000000 145000000 502000000 2018-05-31 06:20:59 cheap'

  test('of the native format, plain and quoted, with columns behind it', () => {
    expect(trips(native, row())).toEqual([prague])
    expect(trips(native, `"${row().replaceAll(',', '","')}","more\n",""\n`)).toEqual([prague])
    expect(trips(native, row({ region: ' Prague\t', source: '"cheap "' }))).toEqual([prague])
  })

  test('of columns of numbers, with a label for all, a date and a time', () => {
    expect(trips(bike, 'bikes, -74.05 ,"40.7",-74,40.75,2/13/2016,10:05 PM')).toEqual([
      'here -740500000 407000000 -740000000 407500000 2016-02-13 22:05:00 bikes',
    ])
  })

  test('of a count since 1970', () => {
    const epoch = (format: 'epoch_seconds' | 'epoch_milliseconds') => ({
      ...native,
      columns: { ...native.columns, time: { datetime: ref(3, 'ts'), format } },
    })
    expect(trips(epoch('epoch_seconds'), row({ time: '1527747659' }))).toEqual([prague])
    expect(trips(epoch('epoch_milliseconds'), row({ time: '1527747659999' }))).toEqual([prague])
  })

  test('labels: quotes within, any script, the same label once, Latin-1 where the file is', () => {
    const sink = validate(
      native,
      [
        row({ region: '"The ""Hill"""' }),
        row({ region: 'Zürich' }),
        row({ region: '東京' }),
        row({ region: 'Zürich\u00a0' }),
      ].join('\n'),
    )
    expect(sink.regions.labels).toEqual(['The "Hill"', 'Zürich', '東京'])
    expect([...sink.columns.region.subarray(0, 4)]).toEqual([0, 1, 2, 1])
    const latin1 = Uint8Array.from(row({ region: 'Zürich' }), (c) => c.charCodeAt(0))
    expect(validate({ ...native, encoding: 'latin1' }, latin1).regions.labels).toEqual(['Zürich'])
  })

  test('on the edges of the globe, and at 0,0', () => {
    expect(trips(native, row({ origin: 'POINT (-180 -90)', destination: 'POINT (180.00000004 90)' }))[0]).toMatch(
      / -1800000000 -900000000 1800000000 900000000 /,
    )
    expect(trips(native, row({ origin: 'POINT (0 0)' }))[0]).toMatch(/^Prague 0 0 /)
  })

  test('of 191 bytes of label', () => {
    expect(trips(native, row({ region: 'é'.repeat(95) }))).toHaveLength(1)
  })
})

describe('a reject says what is wrong', () => {
  test.each<[string, string]>([
    [row({ region: '' }), 'empty region: region is empty'],
    [row({ region: '" "' }), 'empty region: region is empty'],
    [row({ region: 'é'.repeat(96) }), `bad_label region: region '${'é'.repeat(60)}…' is 192 bytes long; at most 191 are kept`],
    [row({ region: '"a\nb"' }), "bad_label region: region 'a b' has a line end or another control character in it"],
    [row({ source: 'a\u0000b' }), "bad_label datasource: datasource 'a b' has a line end or another control character in it"],
    [row({ source: '""' }), 'empty datasource: datasource is empty'],
    [row({ destination: '' }), 'empty destination_coord: destination is empty'],
    [row({ origin: 'POINT EMPTY' }), "not_a_point origin_coord: origin 'POINT EMPTY' is not a point such as POINT (14.42 50.09)"],
    [
      row({ origin: '"POINT (1,2)"' }),
      "not_a_point origin_coord: origin 'POINT (1,2)' is not a point such as POINT (14.42 50.09)",
    ],
    [row({ origin: 'POINT (14.4 404.55759)' }), 'out_of_range origin_coord: origin latitude 404.55759 is outside -90 to 90'],
    [
      row({ destination: 'POINT (-748 50)' }),
      'out_of_range destination_coord: destination longitude -748 is outside -180 to 180',
    ],
    [
      row({ origin: 'POINT (31.2 121.4)' }),
      'out_of_range origin_coord: origin latitude 121.4 is outside -90 to 90 (latitude and longitude look swapped)',
    ],
    [
      row({ origin: 'POINT (180.00000005 1)' }),
      'out_of_range origin_coord: origin longitude 180.00000005 is outside -180 to 180',
    ],
    [row({ origin: '"POINT (1 2)"x' }), 'bad_quotes origin_coord: origin_coord has text after its closing quote'],
    [row({ time: '' }), 'empty datetime: start time is empty'],
    [
      row({ time: '2013-01-13 04:36asdf' }),
      "not_a_time datetime: start time '2013-01-13 04:36asdf' is not a date and time such as 2018-05-31 06:20:59",
    ],
    [row({ time: '04:50.2' }), "not_a_time datetime: start time '04:50.2' has no date"],
    [row({ time: '2013-01-13' }), "not_a_time datetime: start time '2013-01-13' has no time of day"],
    [row({ time: '2018-02-30 10:00' }), "no_such_day datetime: start time '2018-02-30 10:00' names a day that does not exist"],
    [
      row({ time: '2018-02-20 24:00:00' }),
      "no_such_clock datetime: start time '2018-02-20 24:00:00' names a time of day that does not exist",
    ],
    [
      row({ time: '1969-12-31 10:00' }),
      "time_out_of_range datetime: start time '1969-12-31 10:00' is not in the years 1970 to 2105",
    ],
    ['Prague,POINT (1 2),POINT (3 4)', 'missing_column datetime: the row ends after 3 fields, before datetime'],
    ['Prague', 'missing_column origin_coord: the row ends after 1 field, before origin_coord'],
    [',,,,', 'empty_row : every field of the row is empty'],
    [',,', 'empty_row : every field of the row is empty'],
    ['"Prague,POINT (1 2)', 'unclosed_quote : a quote is opened in this line and not properly closed'],
  ])('%s', (text, expected) => {
    expect(fault(native, text)).toBe(expected)
  })

  test.each<[string, string]>([
    ['bikes,,,-74,40,2/1/2016,10:00', 'empty start_lng: origin is empty'],
    ['bikes,-74,,-74,40,2/1/2016,10:00', 'empty start_lat: origin latitude is empty'],
    [
      'bikes,-74,40,"-74,5",40,2/1/2016,10:00',
      "not_a_number end_lng: destination longitude '-74,5' is not a decimal number (it has a comma where a decimal point is expected)",
    ],
    ['bikes,-74,NaN,-74,40,2/1/2016,10:00', "not_a_number start_lat: origin latitude 'NaN' is not a decimal number"],
    [
      'bikes,40,-74,40,-174,2/1/2016,10:00',
      'out_of_range end_lat: destination latitude -174 is outside -90 to 90 (latitude and longitude look swapped)',
    ],
    ['bikes,-74,40,-1e400,40,2/1/2016,10:00', 'out_of_range end_lng: destination longitude -1e400 is outside -180 to 180'],
    [
      'bikes,-74,40,-74,40,31/1/2016,10:00',
      "other_date StartDate: start time '31/1/2016' names a day that does not exist (read as month/day/year)",
    ],
    [
      'bikes,-74,40,-74,40,31/31/2016,10:00',
      "no_such_day StartDate: start time '31/31/2016' names a day that does not exist (read as month/day/year)",
    ],
    ['bikes,-74,40,-74,40,1/31/2016,', 'empty StartTime: start time is empty'],
    ['bikes,-74,40,-74,40,1/31/2016,10', "not_a_time StartTime: start time '10' is not a time of day such as 06:20:59"],
    ['bikes,-74,40,-74,40,noon,10:00', "not_a_time StartDate: start time 'noon' is not a date such as 2018-05-31"],
  ])('%s', (text, expected) => {
    expect(fault(bike, text)).toBe(expected)
  })

  test('bytes that are not UTF-8 in a label reject, elsewhere not', () => {
    const bytes = new TextEncoder().encode(row({ region: 'Z#rich' }))
    bytes[bytes.indexOf(35)] = 0xfc
    expect(fault(native, bytes)).toBe("bad_encoding region: region 'Z\ufffdrich' is not valid UTF-8")
    const behind = new TextEncoder().encode(`${row()},#`)
    behind[behind.indexOf(35)] = 0xfc
    expect(trips(native, behind)).toHaveLength(1)
  })

  test('with place and original bytes, whole up to 64 KiB and the head of a longer row', () => {
    const bad = row({ time: 'x' })
    const { rejects, columns } = validate(native, `${row()}\r\n\n"${bad}"\r\n${bad},${'y'.repeat(65_536)}\n${bad}`)
    expect(columns.length).toBe(1)
    expect(rejects.map(({ line, byteOffset, text }) => [line, byteOffset, text.length])).toEqual([
      [3, row().length + 3, bad.length + 2],
      [4, row().length + bad.length + 7, 4096],
      [5, row().length + 2 * bad.length + 7 + 65_538, bad.length],
    ])
    expect(new TextDecoder().decode(rejects[0].text)).toBe(`"${bad}"`)
  })

  test('within the room a column name and a reason have', () => {
    const name = 'n'.repeat(300)
    const long = { ...native, columns: { ...native.columns, time: { datetime: ref(3, name), format: 'calendar' as const } } }
    const [{ column, reason }] = validate(long, 'Prague,POINT (1 2),POINT (3 4),"2018"x,y').rejects
    expect([column.length, reason.length <= 500]).toEqual([191, true])
  })
})
