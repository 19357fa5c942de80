import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { connect, type Database } from '#db/client.ts'
import { countImports } from '#db/read/imports.ts'
import { freshDatabase } from '#db/testing/fresh-database.ts'
import type { ImportView } from '#trips/import-job.ts'
import { enqueueFile, plainFileName } from './enqueue-file.ts'

let db: Database
let url: string
let drop: () => Promise<void>
beforeAll(async () => {
  ;({ db, url, drop } = await freshDatabase())
})
afterAll(() => drop())

let home: string
let spoolDir: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'tripfold-enqueue-'))
  spoolDir = join(home, 'spool')
})
afterEach(() => rm(home, { recursive: true }))

let made = 0
async function someFile(text = `region\n${++made}\n`): Promise<{ path: string; fileName: string }> {
  const path = join(home, 'trips.csv')
  await writeFile(path, text)
  return { path, fileName: 'trips.csv' }
}

test('a file becomes an import that is announced, and what was said of it is kept', async () => {
  const announced: ImportView[] = []
  const publish = (view: ImportView) => announced.push(view)
  const outcome = await enqueueFile(
    { db, spoolDir, publish },
    { ...(await someFile()), isSample: true, options: { region: 'Turin' } },
  )
  expect(outcome).toMatchObject({ import: { file_name: 'trips.csv', state: 'received', is_sample: true, duplicates: 'keep' } })
  expect(announced).toEqual(['import' in outcome && outcome.import])
  expect(await readdir(spoolDir)).toHaveLength(1)
})

test('the same bytes answer the first import, unless forced', async () => {
  const announced: ImportView[] = []
  const intake = { db, spoolDir, publish: (view: ImportView) => announced.push(view) }
  const file = await someFile()
  const first = await enqueueFile(intake, file)
  expect(await enqueueFile(intake, { ...file, fileName: 'other.csv' })).toEqual({
    duplicateOf: 'import' in first && first.import,
  })
  expect(await readdir(spoolDir)).toHaveLength(1)
  expect(await enqueueFile(intake, { ...file, force: true })).toMatchObject({ import: { state: 'received' } })
  expect(announced).toHaveLength(2)
})

test('an empty file, one that is not there and a folder leave nothing behind', async () => {
  const before = await countImports(db)
  await expect(enqueueFile({ db, spoolDir }, await someFile(''))).rejects.toMatchObject({ code: 'bad_parameter' })
  await expect(enqueueFile({ db, spoolDir }, { path: join(home, 'none'), fileName: 'x' })).rejects.toMatchObject({
    code: 'ENOENT',
  })
  await expect(enqueueFile({ db, spoolDir }, { path: home, fileName: 'x' })).rejects.toMatchObject({ code: 'EISDIR' })
  expect(await readdir(spoolDir)).toEqual([])
  expect(await countImports(db)).toBe(before)
})

test('when the row cannot be stored the file goes', async () => {
  const { db: broken, drop: dropBroken } = await freshDatabase()
  await broken.$client.query('ALTER TABLE imports ADD CONSTRAINT never CHECK (byte_size > 1000000)')
  await expect(enqueueFile({ db: broken, spoolDir }, await someFile())).rejects.toThrow()
  await dropBroken()
  expect(await readdir(spoolDir)).toEqual([])
})

test('when the database is away nobody can know, so the file stays for the sweep', async () => {
  const away = connect(url)
  await away.$client.end()
  await expect(enqueueFile({ db: away, spoolDir }, await someFile())).rejects.toThrow()
  expect(await readdir(spoolDir)).toHaveLength(1)
})

test('when only the answer to the insert is lost the import is found', async () => {
  // The first statement is done by the server, then its connection is cut before the answer is read.
  let cut = false
  const lossy = new Proxy(db, {
    get(target, key) {
      if (key !== 'insert' || cut) return Reflect.get(target, key)
      return (...args: Parameters<typeof db.insert>) => {
        cut = true
        const insert = target.insert(...args)
        return {
          values: (values: Parameters<typeof insert.values>[0]) => ({
            $returningId: async () => {
              await insert.values(values)
              throw Object.assign(new Error('Connection lost'), { code: 'PROTOCOL_CONNECTION_LOST' })
            },
          }),
        }
      }
    },
  })
  expect(await enqueueFile({ db: lossy, spoolDir }, await someFile())).toMatchObject({ import: { state: 'received' } })
  expect(await readdir(spoolDir)).toHaveLength(1)
})

test.each([
  ['/home/me/trips.csv', 'trips.csv'],
  ['C:\\data\\trips.csv', 'trips.csv'],
  [' trips.csv\n', 'trips.csv'],
  ['a\tb\u0007.csv', 'ab.csv'],
  ['vsc.\u202Espirt', 'vsc.spirt'],
  ['', 'upload.csv'],
  ['/', 'upload.csv'],
  ['..', 'upload.csv'],
  ['x'.repeat(300), 'x'.repeat(255)],
])('the name %j', (given, plain) => {
  expect(plainFileName(given)).toBe(plain)
})
