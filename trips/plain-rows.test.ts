import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { binaryTextOf, type CsvMapping } from './csv-mapping.ts'
import { CsvReader, rowBytesMax } from './csv-reader.ts'
import { LabelIndex } from './label-index.ts'
import { PlainRows } from './plain-rows.ts'
import type { Reject } from './reject.ts'
import { createCheckCounts } from './row-checks.ts'
import { createTripColumns } from './trip-columns.ts'
import { createRowValidator } from './validate-row.ts'

const ref = (column: number) => ({ column, name: `column ${column}` })

const native: CsvMapping = {
  delimiter: ',',
  encoding: 'utf-8',
  skip_rows: 0,
  header: false,
  decimal: '.',
  header_bytes: '',
  date_order: 'mdy',
  columns: {
    region: ref(0),
    origin: { wkt: ref(1) },
    destination: { wkt: ref(2) },
    time: { datetime: ref(3), format: 'calendar' },
    datasource: ref(4),
  },
  checks: {
    rules: {
      zero_point: 'flag',
      swapped: 'flag',
      outside_region: 'flag',
      future: 'reject',
      ancient: 'flag',
      zero_length: 'off',
      ends_before_start: 'flag',
      too_long: 'reject',
    },
    future_from: 1_800_000_000,
    usual_boxes: { Prague: [140_000_000, 490_000_000, 150_000_000, 510_000_000] },
    end_time: null,
  },
}

/** An id, start and end, a name, four numbers, a datasource, and more behind; one region. */
const bikes = (delimiter: CsvMapping['delimiter']): CsvMapping => ({
  ...native,
  delimiter,
  columns: {
    region: { constant: 'Prague' },
    origin: { lat: ref(4), lon: ref(5) },
    destination: { lat: ref(6), lon: ref(7) },
    time: { datetime: ref(1), format: 'calendar' },
    datasource: ref(8),
  },
  checks: native.checks && { ...native.checks, end_time: { datetime: ref(2), format: 'calendar' } },
})

/** Points, date and clock apart; two labels for all rows; the end as a count. */
const counted: CsvMapping = {
  ...native,
  encoding: 'latin1',
  columns: {
    region: { constant: 'Prague' },
    datasource: { constant: 'cheap' },
    origin: { wkt: ref(0) },
    destination: { lon: ref(1), lat: ref(2) },
    time: { date: ref(3), time: ref(4) },
  },
  checks: native.checks && { ...native.checks, end_time: { datetime: ref(5), format: 'epoch_milliseconds' } },
}

/** Start and end with their clocks in columns of their own. */
const apart: CsvMapping = {
  ...native,
  columns: { ...native.columns, time: { date: ref(3), time: ref(5) } },
  checks: native.checks && { ...native.checks, end_time: { date: ref(7), time: ref(6) } },
}

function openSink(rows: number) {
  const labels = { regions: new LabelIndex(), datasources: new LabelIndex() }
  return {
    columns: createTripColumns(rows),
    ...labels,
    rejects: [] as Reject[],
    flagged: [] as Reject[],
    checks: createCheckCounts(),
  }
}

type Sink = ReturnType<typeof openSink>

/** Everything that is read from a file, with the plain rows read the quick way or all of them the other, and how many were. */
function readAll(mapping: CsvMapping, bytes: Uint8Array, blockSizes: readonly number[], isQuick: boolean) {
  const sink = openSink(bytes.filter((byte) => byte === 10 || byte === 13).length + 1)
  const reader = new CsvReader(mapping.delimiter.charCodeAt(0))
  const validator = createRowValidator(mapping)
  const plainRows = isQuick ? PlainRows.of(mapping) : undefined
  let plain = 0
  const drain = () => {
    for (;;) {
      plain += plainRows?.take(reader, sink, sink.columns.capacity - sink.columns.length) ?? 0
      if (!reader.next()) return
      validator.validate(reader, sink)
    }
  }
  for (let at = 0, i = 0; at < bytes.length; at += blockSizes[i++ % blockSizes.length]) {
    reader.push(bytes.subarray(at, at + blockSizes[i % blockSizes.length]))
    drain()
  }
  reader.finish()
  drain()
  return { plain, read: seen(reader, sink) }
}

