import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { mappingOptions } from '#trips/csv-mapping.ts'
import { createChunkBuffers } from '#trips/read-chunk.ts'
import { recogniseMapping } from '#trips/recognition/recognise-mapping.ts'
import { sampleTrips } from '#trips/sample-trips.ts'
import { type ChunkRead, type ReadRequest, readChunks, readChunksHere } from './read-chunks.ts'

const dir = mkdtempSync(join(tmpdir(), 'tripfold-read-'))
afterAll(() => rmSync(dir, { recursive: true }))
const path = join(dir, 'trips.csv')
const text = Buffer.concat([
  ...sampleTrips({ seed: 9, rows: 5000 }),
  Buffer.from('Praha,POINT (14 50),nowhere,2018-05-01 08:00:00,taxi\n'),
])
writeFileSync(path, text)
const recognised = recogniseMapping([text.subarray(0, 4096)], 'trips.csv', mappingOptions.parse({}))
if ('problem' in recognised) throw new Error(recognised.problem.message)

/** Large enough for the thread, whatever the file is. */
const request: ReadRequest = {
  path,
  bytes: 2 ** 40,
  byteFrom: 0,
  lineFrom: 1,
  chunkNo: 0,
  mapping: recognised.mapping,
  chunkRows: 700,
}

/** All that a chunk says, copied, because its memory is used again. */
const copied = ({ columns: { length, ...columns }, rejects, ...chunk }: ChunkRead) => ({
  ...chunk,
  regions: [...chunk.regions],
  datasources: [...chunk.datasources],
  rejects: rejects.map((reject) => ({ ...reject, text: Buffer.from(reject.text).toString() })),
  columns: Object.entries(columns).map(([name, values]) => [name, [...values.subarray(0, length)]]),
})

async function all(chunks: AsyncGenerator<ChunkRead>) {
  const found = []
  for await (const chunk of chunks) found.push(copied(chunk))
  return found
}
const here = (from: Partial<ReadRequest> = {}) =>
  all(readChunksHere({ ...request, ...from }, [createChunkBuffers(700), createChunkBuffers(700)]))

test('the thread reads the same chunks, from the start and from any chunk on', async () => {
  const expected = await here()
  expect(expected).toHaveLength(8)
  expect(expected.at(-1)?.rejects).toHaveLength(1)
  expect(await all(readChunks(request))).toEqual(expected)
  const { byteFrom, lineFrom } = expected[3]
  expect(await all(readChunks({ ...request, byteFrom, lineFrom }))).toEqual(expected.slice(3))
})

test('while the thread reads one file another is read here; a file left half read does not disturb the next', async () => {
  const expected = await here()
  const [first, second] = [readChunks(request), readChunks(request)]
  const one = await first.next()
  expect(await all(second)).toEqual(expected)
  expect(copied(one.value)).toEqual(expected[0])
  await first.return(undefined)
  expect(await all(readChunks(request))).toEqual(expected)
})

test('a file that cannot be read says so, with the code by which it is known what holds the import up; the thread reads on', async () => {
  const gone = all(readChunks({ ...request, path: join(dir, 'gone.csv') }))
  await expect(gone).rejects.toMatchObject({ code: 'ENOENT', message: expect.stringContaining('ENOENT') })
  await expect(all(readChunks({ ...request, path: dir }))).rejects.toMatchObject({ code: 'EISDIR' })
  expect(await all(readChunks(request))).toEqual(await here())
})

test('of a file that is still arriving the chunks are read that are there, wherever it ends for now, and no others', async () => {
  const [header, ...rows] = text.subarray(0, 3000).toString().split('\n')
  // Line ends of two bytes, blank lines and line ends in quotes: what may be cut in two.
  const lines = rows.slice(0, 20).map((row, i) => (i % 7 === 3 ? `\r\n"${row.replace(',', '\r\n",')}` : row))
  const whole = Buffer.from(`${[header, ...lines].join('\r\n')}\r\n\r\n`)
  const part = join(dir, 'part.csv')
  writeFileSync(part, whole)
  const buffers = () => [createChunkBuffers(4), createChunkBuffers(4)]
  const read = (from: Partial<ReadRequest>) => all(readChunksHere({ ...request, path: part, chunkRows: 4, ...from }, buffers()))
  const expected = await read({})
  expect(expected.length).toBeGreaterThan(4)
  for (let bytes = 1; bytes <= whole.length; bytes++) {
    const found = await read({ bytes, isWhole: false })
    expect(found).toEqual(expected.slice(0, found.length))
    // A row whose line end has come is not waited for.
    const complete = expected.filter(({ byteTo }) => byteTo < bytes).length
    expect(found.length).toBeGreaterThanOrEqual(Math.min(complete, expected.length - 1))
  }
})
