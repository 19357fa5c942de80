import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '#db/client.ts'
import { freshDatabase } from '#db/testing/fresh-database.ts'
import { countAreas } from '#db/write/count-areas.ts'
import { saveArea } from '#db/write/save-area.ts'
import { env } from '#env.ts'
import { doctorText, examine } from './doctor.ts'
import { enqueueFile } from './enqueue-file.ts'
import { tripFileText } from './testing/trip-file.ts'
import { workOff } from './testing/work-off.ts'

let db: Database
let url: string
let drop: () => Promise<void>
let dir: string
beforeAll(async () => {
  ;({ db, url, drop } = await freshDatabase())
  dir = await mkdtemp(join(tmpdir(), 'tripfold-doctor-'))
})
afterAll(async () => {
  await drop()
  await rm(dir, { recursive: true })
})

const settings = (changes = {}) => ({
  ...env(),
  ...{ DATABASE_URL: url, spoolDir: join(dir, 'spool'), INBOX_DIR: join(dir, 'inbox'), REALTIME_SECRET: '0123456789abcdef' },
  ...changes,
})
const lineOf = async (name: string, changes = {}) => (await examine(settings(changes))).find((one) => one.name === name)

test('a set-up that is well fails nowhere, and every line of what is not says what to do', async () => {
  const found = await examine(settings())
  expect(found.filter(({ level }) => level === 'fail')).toEqual([])
  expect(found.filter(({ level, todo }) => level !== 'ok' && !todo)).toEqual([])
  expect(doctorText(found)).toMatch(/^ok {4}Node .*\n[\s\S]*, 0 that must be mended$/)
})

test('a database that is not there, and one that is not ours', async () => {
  const gone = await lineOf('database', { DATABASE_URL: 'mysql://nobody:x@127.0.0.1:1/trips' })
  expect(gone).toMatchObject({ level: 'fail', says: expect.stringContaining('127.0.0.1:1/trips cannot be used') })
  expect(await lineOf('database', { DATABASE_URL: undefined })).toMatchObject({ level: 'fail', says: 'none is known' })
  const other = new URL(url)
  other.pathname = '/information_schema'
  expect(await lineOf('schema', { DATABASE_URL: other.href })).toMatchObject({ level: 'fail' })
})

test('what answers at the port is told from what does not', async () => {
  const stranger = createServer((_, response) => response.end('<html>a printer</html>'))
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve))
  const { port } = stranger.address() as AddressInfo
  expect(await lineOf('web', { PORT: port })).toMatchObject({ level: 'fail', says: expect.stringContaining('something else') })
  await new Promise((resolve) => stranger.close(resolve))
  expect(await lineOf('web', { PORT: port })).toMatchObject({ level: 'warn', says: expect.stringContaining('nobody answers') })
})

test('a folder that cannot be written to, files that belong to nobody, imports that wait or failed', async () => {
  await writeFile(join(dir, 'file'), '')
  expect(await lineOf('watched folder', { INBOX_DIR: join(dir, 'file') })).toMatchObject({ level: 'warn' })
  async function* bytes(text: string) {
    yield Buffer.from(text)
  }
  const spoolDir = join(dir, 'spool')
  await enqueueFile({ db, spoolDir }, { stream: bytes('no,trips\n1,2\n'), fileName: 'bad.csv' })
  await workOff(db, spoolDir)
  expect(await lineOf('imports')).toMatchObject({ level: 'warn', says: expect.stringContaining('1 (bad.csv)') })
  await enqueueFile({ db, spoolDir }, { stream: bytes(tripFileText(1, 10)), fileName: 'good.csv' })
  expect(await lineOf('worker')).toMatchObject({ level: 'ok' })
  await db.$client.query('UPDATE imports SET created_at = created_at - INTERVAL 5 MINUTE')
  expect(await lineOf('worker')).toMatchObject({ level: 'fail', says: expect.stringContaining('import 2 waits') })
  await workOff(db, spoolDir)
  await saveArea(db, { name: 'centre', polygons: [[[0, 0, 1, 0, 1, 1]]], replace: false })
  expect(await lineOf('saved areas')).toMatchObject({ level: 'warn', says: '1 of 1 are not counted in all chunks yet' })
  await countAreas(db)
  expect(await lineOf('saved areas')).toMatchObject({ level: 'ok' })
  await writeFile(join(spoolDir, 'left.part'), 'x')
  expect(await lineOf('spool files')).toMatchObject({ level: 'warn', says: expect.stringContaining('1 without an import') })
})