/** As text, which is compared quickly. */
function seen({ position, blankLines }: CsvReader, { columns, regions, datasources, rejects, flagged, checks }: Sink) {
  const values = Object.values(columns).flatMap((column) =>
    typeof column === 'number' ? [] : [column.subarray(0, columns.length)],
  )
  const rowText = ({ text, ...rest }: Reject) => JSON.stringify({ ...rest, text: binaryTextOf(text) })
  return {
    columns: values.map((column) => column.join()),
    labels: [regions.labels, regions.bytes, datasources.labels, datasources.bytes],
    rejects: rejects.map(rowText),
    flagged: flagged.map(rowText),
    checks: [checks.found.join(), checks.rowsFlagged],
    position,
    blankLines,
    rows: columns.length + rejects.length,
  }
}

/** Rows that are plain once their labels are known. */
const plainLines: [CsvMapping, string[]][] = [
  [
    native,
    [
      'Prague,POINT (14.4378005 50.0755381),POINT (14.2668 50.1017),2024-03-04 08:15:30,taxi_meter',
      'Turin,POINT (-7.1234567 -45.1234567),POINT(7 -45.5),2018-05-31T23:59:59,cheap_mobile,more,"and more"',
      '"Prague","POINT (14.43780051 50.07553816)","POINT (14.2 50)","1990-01-01 00:00:00","taxi_meter",""',
      'São Paulo,POINT (-180 90),POINT (179.9999999 -90),4/1/2014 12:11 PM,a "quoted" source',
      'Turin,POINT (14.5 50.5),POINT (14.4 50.4),2022-05-01T00:55:46.521+00:00,x',
    ],
  ],
  ...[',', ';', '\t', '|'].map((delimiter): [CsvMapping, string[]] => [
    // Where it is known how many fields a row has, one of more, or of fewer, may be shifted.
    { ...bikes(delimiter as CsvMapping['delimiter']), ...(delimiter === ',' && { usual_rows: { fields: 10, fields_min: 10 } }) },
    [
      '"00000000000f4a01"~"2024-03-04 08:15:30"~"2024-03-04 08:25:30"~"Dock 7, North"~"50.0755381"~"14.4378005"~"50.1"~"14.5"~"member"~"yes"',
      'f4a01~2024-03-04 23:55:30~2024-03-05 00:05:30~Dock 8~50.0755381~14.4378005~50.1000001~14.5~casual~',
      '~3/4/2024 23:55~3/4/2024 23:57~~50.07553817654321~14~+50.1~.145e2~casual~"a;b|c"',
    ].map((line) => line.replaceAll('~', delimiter)),
  ]),
  [
    apart,
    [
      'Prague,POINT (14.4378005 50.0755381),POINT (14.2668 50.1017),2024-03-04,taxi_meter,08:15:30,08:25:30,2024-03-04',
      'Turin,POINT (7.1 45.5),POINT (7 45.5),2024-03-04,taxi_meter,23:15,00:25,2024-03-05',
    ],
  ],
  [
    counted,
    [
      'POINT (14.4378005 50.0755381),14.4,50.1,2024-03-04,08:15:30,1709540430000,',
      '"POINT (14.4378005 50.0755381)","14.4","50.1","3/4/2024","8:15 AM","1709540430000"',
      'POINT(14 50),14.4378005,50.0755381,2024-03-04 00:00,08:15:30.5,1709540430000.5',
    ],
  ],
]

const encoder = new TextEncoder()
const ends = ['\n', '\r\n', '\r']

describe('plain rows are read the quick way', () => {
  test.each(plainLines)('%#', (mapping, lines) => {
    for (const end of ends) {
      const bytes = encoder.encode((lines.join(end) + end).repeat(3))
      const { plain, read } = readAll(mapping, bytes, [bytes.length], true)
      expect([read.rejects, read.flagged]).toEqual([[], []])
      // The first round names the labels; a lone CR at the end of a block may be half of a CRLF.
      expect(plain).toBeGreaterThanOrEqual(2 * lines.length - Number(end === '\r'))
    }
  })
})

/** What a byte of a plain row may become. */
const oddBytes = [...encoder.encode('",;|\t\r\n 09.-+:/TePp()'), 0, 0xa0, 0xff]
const change = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  bytes: fc.array(fc.constantFrom(...oddBytes), { maxLength: 2 }),
  removed: fc.integer({ min: 0, max: 2 }),
})
type Change = { at: number; bytes: number[]; removed: number }

