import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createChunkReader } from '#trips/read-chunk.ts'
import { recogniseMapping } from '#trips/recognition/recognise-mapping.ts'
import { shapeNames } from './shapes.ts'
import { openTripSource, type TripCase } from './trip-source.ts'

const dir = mkdtempSync(join(tmpdir(), 'tripfold-bench-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const someTrips: TripCase = { shape: 'native', rows: 9001, seed: 5, files: 1, streamRows: 0 }

/** The files' texts, set by set, read while they are there. */
const textsOf = async (wanted: TripCase): Promise<string[][]> => {
  const texts: string[][] = []
  for await (const files of (await openTripSource(dir, wanted)).batches())
    texts.push(
      files.map(({ path, rows, bytes }) => {
        const text = readFileSync(path, 'utf8')
        expect([rows, bytes]).toEqual([text.split('\n').length - 2, Buffer.byteLength(text)])
        return text
      }),
    )
  return texts
}

const withoutHeader = (text: string): string => text.slice(text.indexOf('\n') + 1)

test.each(shapeNames)('every row of the shape %s is a trip, and the same seed makes the same file', async (shape) => {
  const [[text]] = await textsOf({ ...someTrips, shape })
  const bytes = Buffer.from(text)
  const recognised = recogniseMapping([bytes], 'trips.csv')
  if ('problem' in recognised) throw new Error(recognised.problem.message)
  const reader = createChunkReader(recognised.mapping)
  const chunks = [...reader.push(bytes), ...reader.end()]
  expect(chunks.flatMap(({ rejects }) => rejects)).toEqual([])
  expect(chunks.reduce((sum, { rowsRead }) => sum + rowsRead, 0)).toBe(someTrips.rows)
  expect(await textsOf({ ...someTrips, shape })).toEqual([[text]])
  expect(await textsOf({ ...someTrips, shape, seed: 6 })).not.toEqual([[text]])
})

test('many files hold the rows of one, each with the header', async () => {
  const [[whole]] = await textsOf(someTrips)
  const [parts, ...more] = await textsOf({ ...someTrips, files: 10 })
  expect([parts.length, more.length]).toEqual([10, 0])
  expect(parts.map(withoutHeader).join('')).toBe(withoutHeader(whole))
})

test('a stream makes the same rows again each time, and leaves no file', async () => {
  const [[whole]] = await textsOf(someTrips)
  for (const file of readdirSync(dir)) rmSync(join(dir, file))
  const source = await openTripSource(dir, { ...someTrips, streamRows: 4000 })
  for (let time = 0; time < 2; time++) {
    let rows = ''
    for await (const [{ path }, ...others] of source.batches()) {
      expect(others).toEqual([])
      expect(readdirSync(dir)).toHaveLength(1)
      rows += withoutHeader(readFileSync(path, 'utf8'))
    }
    expect(rows).toBe(withoutHeader(whole))
    expect(source.bytes()).toBe(Buffer.byteLength(whole) + 2 * (whole.indexOf('\n') + 1))
    expect(readdirSync(dir)).toEqual([])
  }
})
