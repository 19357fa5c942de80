import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { MappingOptions } from './csv-mapping.ts'
import { CsvReader } from './csv-reader.ts'
import { createChunkBuffers, createChunkReader } from './read-chunk.ts'
import { recogniseMapping } from './recognition/recognise-mapping.ts'
import { type Reject, rejectsCsvHeader, rejectsCsvLine } from './reject.ts'

const encoder = new TextEncoder()

/** Reads a file and returns its accepted rows and rejects, and the rejects as the file to download. */
function ingest(bytes: Uint8Array, fileName = 'x.csv', options: MappingOptions = {}) {
  const found = recogniseMapping([bytes], fileName, options)
  if ('problem' in found) throw new Error(found.problem.message)
  const { mapping } = found
  const reader = createChunkReader(mapping, { buffers: [createChunkBuffers(1000)] })
  let stored = 0
  const labels = new Set<string>()
  const rejects: Reject[] = []
  const take = (chunks: ReturnType<typeof reader.push>) => {
    for (const chunk of chunks) {
      stored += chunk.columns.length
      for (const label of chunk.regions.labels) labels.add(label)
      rejects.push(...chunk.rejects)
    }
  }
  take(reader.push(bytes))
  take(reader.end())
  const lines = [rejectsCsvHeader(mapping), ...rejects.map((reject) => rejectsCsvLine(reject, mapping))]
  return { mapping, stored, labels: [...labels], rejects, csv: Uint8Array.from(lines.flatMap((line) => [...line])) }
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
const good = 'Prague,POINT (14.4 50.1),POINT (14.5 50.2),2018-05-31 06:20:59,cheap'
const header = 'region,origin_coord,destination_coord,datetime,datasource'

test('a rejects file is our four columns, the original header and the original rows', () => {
  const { csv } = ingest(
    encoder.encode(`\ufeff${header}\r\n${good}\r\n${good.replace('Prague', '')}\r\n${good.replace('31', '32')}\r\n`),
  )
  expect(text(csv)).toBe(
    [
      `tripfold_line,tripfold_byte,tripfold_column,tripfold_reason,${header}`,
      `3,${3 + header.length + good.length + 4},region,region is empty,${good.replace('Prague', '')}`,
      `4,${3 + header.length + 2 * good.length},datetime,start time '2018-05-32 06:20:59' names a day that does not exist,${good.replace('31', '32')}`,
      '',
    ].join('\n'),
  )
})

test.each<[string, string, string, string]>([
  ['native', `${header}\n`, good, good.replace('06:20', '26:20')],
  ['native, quoted over lines', `"note",${header}\n`, `"a\r\n""b""",${good}`, `"a\r\n""b""",${good.replace('POINT', '')}`],
  ['native without header', '', good, good.replace('06:20', '26:20')],
  [
    'bike share with semicolons',
    'started_at;start_lat;start_lng;end_lat;end_lng\n',
    '13/2/2016 0:31;1;2;3;4',
    '13/2/2016 0:31;1;2;3;"4;,""x"""',
  ],
  ['tabs', 'started_at\tstart_lat\tstart_lng\tend_lat\tend_lng\n', '2016-02-13 0:31\t1\t2\t3\t4', '2016-02-13 0:31\t1\t2\t3\t'],
])('corrected rejects can be sent again: %s', (_, head, goodRow, badRow) => {
  const first = ingest(encoder.encode(`${head}${goodRow}\n${badRow}\n${goodRow}\n${badRow}`))
  expect([first.stored, first.rejects.length]).toEqual([2, 2])
  const again = ingest(first.csv)
  expect(again.rejects.map(({ code, column }) => [code, column])).toEqual(first.rejects.map(({ code, column }) => [code, column]))
  expect(text(first.csv).split(badRow)).toHaveLength(3)
  const corrected = ingest(encoder.encode(text(first.csv).replaceAll(badRow, goodRow)))
  expect([corrected.stored, corrected.rejects]).toEqual([2, []])
  expect(corrected.mapping.delimiter).toBe(first.mapping.delimiter)
})

test('Latin-1 rows come back byte for byte', () => {
  const bytes = Uint8Array.from(`región,${header}\nSão,${good}\nSão,${good.replace('POINT', '')}`, (c) => c.charCodeAt(0))
  const { csv } = ingest(bytes)
  expect(String.fromCharCode(...csv)).toContain(`tripfold_reason,región,${header}\n`)
  expect(String.fromCharCode(...csv)).toContain(`,São,${good.replace('POINT', '')}\n`)
})

test('a row with an open quote does no harm to the rows behind it', () => {
  const { csv, rejects } = ingest(
    encoder.encode(`${header}\n"${good}\n${good.replace('POINT', '')}\n${good.replace('cheap', '"cheap')}\n`),
  )
  expect(rejects.map(({ code }) => code)).toEqual(['unclosed_quote', 'not_a_point', 'unclosed_quote'])
  expect(text(csv)).toContain(`properly closed,"""${good}"\n`)
  expect(ingest(csv).rejects.map(({ code }) => code)).toEqual(['missing_column', 'not_a_point', 'missing_column'])
})

test('the rejects of a Latin-1 file are Latin-1, reasons too, and can be sent again', () => {
  const latin1 = (content: string) => Uint8Array.from(content, (c) => c.charCodeAt(0))
  const long = 'ü'.repeat(192)
  const rows = [good.replace('Prague', long), good.replace('Prague', 'São José').replace('06:20', '26:20')]
  const { csv, rejects } = ingest(latin1(`${header}\n${rows.join('\n')}\n`))
  expect(rejects.map(({ code }) => code)).toEqual(['bad_label', 'no_such_clock'])
  expect(String.fromCharCode(...csv)).toContain(`region 'ü`)
  const corrected = latin1(
    String.fromCharCode(...csv)
      .replace('26:20', '06:20')
      .replace('26:20', '06:20')
      .replace(long, 'x'),
  )
  expect(ingest(corrected)).toMatchObject({ stored: 2, labels: ['x', 'São José'], rejects: [] })
})

describe('corrected rejects are read as the file they come from', () => {
  const names = 'start_time,start_lat,start_lng,end_lat,end_lng'
  const corrected = (file: string, from: string, to: string) => {
    const first = ingest(encoder.encode(file))
    return { first, again: ingest(encoder.encode(text(first.csv).replaceAll(from, to))) }
  }

  test('the day first, though no row that is left tells', () => {
    const file = `${names}\n31/05/2018 06:20,45,7,46,8\n04/03/2018 06:20,x,7,46,8\n`
    const { first, again } = corrected(file, ',x,', ',45,')
    expect(text(first.csv)).toMatch(/^tripfold_line,tripfold_byte,tripfold_column,tripfold_reason \(dmy\),start_time,/)
    expect(again).toMatchObject({ stored: 1, rejects: [], mapping: { date_order: 'dmy' } })
  })

  test('latitude and longitude as in the file, whatever a few rows seem to show', () => {
    const asNamed = corrected(`${names}\n${'2018-05-31 06:20,45,7,46,8\n'.repeat(9)}2018-05-31 06:20,139,35,46,8\n`, '', '')
    expect(asNamed.first.rejects.map(({ code }) => code)).toEqual(['out_of_range'])
    expect([asNamed.again.stored, asNamed.again.rejects.length]).toEqual([0, 1])
    const reversed = corrected(
      `${names}\n${'2018-05-31 06:20,-122,37,-122,38\n'.repeat(9)}2018-05-31 06:20,x,37,-122,38\n`,
      ',x,',
      ',-80,',
    )
    expect(reversed.again).toMatchObject({ stored: 1, mapping: { columns: { origin: { lon: { name: 'start_lat' } } } } })
    const pairs = corrected(
      `start_time,start,end\n2018-05-31 06:20,37 -122,38 -122\n2018-05-31 06:20,nowhere,38 -122\n`,
      'nowhere',
      '37 -80',
    )
    expect(pairs.again).toMatchObject({
      stored: 1,
      mapping: { columns: { origin: { first: 'lat' }, destination: { first: 'lat' } } },
    })
  })

  test('two numbers in a column, the longitude first', () => {
    const file = `start_time,start,end\n${'2018-05-31 06:20,-122 37,-122 38\n'.repeat(2)}2018-05-31 06:20,nowhere,-80 38\n`
    const { first, again } = corrected(file, 'nowhere', '-80 37')
    expect(text(first.csv)).toContain('tripfold_reason (origin_pair destination_pair),start_time')
    expect(again).toMatchObject({
      stored: 1,
      rejects: [],
      mapping: { columns: { origin: { first: 'lon' }, destination: { first: 'lon' } } },
    })
  })

  test('Windows-1250, which nothing else would tell', () => {
    const file = Uint8Array.from(`region,${names}\n\xa3\xf3d\x9f,x,45,7,46,8\n\xa3\xf3d\x9f,2018-05-31 06:20,45,7,46,8\n`, (c) =>
      c.charCodeAt(0),
    )
    const first = ingest(file, 'x.csv', { mapping: { encoding: 'windows-1250' } })
    const csv = String.fromCharCode(...first.csv).replace(',x,', ',2018-05-31 06:20,')
    expect(csv).toContain('tripfold_reason (windows_1250),region')
    expect(ingest(Uint8Array.from(csv, (c) => c.charCodeAt(0)))).toMatchObject({ stored: 1, labels: ['Łódź'] })
  })

  test('a row with too many fields has too many again, also where all rows have', () => {
    const { first, again } = corrected(`street,${names}\na,2018-05-31 06:20,45,7,46,8\na,2018-05-31 06:20,12,45,7,46,8\n`, '', '')
    expect([first, again].map(({ rejects }) => rejects.map(({ code }) => code))).toEqual([['extra_fields'], ['extra_fields']])
  })

  test('what was cut off a long row is missing: its head is no trip', () => {
    const { first, again } = corrected(
      `${names},note\n2018-05-31 06:20,45,7,46,8,${'x'.repeat(1_048_576)}\n2018-05-31 06:20,45,7,46,8,\n`,
      '',
      '',
    )
    expect(first.rejects.map(({ code }) => code)).toEqual(['line_too_long'])
    expect(again.stored).toBe(0)
  })
})

/** The cells of a CSV as a spreadsheet reads them. */
function cellsOf(csv: Uint8Array): string[] {
  const reader = new CsvReader(44)
  reader.push(csv)
  reader.finish()
  const cells: string[] = []
  while (reader.next())
    for (let field = 0; field < reader.fieldCount; field++)
      cells.push(text(reader.bytes.subarray(reader.fieldStart[field], reader.fieldEnd[field])).replaceAll('""', '"'))
  return cells
}

describe('formulas in a rejects file', () => {
  const names = '@id,region,start_time,start_lat,start_lng,end_lat,end_lng'
  const evil = [
    "=cmd|' /C calc'!A0",
    '+SUM(1)',
    '-2+3+cmd|x',
    '@x',
    "'=y",
    "''+z",
    '"=HYPERLINK(""http://x"",""y"")"',
    'a=b',
    "'a",
  ]
  const plain = evil.map((cell) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell))
  const isRun = (cell: string) => /^[=+\-@\t\r]/.test(cell) && !/^-?[\d.]+$/.test(cell)
  const rows = evil.map((cell) => `${cell},${cell},noon,-33.9,-70.6,-33.8,-70.5\n`)
  const file = `${names}\n1,x,2018-05-31 06:20:59,-33.9,-70.6,-33.8,-70.5\n${rows.join('')}`

  test('are shown as text, and numbers are left alone', () => {
    const cells = cellsOf(ingest(encoder.encode(file)).csv)
    expect(cells.filter(isRun)).toEqual([])
    expect(cells).toEqual(
      expect.arrayContaining(["'@id", "'=cmd|' /C calc'!A0", "'-2+3+cmd|x", "''=y", "'''+z", 'a=b', "'a", '-70.6']),
    )
    expect(cells.filter((cell) => cell === '-70.6')).toHaveLength(evil.length)
  })

  test('are again what they were when the corrected file is sent, also after a second round', () => {
    const first = ingest(encoder.encode(file))
    const second = ingest(first.csv)
    expect(second.rejects).toHaveLength(evil.length)
    expect(cellsOf(second.csv).filter(isRun)).toEqual([])
    for (const { csv } of [first, second]) {
      const corrected = ingest(encoder.encode(text(csv).replaceAll(',noon,', ',2018-05-31 06:20:59,')))
      expect(corrected).toMatchObject({ stored: evil.length, labels: plain, rejects: [] })
    }
  })

  test('any label comes back as it was, however it begins', () => {
    const label = fc.stringMatching(/^['=+@\-"a;\d.N°ü]{1,6}$/)
    fc.assert(
      fc.property(fc.uniqueArray(label, { minLength: 1, maxLength: 5 }), (labels) => {
        const lines = labels.map((cell) => `0,"${cell.replaceAll('"', '""')}",noon,-33.9,-70.6,-33.8,-70.5\n`)
        const { csv } = ingest(encoder.encode(`${names}\n1,x,2018-05-31 06:20:59,-33.9,-70.6,-33.8,-70.5\n${lines.join('')}`))
        const corrected = ingest(encoder.encode(text(csv).replaceAll(',noon,', ',2018-05-31 06:20:59,')))
        expect(corrected.labels).toEqual(labels)
      }),
    )
  })
})