function changed(line: Uint8Array, changes: readonly Change[]): number[] {
  const bytes = [...line]
  for (const { at, bytes: put, removed } of changes) bytes.splice(Math.floor(at * (bytes.length + 1)), removed, ...put)
  return bytes
}

/** Values that are odd as a whole, to stand in any field. */
const oddFields = [
  ...['', '""', ' Prague', '"Pra""gue"', '"Prague" ', '"Prague"x', '"two\nlines"', '"two\r\nlines"', '"open'],
  ...[
    ' "Prague"',
    '  "a,b;c|d\te"',
    ' "two\nlines"',
    ' "Pra""gue" ',
    '\t"Prague"',
    ' \t"a,b;c"\t',
    ' "Prague" x',
    ' "a,b" x',
    ' "open',
    ' "',
  ],
  ...[
    'POINT EMPTY',
    'point (1 2)',
    'POINT (0 0)',
    'POINT (180.0000001 1)',
    'POINT (1 90.00000004)',
    'POINT (1 90.0000001)',
    'POINT (1  2)',
    'POINT (1 2) ',
  ],
  ...[
    '0',
    '-0.0000000',
    '180.00000004',
    '180.0000001',
    '-90.00000005',
    '90.0000000',
    '.5',
    '5.',
    '1e1',
    '7.12345675',
    '1.2345678e1',
  ],
  ...['2018-02-30 10:00:00', '2018-05-31 24:00:00', '1969-12-31 10:00:00', '2105-12-31 23:59:59', '1989-12-31 23:59:59'],
  ...[
    '2018-05-31 06:20:5',
    '2018-05-31 06:20:60',
    '2018-05-31 06:60:20',
    '2018-13-31 06:20:59',
    '2018-05-31 06:20:59Z',
    '2018-05-31 06:20:59.1',
    '2018-05-31 6:20',
    '2030-01-01 00:00:00',
    '24:00',
  ],
]
const odd = fc.constantFrom(...oddFields)

