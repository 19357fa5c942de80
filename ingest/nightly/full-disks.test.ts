import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect, type Database } from '#db/client.ts'
import { migrateDatabase } from '#db/migrate.ts'
import { readImport } from '#db/read/imports.ts'
import { startOrInstall } from '#db/server/start-or-install.ts'
import { freshDatabase } from '#db/testing/fresh-database.ts'
import { env } from '#env.ts'
import type { ImportView } from '#trips/import-job.ts'
import { enqueueFile } from '../enqueue-file.ts'
import { enqueueText } from '../testing/enqueue-text.ts'
import { expectVerified, type Stored } from '../testing/expect-verified.ts'
import { smallDisk } from '../testing/small-disk.ts'
import { tripFileText } from '../testing/trip-file.ts'
import { testPorts, thisWorker, workOff } from '../testing/work-off.ts'
import { workLoop } from '../work-loop.ts'

const text = tripFileText(31, 60_000)
let fresh: Awaited<ReturnType<typeof freshDatabase>>
let dir: string
let undisturbed: Stored
beforeAll(async () => {
  fresh = await freshDatabase()
  dir = mkdtempSync(join(tmpdir(), 'tripfold-disks-'))
  await enqueueText(fresh.db, dir, text)
  await workOff(fresh.db, dir)
  undisturbed = await expectVerified(fresh.db)
  await fresh.db.$client.query('DELETE FROM imports')
  await fresh.drop()
  fresh = await freshDatabase()
})
afterAll(async () => {
  await fresh.drop()
  rmSync(dir, { recursive: true })
})

/** A worker in this process until the import is done; `waits` is called when it says for the first time that it waits. */
async function workThrough(db: Database, spoolDir: string, id: number, waits: (view: ImportView) => void): Promise<void> {
  const stopping = new AbortController()
  let waited = false
  const publish = (view: ImportView) => {
    if (view.id !== id) return
    if (view.waiting_for && !waited) {
      waited = true
      waits(view)
    }
    if (view.state === 'done') stopping.abort()
  }
  await workLoop({ ...testPorts(db, spoolDir, stopping.signal), publish }, thisWorker)
  expect(waited).toBe(true)
}

test('the disk of the spool is full: the file is refused and nothing of it stays; unpacking waits for space', async () => {
  const disk = smallDisk(join(dir, 'spool'), 8)
  try {
    disk.fill()
    await expect(enqueueText(fresh.db, disk.path, text)).rejects.toMatchObject({ code: 'ENOSPC' })
    expect(readdirSync(disk.path)).toEqual(['ballast'])
    disk.free()
    async function* stream() {
      yield gzipSync(text)
    }
    const entered = await enqueueFile({ db: fresh.db, spoolDir: disk.path }, { stream: stream(), fileName: 'trips.csv.gz' })
    const { id } = 'import' in entered ? entered.import : entered.duplicateOf
    disk.fill()
    await workThrough(fresh.db, disk.path, id, (view) => {
      expect(view.waiting_for).toContain(`The disk of the spool folder (${disk.path}) is full.`)
      disk.free()
    })
    await expectVerified(fresh.db, undisturbed)
  } finally {
    disk.unmount()
  }
})

test('the disk of the database is full: the import waits and says so, and goes on when there is space', async () => {
  const disk = smallDisk(join(dir, 'server'), 400)
  const server = await startOrInstall({ dir: disk.path, engine: env().TEST_ENGINE, ephemeral: true }, () => {})
  const admin = connect(server.url)
  try {
    await admin.$client.query('CREATE DATABASE faults')
    await migrateDatabase(`${server.url}/faults`)
    const db = connect(`${server.url}/faults`)
    const id = await enqueueText(db, dir, text)
    disk.fill()
    await workThrough(db, dir, id, (view) => {
      expect(view.waiting_for).toContain("The database's disk is full.")
      disk.free()
    })
    expect(await readImport(db, id)).toMatchObject({ state: 'done', waiting_for: null })
    await expectVerified(db, undisturbed)
    await db.$client.end()
  } finally {
    await admin.$client.end()
    await server.stop()
    disk.unmount()
  }
})
