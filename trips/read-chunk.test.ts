import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CsvPosition } from './csv-reader.ts'
import {
  type Chunk,
  chunkRejectBytesMax,
  createChunkBuffers,
  createChunkReader,
  firstChunkRows,
  rowsOfChunk,
} from './read-chunk.ts'
import { recogniseMapping } from './recognition/recognise-mapping.ts'

const encoder = new TextEncoder()
const header = 'region,origin_coord,destination_coord,datetime,datasource'
const row = (i: number) =>
  `Region ${i % 3},POINT (${i % 180} 1),POINT (2 ${i % 90}),2018-05-${String((i % 28) + 1).padStart(2, '0')} 06:20:59,source ${i % 7}`

const found = recogniseMapping([encoder.encode(`${header}\n${row(1)}`)], 'x.csv')
if ('problem' in found) throw new Error(found.problem.message)
const { mapping } = found

/** A chunk as plain values, taken while its buffers hold it. */
const seen = ({ columns, regions, datasources, rejects, ...counts }: Chunk) => ({
  ...counts,
  trips: Array.from({ length: columns.length }, (_, i) =>
    [
      regions.labels[columns.region[i]],
      columns.originLon[i],
      columns.originLat[i],
      columns.destinationLon[i],
      columns.destinationLat[i],
      columns.time[i],
      datasources.labels[columns.datasource[i]],
    ].join(),
  ),
  rejects: rejects.map(({ line, byteOffset, code, text }) => `${line} ${byteOffset} ${code} ${new TextDecoder().decode(text)}`),
})
type Seen = ReturnType<typeof seen>

function readChunks(
  bytes: Uint8Array,
  rowsMax: number,
  blockSizes: readonly number[],
  start: Partial<CsvPosition> = {},
  sets = 2,
): Seen[] {
  const reader = createChunkReader(mapping, {
    ...start,
    buffers: Array.from({ length: sets }, () => createChunkBuffers(rowsMax)),
  })
  const chunks: Seen[] = []
  for (let at = start.startByte ?? 0, i = 0; at < bytes.length; i++) {
    const size = blockSizes[i % blockSizes.length]
    for (const chunk of reader.push(bytes.subarray(at, at + size))) chunks.push(seen(chunk))
    at += size
  }
  for (const chunk of reader.end()) chunks.push(seen(chunk))
  return chunks
}

/** A file of good rows, bad rows, blank lines and quoted line ends, in any mix of line ends. */
const messyFile = fc
  .array(
    fc.tuple(
      fc.oneof(
        fc.nat({ max: 200 }).map(row),
        fc.constantFrom('', ',,,,', 'Prague,nowhere', '"open', `"Pra\ngue",${row(1)}`, `${row(5)},"two\r\nlines"`),
      ),
      fc.constantFrom('\n', '\r\n', '\r'),
    ),
    { maxLength: 30 },
  )
  .map((lines) => encoder.encode(`${header}\n${lines.map(([line, end]) => line + end).join('')}`))

