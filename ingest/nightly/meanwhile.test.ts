import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RowDataPacket } from 'mysql2/promise'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Database } from '#db/client.ts'
import { readImport } from '#db/read/imports.ts'
import { readWeeklyAverage } from '#db/read/weekly-average.ts'
import { freshDatabase } from '#db/testing/fresh-database.ts'
import type { WeeklyAverageQuery } from '#trips/filters.ts'
import { enqueueText } from '../testing/enqueue-text.ts'
import { expectVerified, type Stored } from '../testing/expect-verified.ts'
import { tripFileText } from '../testing/trip-file.ts'
import { workOff } from '../testing/work-off.ts'
import { startWorker } from '../testing/worker-process.ts'

// What happens while a real worker imports: backups, questions, a deploy; and how much memory it takes.

const rows = 200_000
const chunkRows = 20_000
const text = tripFileText(41, rows)
let fresh: Awaited<ReturnType<typeof freshDatabase>>
let dir: string
let undisturbed: Stored

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tripfold-meanwhile-'))
  const first = await freshDatabase()
  await enqueueText(first.db, dir, text)
  await workOff(first.db, dir, chunkRows)
  undisturbed = await expectVerified(first.db)
  await first.drop()
})
beforeEach(async () => {
  fresh = await freshDatabase()
})
afterAll(() => rmSync(dir, { recursive: true }))

/** Calls `during` over and over while a worker of its own imports the file, then holds it to the undisturbed run. */
async function whileImporting(during: (pid: number) => Promise<void>): Promise<void> {
  const settings = { DATABASE_URL: fresh.url, SPOOL_DIR: dir, INBOX_DIR: join(dir, 'inbox'), CHUNK_ROWS: String(chunkRows) }
  const id = await enqueueText(fresh.db, dir, text)
  const worker = startWorker(settings)
  while ((await readImport(fresh.db, id)).state !== 'done') await during(worker.pid)
  worker.kill('SIGTERM')
  expect(await worker.exited).toBe('0')
  await expectVerified(fresh.db, undisturbed)
}

/** As `mysqldump --single-transaction` does: every table, read in one snapshot, written elsewhere. */
async function copyInSnapshot(from: Database, to: Database): Promise<void> {
  const source = await from.$client.getConnection()
  await source.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ')
  await source.query('START TRANSACTION WITH CONSISTENT SNAPSHOT')
  const [tables] = await source.query<RowDataPacket[]>("SHOW FULL TABLES WHERE Table_type = 'BASE TABLE'")
  for (const table of tables.map((row) => String(Object.values(row)[0]))) {
    await to.$client.query(`DELETE FROM \`${table}\``)
    const [copied] = await source.query<RowDataPacket[][]>({ sql: `SELECT * FROM \`${table}\``, rowsAsArray: true })
    const stored = copied.map((row) => row.map((value) => (isPlainObject(value) ? JSON.stringify(value) : value)))
    for (let at = 0; at < stored.length; at += 1000)
      await to.$client.query(`INSERT INTO \`${table}\` VALUES ?`, [stored.slice(at, at + 1000)])
  }
  await source.query('ROLLBACK')
  source.release()
}

const isPlainObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Buffer.isBuffer(value)

test('a backup taken in the middle of an import is whole, and the import can be brought to its end from it', async () => {
  const copy = await freshDatabase()
  let copies = 0
  await whileImporting(async () => {
    const { rows_stored, state } = await readImport(fresh.db, 1)
    if (copies > 0 || rows_stored < 40_000 || state !== 'loading') return
    copies++
    await copyInSnapshot(fresh.db, copy.db)
    expect((await readImport(copy.db, 1)).rows_stored).toBeLessThan(rows)
    await expectVerified(copy.db)
  })
  expect(copies).toBe(1)
  // The restored spool: the file was read to its end there, so it is sent again as it would be after a disaster.
  await copy.db.$client.query('UPDATE imports SET lease_token = NULL, lease_until = NULL')
  const [[{ spool_name }]] = await copy.db.$client.query<RowDataPacket[]>('SELECT spool_name FROM imports')
  writeFileSync(join(dir, spool_name), text)
  await workOff(copy.db, dir, chunkRows)
  await expectVerified(copy.db, undisturbed)
  await Promise.all([copy.drop(), fresh.drop()])
})

test('questions asked meanwhile see whole chunks or none, and the worker stays below 512 MiB', async () => {
  const asked = new Set<number>()
  let rssKib = 0
  const question: WeeklyAverageQuery = { relation: 'starts', weeks: 'all', relations: 'one' }
  await whileImporting(async (pid) => {
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => readWeeklyAverage(fresh.db, question).catch(() => undefined)),
    )
    for (const answer of answers) if (answer) asked.add(answer.total_trips)
    rssKib = Math.max(rssKib, Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0))
  })
  const [chunks] = await fresh.db.$client.query<RowDataPacket[]>('SELECT rows_stored FROM import_chunks ORDER BY chunk_no')
  const sums = [0]
  for (const { rows_stored } of chunks) sums.push(sums[sums.length - 1] + rows_stored)
  expect(sums).toEqual(expect.arrayContaining([...asked]))
  console.log(`${asked.size} states of the data seen, ${Math.round(rssKib / 1024)} MiB at most`)
  expect(asked.size).toBeGreaterThan(2)
  expect(rssKib / 1024).toBeLessThan(512)
  await fresh.drop()
})

test('a newer version changes tables under an import: the old worker goes on', async () => {
  let altered: Promise<unknown> | undefined
  await whileImporting(async () => {
    if ((await readImport(fresh.db, 1)).rows_stored >= 20_000)
      altered ??= (async () => {
        await fresh.db.$client.query('ALTER TABLE imports ADD COLUMN of_tomorrow INT NULL')
        await fresh.db.$client.query('ALTER TABLE import_chunks ADD COLUMN of_tomorrow INT NULL')
      })()
    await altered
  })
  expect(altered).toBeDefined()
  await fresh.drop()
})
