import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../client.ts'
import { readImport, readImportRow } from '../read/imports.ts'
import { importChunks, imports, rejects } from '../schema/imports.ts'
import { readLedgerSum } from '../stored/ledger.ts'
import { freshDatabase } from '../testing/fresh-database.ts'
import { createImport } from './create-import.ts'
import { requestCancel, requestUndo } from './request-import.ts'
import { retryImport } from './retry-import.ts'

let db: Database
let drop: () => Promise<void>
beforeAll(async () => {
  ;({ db, drop } = await freshDatabase())
})
afterAll(() => drop())

let made = 0
async function importIn(
  state: (typeof imports.$inferSelect)['state'],
  sha256 = String(++made).padStart(64, '0'),
): Promise<number> {
  const options = { region: 'Turin', datasource: 'app' }
  const file = {
    fileName: 'trips.csv',
    byteSize: 1,
    sha256,
    spoolName: randomUUID(),
    duplicates: 'keep',
    options,
    force: false,
    isSample: false,
  } as const
  const created = await createImport(db, file)
  if (!('import' in created)) throw new Error('not created')
  const { id } = created.import
  const ended =
    state === 'failed' ? ({ problemCode: 'all_rejected', problemMessage: 'None.', liveSha256: null, rowsRead: 2 } as const) : {}
  await db
    .update(imports)
    .set({ state, ...ended })
    .where(eq(imports.id, id))
  return id
}
const here = async () => true
const again = (id: number, more: Partial<Parameters<typeof retryImport>[2]> = {}) =>
  retryImport(db, id, { options: {}, force: false, spoolHas: here, ...more })

test('a failed import begins anew: its rejects, counts and problem are forgotten, what is said is added', async () => {
  const [id, other] = [await importIn('failed'), await importIn('failed')]
  for (const importId of [id, other]) {
    const [chunk] = await db.insert(importChunks).values({ importId, chunkNo: 0, rowsRejected: 2, digest: '' }).$returningId()
    await db
      .insert(rejects)
      .values({ chunk: chunk.id, line: 1, byteOffset: 0, columnName: '', code: 'empty', reason: '', text: Buffer.from('') })
  }
  const view = await again(id, { options: { region: 'Prague', date_order: 'dmy' } })
  expect(view).toMatchObject({ state: 'received', version: 2, rows_read: 0, problem: null })
  expect(await readImportRow(db, id)).toMatchObject({
    options: { region: 'Prague', datasource: 'app', date_order: 'dmy' },
    liveSha256: view.sha256,
    attempts: 0,
    mapping: null,
  })
  expect(await readLedgerSum(db, id)).toMatchObject({ chunks: 0 })
  expect(await readLedgerSum(db, other)).toMatchObject({ chunks: 1 })
  expect(await db.select().from(rejects)).toHaveLength(1)
})

test('only a failed import whose bytes are there can be tried again', async () => {
  for (const state of ['received', 'loading', 'done', 'cancelled', 'undone'] as const)
    await expect(again(await importIn(state))).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(state),
    })
  await expect(again(await importIn('failed'), { spoolHas: async () => false })).rejects.toMatchObject({ code: 'conflict' })
  await expect(again(999_999)).rejects.toMatchObject({ code: 'not_found' })
})

test('of two retries at once one is taken', async () => {
  const id = await importIn('failed')
  const outcomes = await Promise.allSettled([again(id), again(id)])
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(await readImport(db, id)).toMatchObject({ version: 2 })
})

test('bytes that another import holds by now', async () => {
  const id = await importIn('failed')
  const sha256 = (await readImport(db, id)).sha256 ?? ''
  const first = await importIn('done', sha256)
  await expect(again(id)).rejects.toMatchObject({ code: 'conflict', where: { importId: first } })
  expect(await readImport(db, id)).toMatchObject({ state: 'failed', version: 1 })
  expect(await again(id, { force: true })).toMatchObject({ state: 'received' })
})

test('cancel and undo are asked for once, and only where they make sense', async () => {
  const loading = await importIn('loading')
  expect(await requestCancel(db, loading)).toMatchObject({ requested: 'cancel', version: 2 })
  expect(await requestCancel(db, loading)).toMatchObject({ requested: 'cancel', version: 2 })
  await expect(requestUndo(db, loading)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('cancel it instead'),
  })

  const done = await importIn('done')
  expect(await requestUndo(db, done)).toMatchObject({ requested: 'undo', version: 2, state: 'done' })
  expect(await requestUndo(db, done)).toMatchObject({ requested: 'undo', version: 2, state: 'done' })
  await expect(requestCancel(db, done)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('can be undone'),
  })

  for (const state of ['failed', 'cancelled', 'undone'] as const) {
    const id = await importIn(state)
    await expect(requestCancel(db, id)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining(state) })
    await expect(requestUndo(db, id)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining(state) })
    expect(await readImport(db, id)).toMatchObject({ version: 1, requested: null })
  }
  await expect(requestUndo(db, 999_999)).rejects.toMatchObject({ code: 'not_found' })
})