describe('chunks', () => {
  test('do not depend on the blocks, on the sets of buffers, or on where reading began', () => {
    fc.assert(
      fc.property(
        messyFile,
        fc.integer({ min: 1, max: 8 }),
        fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 3 }),
        (bytes, rowsMax, sizes, sets) => {
          const whole = readChunks(bytes, rowsMax, [10_000])
          expect(readChunks(bytes, rowsMax, sizes, {}, sets)).toEqual(whole)
          whole.forEach(({ byteFrom: startByte, lineFrom: startLine }, i) => {
            expect(readChunks(bytes, rowsMax, sizes, { startByte, startLine })).toEqual(whole.slice(i))
          })
        },
      ),
      { numRuns: 200 },
    )
  })

  test('cover the file behind its header, and every row is stored or rejected', () => {
    fc.assert(
      fc.property(messyFile, fc.integer({ min: 1, max: 8 }), (bytes, rowsMax) => {
        let end = { byte: header.length + 1, line: 2 }
        for (const chunk of readChunks(bytes, rowsMax, [50])) {
          expect([chunk.byteFrom, chunk.lineFrom]).toEqual([end.byte, end.line])
          expect(chunk.trips.length + chunk.rejects.length).toBe(chunk.rowsRead)
          expect(chunk.rowsRead).toBeLessThanOrEqual(rowsMax)
          end = { byte: chunk.byteTo, line: chunk.lineTo }
        }
        expect(end.byte).toBe(bytes.length)
        expect(end.line).toBe(
          new TextDecoder()
            .decode(bytes)
            .replace(/\r\n|\r/g, '\n')
            .split('\n').length,
        )
      }),
    )
  })

  test('end with their last row; blank lines belong to the chunk that passes them', () => {
    const bytes = encoder.encode(`${header}\n\n${row(1)}\n\n${row(2)}\n${row(3)}\n\n\n`)
    const chunks = readChunks(bytes, 2, [10_000])
    expect(chunks.map(({ rowsRead, blankLines, lineFrom, lineTo }) => [rowsRead, blankLines, lineFrom, lineTo])).toEqual([
      [2, 2, 2, 6],
      [1, 2, 6, 9],
    ])
    const behind = readChunks(bytes, 3, [10_000])
    expect(behind.map(({ rowsRead, blankLines, byteTo }) => [rowsRead, blankLines, byteTo])).toEqual([
      [3, 2, bytes.length - 2],
      [0, 2, bytes.length],
    ])
  })

  test('of a file with a header only are none', () => {
    expect(readChunks(encoder.encode(`${header}\n`), 5, [3])).toEqual([])
  })

  test('of a file without a header begin with its first row', () => {
    const reader = createChunkReader({ ...mapping, header: false }, { buffers: [createChunkBuffers(5)] })
    for (const _ of reader.push(encoder.encode(`\ufeff${row(1)}\n`))) throw new Error('too early')
    expect([...reader.end()].map(seen)).toMatchObject([{ byteFrom: 0, lineFrom: 1, rowsRead: 1, rejects: [] }])
  })

  test('number their labels anew', () => {
    const bytes = encoder.encode(`${header}\n${Array.from({ length: 6 }, (_, i) => row(i)).join('\n')}`)
    const reader = createChunkReader(mapping, { buffers: [createChunkBuffers(2), createChunkBuffers(2)] })
    const labels = [...reader.push(bytes)].length
    expect(labels).toBe(2) // the last row waits for the end
    expect(readChunks(bytes, 2, [10_000]).map(({ trips }) => trips.map((trip) => trip.split(',')[0]))).toEqual([
      ['Region 0', 'Region 1'],
      ['Region 2', 'Region 0'],
      ['Region 1', 'Region 2'],
    ])
  })

  test('end early when rejects or labels hold much', () => {
    const bad = `Prague,nowhere,${'x'.repeat(60_000)}\n`
    const rejected = readChunks(encoder.encode(`${header}\n${bad.repeat(300)}`), 10_000, [1_000_000])
    expect(rejected.map(({ rowsRead }) => rowsRead)).toEqual([140, 140, 20])
    expect(140 * bad.length).toBeGreaterThanOrEqual(chunkRejectBytesMax)
    const newLabels = Array.from({ length: 20_000 }, (_, i) => row(i).replace('Region', `${'r'.repeat(180)}${i}`)).join('\n')
    const labelled = readChunks(encoder.encode(`${header}\n${newLabels}`), 100_000, [1_000_000])
    expect(labelled.length).toBeGreaterThan(1)
    expect(labelled.reduce((sum, { rowsRead }) => sum + rowsRead, 0)).toBe(20_000)
  })
})

test('the first chunks of a file are shorter, and reading on from one of them cuts the rest at the same places', () => {
  expect([0, 1, 2, 3, 4, 99].map((chunkNo) => rowsOfChunk(chunkNo, 786_432))).toEqual([
    131_072, 262_144, 524_288, 786_432, 786_432, 786_432,
  ])
  expect(rowsOfChunk(3, 700)).toBe(700)
  const lines = `${row(1)}\n`.repeat(firstChunkRows * 3 + 5)
  const bytes = encoder.encode(`${header}\n${lines}`)
  const bounds = (start: Partial<CsvPosition> & { chunkNo?: number }) => {
    const reader = createChunkReader(mapping, { ...start, buffers: [createChunkBuffers(2 * firstChunkRows)] })
    const found = []
    for (const chunk of reader.push(bytes.subarray(start.startByte ?? 0)))
      found.push([chunk.rowsRead, chunk.byteTo, chunk.lineTo])
    for (const chunk of reader.end()) found.push([chunk.rowsRead, chunk.byteTo, chunk.lineTo])
    return found
  }
  const all = bounds({})
  expect(all.map(([rows]) => rows)).toEqual([firstChunkRows, 2 * firstChunkRows, 5])
  expect(bounds({ startByte: all[0][1], startLine: all[0][2], chunkNo: 1 })).toEqual(all.slice(1))
})
