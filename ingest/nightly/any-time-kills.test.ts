import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { RowDataPacket } from 'mysql2/promise'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect } from '#db/client.ts'
import { readImport } from '#db/read/imports.ts'
import { freshDatabase } from '#db/testing/fresh-database.ts'
import { requestUndo } from '#db/write/request-import.ts'
import { chance, deadline } from '../testing/chance.ts'
import { startDroppingProxy } from '../testing/dropping-proxy.ts'
import { enqueueText } from '../testing/enqueue-text.ts'
import { expectVerified, type Stored } from '../testing/expect-verified.ts'
import { tripFileText } from '../testing/trip-file.ts'
import { testPorts, thisWorker, workOff } from '../testing/work-off.ts'
import { startWorker } from '../testing/worker-process.ts'
import { workLoop } from '../work-loop.ts'

const chunkRows = 2000
const text = tripFileText(21, 30_000, 100)
let fresh: Awaited<ReturnType<typeof freshDatabase>>
let dir: string
let undisturbed: Stored

beforeAll(async () => {
  fresh = await freshDatabase()
  dir = mkdtempSync(join(tmpdir(), 'tripfold-kills-'))
  const id = await enqueueText(fresh.db, dir, text)
  await workOff(fresh.db, dir, chunkRows)
  undisturbed = await expectVerified(fresh.db)
  await undo(id)
})
afterAll(async () => {
  await fresh.drop()
  rmSync(dir, { recursive: true })
})

async function undo(id: number): Promise<void> {
  await requestUndo(fresh.db, id)
  await workOff(fresh.db, dir)
  expect((await readImport(fresh.db, id)).state).toBe('undone')
}

const killsMax = 200

const untilTaken = (id: number, pid: number) =>
  expect
    .poll(
      async () => {
        const [[row]] = await fresh.db.$client.query<RowDataPacket[]>('SELECT lease_pid, state FROM imports WHERE id = ?', [id])
        return row.state === 'done' || row.lease_pid === pid
      },
      { timeout: 60_000, interval: 10 },
    )
    .toBe(true)

test('a worker is killed at any time, up to 200 times', async () => {
  const { below } = chance('kills at any time')
  const until = deadline()
  const settings = { DATABASE_URL: fresh.url, SPOOL_DIR: dir, INBOX_DIR: join(dir, 'inbox'), CHUNK_ROWS: String(chunkRows) }
  let kills = 0
  let imports = 0
  while (kills < killsMax && Date.now() < until) {
    const id = await enqueueText(fresh.db, dir, text)
    while ((await readImport(fresh.db, id)).state !== 'done' && Date.now() < until) {
      const worker = startWorker(settings)
      // Mostly after it has taken the import, or a busy machine would never get further; sometimes while it starts.
      if (below(6) > 0) await untilTaken(id, worker.pid)
      await pause(below(1200))
      worker.kill('SIGKILL')
      expect(await worker.exited).toBe('SIGKILL')
      kills++
    }
    await workOff(fresh.db, dir, chunkRows)
    imports++
    await expectVerified(fresh.db, undisturbed)
    await undo(id)
  }
  console.log(`${kills} kills in ${imports} imports`)
  expect(kills).toBeGreaterThan(0)
})

test('every connection is cut at the n-th request, for every n until the import is through', async () => {
  const small = tripFileText(22, 2500)
  const id = await enqueueText(fresh.db, dir, small)
  await workOff(fresh.db, dir)
  const whole = await expectVerified(fresh.db)
  await undo(id)
  const until = deadline()
  let wasCut = true
  let n = 1
  for (; wasCut && Date.now() < until; n++) {
    const proxy = await startDroppingProxy(new URL(fresh.url))
    const db = connect(proxy.url, { connections: 4 })
    const cut = await enqueueText(fresh.db, dir, small)
    wasCut = false
    void proxy.cutAtRequest(n).then(() => {
      wasCut = true
    })
    const stopping = new AbortController()
    const publish = ({ state }: { state: string }) => {
      if (state === 'done') stopping.abort()
    }
    await workLoop({ ...testPorts(db, dir, stopping.signal), publish }, thisWorker)
    await db.$client.end()
    await proxy.close()
    await workOff(fresh.db, dir)
    await expectVerified(fresh.db, whole)
    // The last request of all gives the lease back; where that was cut, it lapses.
    await fresh.db.$client.query(
      'UPDATE imports SET lease_until = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE lease_token IS NOT NULL',
    )
    await undo(cut)
  }
  console.log(`${n - 1} requests cut one by one${wasCut ? ' before the time was over' : ', to the last'}`)
})
