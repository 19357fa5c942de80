import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RowDataPacket } from 'mysql2/promise'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect, type Database } from '#db/client.ts'
import { migrateDatabase } from '#db/migrate.ts'
import { readImport } from '#db/read/imports.ts'
import { reconcile } from '#db/reconcile.ts'
import { startOrInstall } from '#db/server/start-or-install.ts'
import { freshDatabase } from '#db/testing/fresh-database.ts'
import { env } from '#env.ts'
import type { ImportView } from '#trips/import-job.ts'
import { enqueueFile } from './enqueue-file.ts'
import { startDroppingProxy } from './testing/dropping-proxy.ts'
import { tripFileText } from './testing/trip-file.ts'
import { testPorts, thisWorker } from './testing/work-off.ts'
import { workLoop } from './work-loop.ts'

const rows = 8000
const text = tripFileText(11, rows)
let dir: string
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'tripfold-database-'))
})
afterAll(() => rmSync(dir, { recursive: true }))

async function enqueue(db: Database): Promise<number> {
  const stream = (async function* () {
    yield Buffer.from(text)
  })()
  const entered = await enqueueFile({ db, spoolDir: dir }, { stream, fileName: 'trips.csv' })
  if (!('import' in entered)) throw new Error('stored already')
  return entered.import.id
}

/** A worker in this process, until the import has ended. `onChange` hears what watchers hear. */
async function workUntilEnded(db: Database, id: number, onChange: (view: ImportView) => void): Promise<void> {
  const stopping = new AbortController()
  const ports = {
    ...testPorts(db, dir, stopping.signal),
    publish: (view: ImportView) => {
      onChange(view)
      if (view.id === id && view.state === 'done') stopping.abort()
    },
  }
  await workLoop(ports, thisWorker)
}

async function expectExact(db: Database, id: number): Promise<void> {
  expect(await readImport(db, id)).toMatchObject({ state: 'done', rows_read: rows, rows_stored: rows, rows_rejected: 0 })
  const [[row]] = await db.$client.query<RowDataPacket[]>('SELECT COUNT(*) AS trips FROM trips WHERE import_id = ?', [id])
  expect(row.trips).toBe(rows)
  expect((await reconcile(db)).checks).toEqual([])
}

test('the database is killed in the middle of a chunk and comes back: the import goes on by itself', async () => {
  const home = join(dir, 'server')
  const start = () => startOrInstall({ dir: home, engine: env().TEST_ENGINE, ephemeral: true }, () => {})
  let server = await start()
  const admin = connect(server.url)
  await admin.$client.query('CREATE DATABASE killed')
  await admin.$client.end()
  await migrateDatabase(`${server.url}/killed`)
  const db = connect(`${server.url}/killed`)
  const id = await enqueue(db)
  let revived: Promise<void> | undefined
  await workUntilEnded(db, id, (view) => {
    if (view.rows_stored < 3000 || revived) return
    revived = server.kill().then(async () => {
      server = await start()
    })
  })
  await revived
  expect(revived).toBeDefined()
  await expectExact(db, id)
  await db.$client.end()
  await server.stop()
}, 120_000)

test('the answer to a COMMIT is lost: the ledger tells, and nothing is stored twice', async () => {
  const fresh = await freshDatabase()
  const proxy = await startDroppingProxy(new URL(fresh.url))
  const db = connect(proxy.url)
  const id = await enqueue(db)
  let dropped = 0
  const arm = () => void proxy.dropCommitAnswer(1).then(() => dropped++)
  // Armed anew at each commit that is heard of, so that several chunks lose their answer.
  await workUntilEnded(db, id, (view) => {
    if (view.state === 'loading' && dropped < 3) arm()
  })
  expect(dropped).toBeGreaterThanOrEqual(2)
  await expectExact(fresh.db, id)
  await db.$client.end()
  await proxy.close()
  await fresh.drop()
}, 60_000)
