import { expect, test } from 'vitest'
import { createChunkBuffers, createChunkReader } from './read-chunk.ts'
import { recogniseMapping } from './recognise-mapping.ts'
import { type Reject, rejectsCsvHeader, rejectsCsvLine } from './reject.ts'

const encoder = new TextEncoder()

/** Reads a file and returns its accepted rows and rejects, and the rejects as the file to download. */
function ingest(bytes: Uint8Array, fileName = 'x.csv') {
  const found = recogniseMapping([bytes], fileName)
  if ('problem' in found) throw new Error(found.problem.message)
  const { mapping } = found
  const reader = createChunkReader(mapping, { buffers: [createChunkBuffers(1000)] })
  let stored = 0
  const rejects: Reject[] = []
  const take = (chunks: ReturnType<typeof reader.push>) => {
    for (const chunk of chunks) {
      stored += chunk.columns.length
      rejects.push(...chunk.rejects)
    }
  }
  take(reader.push(bytes))
  take(reader.end())
  const lines = [rejectsCsvHeader(mapping), ...rejects.map((reject) => rejectsCsvLine(reject, mapping))]
  return { mapping, stored, rejects, csv: Uint8Array.from(lines.flatMap((line) => [...line])) }
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
