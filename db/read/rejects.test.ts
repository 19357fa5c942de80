import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Reject } from '#trips/reject.ts'
import type { Database } from '../client.ts'
import { importChunks, rejects } from '../schema/imports.ts'
import { freshDatabase } from '../testing/fresh-database.ts'
import { createImport } from '../write/create-import.ts'
import { eachRejectPage, readRejects } from './rejects.ts'

let db: Database
let drop: () => Promise<void>
beforeAll(async () => {
  ;({ db, drop } = await freshDatabase())
})
afterAll(() => drop())

let made = 0
/** An import whose chunks have so many rejects each, on lines 1, 2, 3 … of the file. */
async function importWith(...rejectsOfChunks: number[]): Promise<number> {
  const sha256 = String(++made).padStart(64, '0')
  const file = {
    fileName: 'trips.csv',
    byteSize: 1,
    sha256,
    spoolName: sha256,
    duplicates: 'keep',
    options: {},
    force: false,
    isSample: false,
  } as const
  const created = await createImport(db, file)
  if (!('import' in created)) throw new Error('not created')
  let line = 0
  for (const [chunkNo, count] of rejectsOfChunks.entries()) {
    const [{ id }] = await db
      .insert(importChunks)
      .values({ importId: created.import.id, chunkNo, rowsRejected: count, digest: '' })
      .$returningId()
    const rows = Array.from({ length: count }, () => ({ chunk: id, ...rejectOf(++line) }))
    if (rows.length > 0) await db.insert(rejects).values(rows)
  }
  return created.import.id
}

const rejectOf = (line: number) => ({
  line,
  byteOffset: line * 10,
  columnName: 'datetime',
  code: 'not_a_time',
  reason: 'no time',
  text: Buffer.from(`row ${line} \xff`, 'latin1'),
})
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i)

test.each([
  [0, 10, range(1, 10)],
  [4, 3, range(5, 7)],
  [5, 1, [6]],
  [3, 9, range(4, 12)],
  [11, 5, [12]],
  [12, 5, []],
  [1000, 5, []],
])('a page from offset %i, at most %i', async (offset, limit, lines) => {
  const id = await importWith(5, 0, 4, 3)
  const view = await readRejects(db, id, { offset, limit, kept: false })
  expect(view.of_total).toBe(12)
  expect(view.rejects.map(({ line }) => line)).toEqual(lines)
})

test('a reject as it is shown: bytes that are no text are replaced', async () => {
  const view = await readRejects(db, await importWith(1), { offset: 0, limit: 1, kept: false })
  expect(view.rejects).toEqual([
    { line: 1, byte_offset: 10, column: 'datetime', code: 'not_a_time', kept: false, reason: 'no time', text: 'row 1 \ufffd' },
  ])
})

test('an import that does not exist', async () => {
  await expect(readRejects(db, 999_999, { offset: 0, limit: 1, kept: false })).rejects.toMatchObject({ code: 'not_found' })
})

test('all rejects come in the order of the file, in pages of bounded size, byte for byte', async () => {
  const id = await importWith(256, 0, 600, 1)
  const pages: Reject[][] = []
  for await (const page of eachRejectPage(db, id)) pages.push(page)
  expect(pages.flat().map(({ line }) => line)).toEqual(range(1, 857))
  expect(Math.max(...pages.map((page) => page.length))).toBe(256)
  expect(Buffer.from(pages[0][0].text)).toEqual(Buffer.from('row 1 \xff', 'latin1'))
})