/** A file of plain rows some of which have been changed, cut into blocks. */
const file = fc.constantFrom(...plainLines).chain(([mapping, lines]) => {
  const plainLine = fc.constantFrom(...lines)
  const withOdd = fc.tuple(plainLine, fc.nat({ max: 8 }), odd).map(([line, field, value]) => {
    const fields = line.split(mapping.delimiter)
    fields[field % fields.length] = value
    return fields.join(mapping.delimiter)
  })
  const withBlanks = fc.tuple(plainLine, fc.constantFrom(' ', '  ', '\t')).map(([line, blanks]) => {
    const { delimiter } = mapping
    return line.replaceAll(`${delimiter}"`, `${delimiter}${blanks}"`).replace(/^"/, `${blanks}"`)
  })
  const line = fc.oneof(
    { weight: 6, arbitrary: plainLine.map((text) => [...encoder.encode(text)]) },
    { weight: 2, arbitrary: withOdd.map((text) => [...encoder.encode(text)]) },
    { weight: 1, arbitrary: withBlanks.map((text) => [...encoder.encode(text)]) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(plainLine, fc.array(change, { maxLength: 3 }))
        .map(([text, changes]) => changed(encoder.encode(text), changes)),
    },
  )
  const end = fc.constantFrom(...ends).map((text) => [...encoder.encode(text)])
  const bytes = fc.array(fc.tuple(line, end), { maxLength: 40 }).map((rows) => Uint8Array.from(rows.flat(2)))
  const blockSizes = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 4 })
  return fc.record({ mapping: fc.constant(mapping), bytes, blockSizes, isCut: fc.boolean() })
})

describe('and nobody can tell', () => {
  test('columns, labels, rejects, flags and positions are the same, whatever the rows and the blocks', () => {
    let [plain, rows] = [0, 0]
    fc.assert(
      fc.property(file, ({ mapping, bytes, blockSizes, isCut }) => {
        const whole = isCut ? bytes.subarray(0, bytes.length * 0.9) : bytes
        const truth = readAll(mapping, whole, [whole.length + 1], false)
        const quick = readAll(mapping, whole, [whole.length + 1], true)
        expect(quick.read).toEqual(truth.read)
        expect(readAll(mapping, whole, blockSizes, true).read).toEqual(truth.read)
        plain += quick.plain
        rows += truth.read.rows
      }),
      { numRuns: 1_000 },
    )
    expect(plain / rows).toBeGreaterThan(0.2) // there was something to compare
  }, 60_000)

  test('each byte of each kind of row removed, or replaced by each odd one', () => {
    for (const [mapping, lines] of plainLines.filter(([{ delimiter }]) => ',\t'.includes(delimiter)))
      for (const line of lines.map((text) => [...encoder.encode(text), 10]))
        for (let at = 0; at < line.length; at++) {
          const rows = [[], ...oddBytes.map((byte) => [byte])].map((put) => line.toSpliced(at, 1, ...put))
          const bytes = Uint8Array.from(rows.flatMap((row) => [...line, ...row]))
          const truth = readAll(mapping, bytes, [bytes.length], false)
          expect(readAll(mapping, bytes, [bytes.length], true).read).toEqual(truth.read)
        }
  }, 60_000)

  test('each odd value in each field of each kind of row, and each field left out', () => {
    for (const [mapping, lines] of plainLines)
      for (const line of lines) {
        const fields = line.split(mapping.delimiter)
        const rows = fields.flatMap((_, at) =>
          [fields.toSpliced(at, 1), ...oddFields.map((value) => fields.with(at, value))].map((row) =>
            row.join(mapping.delimiter),
          ),
        )
        // Rows as they should be between them: their labels are known, and no run of odd ones ends the trying.
        const bytes = encoder.encode(rows.map((row) => `${line}\n${row}\n`).join(''))
        const truth = readAll(mapping, bytes, [bytes.length], false)
        const quick = readAll(mapping, bytes, [bytes.length], true)
        expect(quick.read).toEqual(truth.read)
        expect(quick.plain).toBeGreaterThan(rows.length / 2)
      }
  })

  test('a row of more than rowBytesMax is none', () => {
    const [, [line]] = plainLines[0]
    for (const more of [0, 1]) {
      const long = `${line},${'x'.repeat(rowBytesMax - encoder.encode(line).length - 1 + more)}`
      const bytes = encoder.encode(`${line}\n${line}\n${long}\n${line}\n`)
      const { read } = readAll(native, bytes, [bytes.length], true)
      expect(read).toEqual(readAll(native, bytes, [bytes.length], false).read)
      expect(read.rejects.map((reject) => JSON.parse(reject).code)).toEqual(more ? ['line_too_long'] : [])
    }
  })

  test('the rest of a line that is too long is no row', () => {
    const [, [line]] = plainLines[0]
    const start = encoder.encode(`${line}\n${line}\n${'x'.repeat(rowBytesMax + 1)}`)
    const bytes = Uint8Array.from([...start, ...encoder.encode(`${line}\n${line}\n`)])
    const { read } = readAll(native, bytes, [start.length], true)
    expect(read).toEqual(readAll(native, bytes, [bytes.length], false).read)
    expect(read.rows).toBe(4)
  })

  test('more rows are never taken than asked for', () => {
    const [, [line]] = plainLines[0]
    const reader = new CsvReader(44)
    const sink = openSink(10)
    const plainRows = PlainRows.of(native)
    const validator = createRowValidator(native)
    reader.push(encoder.encode(`${line}\n`.repeat(10)))
    reader.next()
    validator.validate(reader, sink)
    expect(plainRows?.take(reader, sink, 3)).toBe(3)
    expect([sink.columns.length, reader.position]).toEqual([4, { startByte: 4 * (line.length + 1), startLine: 5 }])
    expect(plainRows?.take(reader, sink, 0)).toBe(0)
    expect(plainRows?.take(reader, sink, 6)).toBe(6)
  })

  test('a file of nothing but odd rows is soon left alone, and tried again', () => {
    const [, [line]] = plainLines[0]
    const oddLine = line.replace('Prague', ' Prague')
    const bytes = encoder.encode([...Array<string>(1000).fill(oddLine), ...Array<string>(1000).fill(line)].join('\n'))
    const { plain } = readAll(native, bytes, [bytes.length], true)
    expect(plain).toBeGreaterThan(900)
  })
})

test('a column that is read twice, or a pair of numbers, has no quick way', () => {
  const { columns } = native
  expect(PlainRows.of({ ...native, columns: { ...columns, datasource: ref(0) } })).toBeUndefined()
  expect(PlainRows.of({ ...native, columns: { ...columns, origin: { pair: ref(1), first: 'lat' } } })).toBeUndefined()
})
