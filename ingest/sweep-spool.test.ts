import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '#db/client.ts'
import { freshDatabase } from '#db/testing/fresh-database.ts'
import { createUpload } from '#db/write/lease-upload.ts'
import { enqueueFile } from './enqueue-file.ts'
import { sweepSpool } from './sweep-spool.ts'

let db: Database
let drop: () => Promise<void>
let spoolDir: string
beforeAll(async () => {
  ;({ db, drop } = await freshDatabase())
  spoolDir = await mkdtemp(join(tmpdir(), 'tripfold-sweep-'))
})
afterAll(async () => {
  await drop()
  await rm(spoolDir, { recursive: true })
})

test('what killed processes left is removed after an hour; what an import holds stays', async () => {
  async function* bytes() {
    yield Buffer.from('region\n')
  }
  await enqueueFile({ db, spoolDir }, { stream: bytes(), fileName: 'trips.csv' })
  const [held] = await readdir(spoolDir)
  const left = ['0b9f1c4e-0000-4000-8000-000000000000', '0b9f1c4e-0000-4000-8000-000000000001.part', `${held}.csv.part`]
  for (const name of [`${held}.csv`, ...left]) await writeFile(join(spoolDir, name), 'x')
  expect(await sweepSpool(db, spoolDir, Date.now())).toEqual([])
  expect((await sweepSpool(db, spoolDir, Date.now() + 61 * 60 * 1000)).sort()).toEqual(left.sort())
  expect((await readdir(spoolDir)).sort()).toEqual([held, `${held}.csv`])
})

test('a resumable upload that rests is left alone, however long', async () => {
  const id = '0b9f1c4e-0000-4000-8000-000000000002'
  await createUpload(db, { id, byteSize: 10, metadata: {} })
  await writeFile(join(spoolDir, id), 'x')
  expect(await sweepSpool(db, spoolDir, Date.now() + 61 * 60 * 1000)).not.toContain(id)
})

test('a spool that does not exist yet', async () => {
  expect(await sweepSpool(db, join(spoolDir, 'none'), Date.now())).toEqual([])
})
