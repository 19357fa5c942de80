import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RowDataPacket } from 'mysql2/promise'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { connect, type Database } from '#db/client.ts'
import { migrateDatabase } from '#db/migrate.ts'
import { readImport } from '#db/read/imports.ts'
import { startOrInstall } from '#db/server/start-or-install.ts'
import { freshDatabase } from '#db/testing/fresh-database.ts'
import { env } from '#env.ts'
import type { ImportView } from '#trips/import-job.ts'
import type { Ports } from './ports.ts'
import { startDroppingProxy } from './testing/dropping-proxy.ts'
import { enqueueText } from './testing/enqueue-text.ts'
import { expectVerified, type Stored } from './testing/expect-verified.ts'
import { tripFileText } from './testing/trip-file.ts'
import { testPorts, thisWorker, workOff } from './testing/work-off.ts'
import { workLoop } from './work-loop.ts'

// Processes and servers come and go here; on a machine that is busy with others each takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const rows = 8000
const text = tripFileText(11, rows)
let dir: string
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'tripfold-database-'))
})
afterAll(() => rmSync(dir, { recursive: true }))

const enqueue = (db: Database) => enqueueText(db, dir, text)

/** A worker in this process, until the import has ended. `onChange` hears what watchers hear. */
async function workUntilEnded(
  db: Database,
  id: number,
  onChange: (view: ImportView) => void,
  changes: Partial<Ports> = {},
): Promise<void> {
  const stopping = new AbortController()
  const ports = {
    ...testPorts(db, dir, stopping.signal),
    ...changes,
    publish: (view: ImportView) => {
      onChange(view)
      if (view.id === id && view.state === 'done') stopping.abort()
    },
  }
  await workLoop(ports, thisWorker)
}

/** The same trips each time: the first import that ended well says which. */
let undisturbed: Stored | undefined

async function expectExact(db: Database, id: number): Promise<void> {
  expect(await readImport(db, id)).toMatchObject({ state: 'done', rows_read: rows, rows_stored: rows, rows_rejected: 0 })
  const [[row]] = await db.$client.query<RowDataPacket[]>('SELECT COUNT(*) AS trips FROM trips WHERE import_id = ?', [id])
  expect(row.trips).toBe(rows)
  await expectVerified(db, undisturbed)
}

beforeAll(async () => {
  const fresh = await freshDatabase()
  await enqueue(fresh.db)
  await workOff(fresh.db, dir)
  undisturbed = await expectVerified(fresh.db)
  await fresh.drop()
})

/** A server of our own, which may be killed and changed: the other tests go on with theirs. */
async function ownServer(name: string) {
  const start = () => startOrInstall({ dir: join(dir, name), engine: env().TEST_ENGINE, ephemeral: true }, () => {})
  const server = await start()
  const admin = connect(server.url)
  await admin.$client.query('CREATE DATABASE faults')
  await migrateDatabase(`${server.url}/faults`)
  return { server, admin, start, db: connect(`${server.url}/faults`, { loadData: true }) }
}

test('the database is killed in the middle of a chunk and comes back: the import goes on by itself', async () => {
  const { server, admin, start, db } = await ownServer('killed')
  await admin.$client.end()
  let current = server
  const id = await enqueue(db)
  let revived: Promise<void> | undefined
  await workUntilEnded(db, id, (view) => {
    if (view.rows_stored < 3000 || revived) return
    revived = server.kill().then(async () => {
      current = await start()
    })
  })
  await revived
  expect(revived).toBeDefined()
  await expectExact(db, id)
  await db.$client.end()
  await current.stop()
})

test('LOAD DATA LOCAL is switched off while an import runs: it goes on with INSERTs, and the next one begins with them', async () => {
  const { server, admin, db } = await ownServer('switched')
  const lines: string[] = []
  const id = await enqueue(db)
  let switched: Promise<unknown> | undefined
  const onChange = (view: ImportView) => {
    if (view.rows_stored >= 3000) switched ??= admin.$client.query('SET GLOBAL local_infile = 0')
  }
  await workUntilEnded(db, id, onChange, { byLoadData: true, log: (line) => lines.push(line) })
  expect(lines).toEqual(['The server refuses LOAD DATA LOCAL by now: going on with batched INSERTs'])
  await switched
  await expectExact(db, id)
  const again = await enqueueText(db, dir, tripFileText(12, 100))
  await workUntilEnded(db, again, () => {}, { byLoadData: true, log: (line) => lines.push(line) })
  expect(lines.length).toBe(1)
  await Promise.all([admin.$client.end(), db.$client.end()])
  await server.stop()
})

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
})

test('every connection falls silent in the middle of a transaction: it is given up, and the import goes on', async () => {
  const fresh = await freshDatabase()
  const proxy = await startDroppingProxy(new URL(fresh.url))
  const db = connect(proxy.url, { connections: 4, silenceMs: 3000, idleSeconds: 1 })
  const id = await enqueue(db)
  let silenced = 0
  const lines: string[] = []
  await workUntilEnded(
    db,
    id,
    (view) => {
      if (view.state === 'loading' && view.rows_stored >= 1000 && silenced === 0)
        void proxy.blackHoleAt('rows_rejected = rows_rejected +').then(() => silenced++)
    },
    { log: (line) => lines.push(line) },
  )
  expect(silenced).toBe(1)
  expect(lines.join()).toContain('the database has been silent for 3 s')
  await expectExact(fresh.db, id)
  await proxy.close()
  await db.$client.end()
  await fresh.drop()
})

test('statements are killed and connections ended by an administrator: run again, nothing twice', async () => {
  const fresh = await freshDatabase()
  const db = connect(fresh.url, { connections: 4 })
  const id = await enqueue(db)
  const kinds = ['QUERY', 'CONNECTION']
  let killing: Promise<void> = Promise.resolve()
  let killed = 0
  const kill = async () => {
    const [threads] = await fresh.db.$client.query<RowDataPacket[]>(
      'SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()',
    )
    for (const { id: thread } of threads)
      await fresh.db.$client.query(`KILL ${kinds[killed % 2]} ${thread}`).then(
        () => killed++,
        () => {}, // gone in the meantime
      )
  }
  await workUntilEnded(db, id, (view) => {
    if (view.state === 'loading' && killed < 8) killing = killing.then(kill)
  })
  await killing
  expect(killed).toBeGreaterThanOrEqual(2)
  await expectExact(fresh.db, id)
  await db.$client.end()
  await fresh.drop()
})
