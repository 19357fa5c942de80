import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Database } from '#db/client.ts'
import { readImport, readImports } from '#db/read/imports.ts'
import { freshDatabase } from '#db/testing/fresh-database.ts'
import { claimImport, postponeImport } from '#db/write/claim-import.ts'
import { requestUndo } from '#db/write/request-import.ts'
import { runImport } from './run-import.ts'
import { sweepSpool } from './sweep-spool.ts'
import { chance } from './testing/chance.ts'
import { enqueueText } from './testing/enqueue-text.ts'
import { expectVerified, type Stored } from './testing/expect-verified.ts'
import { type FailingFiles, failFiles } from './testing/failing-files.ts'
import { tableDigests } from './testing/table-digests.ts'
import { tripFileText } from './testing/trip-file.ts'
import { testPorts, thisWorker, workOff } from './testing/work-off.ts'
import { zipOf } from './testing/zip-of.ts'
import { waitingFor } from './waiting-for.ts'
import { watchFolder } from './watch-folder.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 })

// Every call that is made of the file system, from the look into the folder to the move to done/, fails once, each in a run of its
// own: the file is imported all the same, once, and by itself.

const text = tripFileText(71, 2500, 100)
const chunkRows = 1000
let db: Database
let drop: () => Promise<void>
let home: string
let empty: Record<string, string>
let undisturbed: Stored
beforeAll(async () => {
  ;({ db, drop } = await freshDatabase())
  home = mkdtempSync(join(tmpdir(), 'tripfold-file-faults-'))
  empty = await tableDigests(db)
  const id = await enqueueText(db, join(home, 'first'), text)
  await workOff(db, join(home, 'first'))
  undisturbed = await expectVerified(db)
  await undo(id)
})
afterAll(async () => {
  await drop()
  rmSync(home, { recursive: true })
})

async function undo(id: number): Promise<void> {
  await requestUndo(db, id)
  await workOff(db, join(home, 'first'))
  expect((await readImport(db, id)).state).toBe('undone')
}

/** Longer than a file rests after a failure, and than it must be quiet. */
const aWhileMs = 61_000
const looksMax = 12

/** A folder that is watched by a clock of the test's, and a worker that has its turn after each look, until the file is moved. */
async function importByFolder(dir: string): Promise<string[]> {
  const [inboxDir, spoolDir] = [join(dir, 'inbox'), join(dir, 'spool')]
  let now = 0
  const said: string[] = []
  const clock = { now: () => now, after: () => () => {} }
  const watch = watchFolder({ db, spoolDir, inboxDir, clock, log: (line) => said.push(line) })
  for (let look = 0; look < looksMax && !said.some((line) => line.includes('is now "done/')); look++) {
    now += aWhileMs
    await watch.scan()
    await takeTurn(spoolDir, said)
  }
  await watch.close()
  return said
}

/** As a worker's loop: what fails is put off with a reason for everybody, and its time comes. */
async function takeTurn(spoolDir: string, said: string[]): Promise<void> {
  for (let lease = await claimImport(db, thisWorker); lease; lease = await claimImport(db, thisWorker))
    try {
      await runImport({ ...testPorts(db, spoolDir), chunkRows }, lease)
    } catch (error) {
      await postponeImport(db, lease, waitingFor(error))
      said.push((await readImport(db, lease.importId)).waiting_for ?? 'a reason is missing')
      await db.$client.query('UPDATE imports SET lease_until = NULL WHERE id = ?', [lease.importId])
    }
}

const reasons: Record<string, string> = {
  EIO: 'reports errors in reading or writing (EIO)',
  EACCES: 'may not read or write',
  EMFILE: 'as many files open as it may',
  ENOSPC: 'is full',
}

/** One run in which the n-th call fails; false when there were fewer. */
async function survives(n: number, name: string, bytes: Buffer, below: (bound: number) => number): Promise<boolean> {
  const dir = join(home, `${name}-${n}`)
  // The name is taken by an earlier file, which must stay.
  mkdirSync(join(dir, 'inbox', 'done'), { recursive: true })
  writeFileSync(join(dir, 'inbox', 'done', name), 'earlier')
  writeFileSync(join(dir, 'inbox', name), bytes)
  const files = await failFiles(dir, n, (codes) => codes[below(codes.length)])
  const said = await importByFolder(dir).finally(() => files.mend())
  const which = JSON.stringify({ n, ...files.failed, said })
  const [view] = (await readImports(db, { limit: 1 })).imports
  expect(view, which).toMatchObject({ state: 'done', problem: null, waiting_for: null, file_name: name })
  await expectVerified(db, undisturbed)
  const moved = name.replace('.', ' (2).')
  expect(readdirSync(join(dir, 'inbox', 'done')).sort(), which).toEqual([moved, name])
  expect(readFileSync(join(dir, 'inbox', 'done', moved)).equals(bytes), which).toBe(true)
  expect(readFileSync(join(dir, 'inbox', 'done', name), 'utf8'), which).toBe('earlier')
  expect(readdirSync(join(dir, 'inbox')), which).toEqual(['done'])
  expectExplained(files, said, which)
  // What could not be removed at the time is removed later; nothing else is left.
  if (files.failed?.call !== 'rm') expect(readdirSync(join(dir, 'spool')), which).toEqual([])
  await sweepSpool({ db, spoolDir: join(dir, 'spool') }, Date.now() + 2 * 60 * 60_000, { days: 7, bytesMax: 0 })
  expect(readdirSync(join(dir, 'spool')), which).toEqual([])
  await undo(view.id)
  expect(await tableDigests(db)).toEqual(empty)
  rmSync(dir, { recursive: true })
  return files.failed !== undefined
}

/** Whatever held the file up has said so: in the import's row, or in the log. */
function expectExplained({ failed }: FailingFiles, said: string[], which: string): void {
  const held = said.filter((line) => !/ is (import \d+|now ".*")/.test(line))
  if (failed) for (const line of held) expect(line, which).toMatch(new RegExp(`${failed.code}|${escaped(reasons[failed.code])}`))
  else expect(held).toEqual([])
}
const escaped = (words: string): string => words.replace(/[()]/g, '\\$&')

test.each([
  ['trips.csv', Buffer.from(text), 1],
  ['trips.csv.gz', gzipSync(text), 3],
  ['trips.zip', zipOf({ name: 'trips.csv', content: text }), 3],
])('%s: the n-th call to the file system fails, for every n until the import is through', async (name, bytes, step) => {
  const { below } = chance(`failing files of ${name}`)
  // Most calls are those of a plain file: of the others a third has its turn each time.
  let n = 1 + below(step)
  while (await survives(n, name, bytes, below)) n += step
  expect(n).toBeGreaterThan(60)
})
