import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { connect } from '#db/client.ts'
import { migrateDatabase } from '#db/migrate.ts'
import { readImport } from '#db/read/imports.ts'
import { startOrInstall } from '#db/server/start-or-install.ts'
import { freshDatabase } from '#db/testing/fresh-database.ts'
import { env } from '#env.ts'
import { arrivingFile } from './testing/arriving-file.ts'
import { enqueueText } from './testing/enqueue-text.ts'
import { expectVerified, type Stored } from './testing/expect-verified.ts'
import { tripFileText } from './testing/trip-file.ts'
import { testPorts, thisWorker, workOff } from './testing/work-off.ts'
import { workLoop } from './work-loop.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const text = Buffer.from(tripFileText(11, 6000))
let dir: string
let undisturbed: Stored
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tripfold-early-database-'))
  const fresh = await freshDatabase()
  await enqueueText(fresh.db, join(dir, 'spool'), text.toString())
  await workOff(fresh.db, join(dir, 'spool'))
  undisturbed = await expectVerified(fresh.db)
  await fresh.drop()
})
afterAll(() => rmSync(dir, { recursive: true }))

test('the database is killed while a file arrives and is read, and comes back: both go on by themselves', async () => {
  const start = () => startOrInstall({ dir: join(dir, 'server'), engine: env().TEST_ENGINE, ephemeral: true }, () => {})
  const server = await start()
  const admin = connect(server.url)
  await admin.$client.query('CREATE DATABASE faults')
  await admin.$client.end()
  await migrateDatabase(`${server.url}/faults`)
  const db = connect(`${server.url}/faults`, { loadData: true })
  const spoolDir = join(dir, 'spool')
  const stopping = new AbortController()
  const working = workLoop(testPorts(db, spoolDir, stopping.signal), thisWorker)
  const file = arrivingFile({ db, spoolDir }, { bytesMin: 100_000 })
  const third = Math.ceil(text.length / 3)
  const { id } = await file.send(text.subarray(0, third))
  await vi.waitFor(async () => expect((await readImport(db, id)).rows_read).toBeGreaterThan(0), 20_000)
  await server.kill()
  // Its bytes come whether the database is there or not.
  file.write(text.subarray(third, 2 * third))
  const revived = await start()
  await vi.waitFor(async () => expect((await readImport(db, id)).bytes_received).toBe(2 * third), 20_000)
  file.write(text.subarray(2 * third))
  expect(await file.end()).toMatchObject({ id, bytes_received: null })
  await vi.waitFor(async () => expect((await readImport(db, id)).state).toBe('done'), 30_000)
  stopping.abort()
  await working
  await expectVerified(db, undisturbed)
  await db.$client.end()
  await revived.stop()
})
