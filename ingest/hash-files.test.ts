import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { fileHashes, hashBuckets } from '#trips/row-hashes.ts'
import { type HashedChunk, openHashes, writeHashes } from './hash-files.ts'

const root = mkdtempSync(join(tmpdir(), 'tripfold-hashes-'))
afterAll(() => rmSync(root, { recursive: true }))

const rows = 500
const column = (factor: number) => Uint32Array.from({ length: rows }, (_, row) => Math.imul(row + 1, factor))
const hashes = fileHashes({ length: rows, hashLow: column(0x9e3779b1), hashHigh: column(0x85ebca6b) })
const chunk: HashedChunk = { chunkNo: 3, rowsStored: rows, digest: '00c0ffee89abcdef' }
let folder: string
let path: string
beforeEach(async () => {
  folder = join(mkdtempSync(join(root, 'import-')), 'hashes')
  path = join(folder, '3')
  await writeHashes(folder, chunk, hashes)
})

test.each([true, false])('what was written is read, any part of it, from a file that stays open: %s', async (stayOpen) => {
  const source = await openHashes(folder, chunk, stayOpen)
  if (!source) throw new Error('not there')
  expect(source.starts).toEqual(hashes.starts)
  for (const [from, to] of [
    [0, rows],
    [0, 0],
    [17, 18],
    [250, rows],
  ]) {
    const words = new Uint32Array((to - from) * 2)
    await source.read(words, from, to)
    expect(words).toEqual(hashes.words.subarray(from * 2, to * 2))
  }
  await source.close()
})

test('a chunk of which nothing was stored', async () => {
  const none = { chunkNo: 4, rowsStored: 0, digest: '0'.repeat(16) }
  await writeHashes(folder, none, fileHashes({ length: 0, hashLow: new Uint32Array(9), hashHigh: new Uint32Array(9) }))
  const source = await openHashes(folder, none, true)
  expect(source?.starts).toEqual(new Uint32Array(hashBuckets + 1))
  await source?.close()
})

const flip = (at: number) => {
  const bytes = readFileSync(path)
  bytes[at] ^= 1
  writeFileSync(path, bytes)
}
const size = (4 + 257 + 2 * rows) * 4

test.each([
  ['missing', () => rmSync(path)],
  ['empty', () => truncateSync(path)],
  ['without its last byte', () => truncateSync(path, size - 1)],
  ['longer', () => truncateSync(path, size + 8)],
  ['of something else', () => flip(0)],
  ['with another start', () => flip(4 * 100 + 3)],
])('a file that is %s is none', async (_, damage) => {
  damage()
  expect(await openHashes(folder, chunk, true)).toBeUndefined()
})

test('a file of another attempt, with other rows or another digest, is none', async () => {
  expect(await openHashes(folder, { ...chunk, rowsStored: rows - 1 }, true)).toBeUndefined()
  expect(await openHashes(folder, { ...chunk, digest: '00c0ffee89abcdee' }, true)).toBeUndefined()
  expect(await openHashes(folder, { ...chunk, digest: '01c0ffee89abcdef' }, true)).toBeUndefined()
})

test('a file that is cut off while it is read ends in zeros', async () => {
  const source = await openHashes(folder, chunk, true)
  truncateSync(path, size - 8)
  const words = new Uint32Array(4).fill(7)
  await source?.read(words, rows - 2, rows)
  expect([...words]).toEqual([...hashes.words.subarray(2 * rows - 4, 2 * rows - 2), 0, 0])
  await source?.close()
})

test('a full disk: the error is thrown, and nothing stays', async () => {
  symlinkSync('/dev/full', join(folder, '5'))
  await expect(writeHashes(folder, { ...chunk, chunkNo: 5 }, hashes)).rejects.toMatchObject({ code: 'ENOSPC' })
  expect(readdirSync(folder)).toEqual(['3'])
})
