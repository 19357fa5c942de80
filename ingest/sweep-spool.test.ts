import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '#db/client.ts'
import { readImport } from '#db/read/imports.ts'
import { freshDatabase } from '#db/testing/fresh-database.ts'
import { createUpload } from '#db/write/lease-upload.ts'
import { retryImport } from '#db/write/retry-import.ts'
import { enqueueFile } from './enqueue-file.ts'
import { spoolHas } from './spool.ts'
import { sweepSpool } from './sweep-spool.ts'
import { workOff } from './testing/work-off.ts'

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

const hourMs = 60 * 60 * 1000
const week = { days: 7, bytesMax: 1e9 }
const sweep = (laterMs: number, retention = week) => sweepSpool({ db, spoolDir }, Date.now() + laterMs, retention)

async function enqueue(text: string): Promise<number> {
  async function* bytes() {
    yield Buffer.from(text)
  }
  const entered = await enqueueFile({ db, spoolDir }, { stream: bytes(), fileName: 'trips.csv' })
  return 'import' in entered ? entered.import.id : entered.duplicateOf.id
}

test('what killed processes left is removed after an hour; what an import holds stays', async () => {
  await enqueue('region\n')
  const [held] = await readdir(spoolDir)
  const left = ['0b9f1c4e-0000-4000-8000-000000000000', '0b9f1c4e-0000-4000-8000-000000000001.part', `${held}.csv.part`]
  for (const name of [`${held}.csv`, ...left]) await writeFile(join(spoolDir, name), 'x')
  expect(await sweep(0)).toEqual([])
  expect((await sweep(hourMs + 60_000)).sort()).toEqual(left.sort())
  expect((await readdir(spoolDir)).sort()).toEqual([held, `${held}.csv`])
  await workOff(db, spoolDir)
})

test('row hashes stay while their import is under way; else they go after an hour, those of failed imports too', async () => {
  const before = await readdir(spoolDir)
  await enqueue('a,b\n3,4\n')
  const name = (await readdir(spoolDir)).find((one) => !before.includes(one)) ?? ''
  const folders = [`${name}.hashes`, '0b9f1c4e-0000-4000-8000-000000000003.hashes']
  const writeAll = async () => {
    for (const folder of folders) {
      await mkdir(join(spoolDir, folder), { recursive: true })
      await writeFile(join(spoolDir, folder, '0'), 'x')
    }
  }
  await writeAll()
  expect(await sweep(0)).toEqual([])
  expect(await sweep(hourMs + 60_000)).toEqual([folders[1]])
  await workOff(db, spoolDir)
  expect((await readdir(spoolDir)).sort()).toEqual([...before, name].sort())
  // As a worker leaves it that is killed before it is through.
  await writeAll()
  expect((await sweep(hourMs + 60_000)).sort()).toEqual([...folders].sort())
  expect((await readdir(spoolDir)).sort()).toEqual([...before, name].sort())
  await sweep(8 * 24 * hourMs)
  expect(await readdir(spoolDir)).toEqual([])
})

test('the file of a failed import is kept for a week, and says when it can be tried again no more', async () => {
  const id = await enqueue('a,b\n1,2\n')
  await workOff(db, spoolDir)
  expect(await readImport(db, id)).toMatchObject({ state: 'failed', can_retry: true })
  expect(await sweep(6 * 24 * hourMs)).toEqual([])
  expect((await sweep(8 * 24 * hourMs)).length).toBe(1)
  expect(await readImport(db, id)).toMatchObject({ state: 'failed', can_retry: false })
  expect(await readdir(spoolDir)).toEqual([])
  const again = retryImport(db, id, { options: {}, force: false, spoolHas: (name) => spoolHas(spoolDir, name) })
  await expect(again).rejects.toThrow('are gone; send the file again')
})

test('of many failed files the newest are kept, and one that is tried again', async () => {
  const ids: number[] = []
  for (const n of [1, 2, 3]) ids.push(await enqueue(`a,b\n${n},2\n`))
  await workOff(db, spoolDir)
  await retryImport(db, ids[0], { options: {}, force: false, spoolHas: (name) => spoolHas(spoolDir, name) })
  expect((await sweep(0, { days: 7, bytesMax: 10 })).length).toBe(1)
  const kept = await Promise.all(ids.map((id) => readImport(db, id)))
  expect(kept.map(({ state, can_retry }) => `${state} ${can_retry}`)).toEqual(['received false', 'failed false', 'failed true'])
  await workOff(db, spoolDir)
  expect((await readImport(db, ids[0])).can_retry).toBe(true)
})

test('a resumable upload that rests is left alone, however long', async () => {
  const id = '0b9f1c4e-0000-4000-8000-000000000002'
  await createUpload(db, { id, byteSize: 10, metadata: {} })
  await writeFile(join(spoolDir, id), 'x')
  expect(await sweep(hourMs + 60_000)).not.toContain(id)
})

test('a spool that does not exist yet', async () => {
  expect(await sweepSpool({ db, spoolDir: join(spoolDir, 'none') }, Date.now(), week)).toEqual([])
})
