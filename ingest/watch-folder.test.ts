import { execFileSync } from 'node:child_process'
import { appendFileSync, watch as fsWatch, renameSync, rmSync } from 'node:fs'
import { appendFile, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { Database } from '#db/client.ts'
import { countImports, readImports } from '#db/read/imports.ts'
import { freshDatabase } from '#db/testing/fresh-database.ts'
import { requestCancel } from '#db/write/request-import.ts'
import { enqueueInboxFile } from './enqueue-inbox-file.ts'
import { listInbox } from './inbox-file.ts'
import { workOff } from './testing/work-off.ts'
import { type FolderWatch, type WatchSettings, watchFolder } from './watch-folder.ts'

let db: Database
let drop: () => Promise<void>
beforeAll(async () => {
  ;({ db, drop } = await freshDatabase())
})
afterAll(() => drop())

let home: string
let inboxDir: string
let spoolDir: string
let now: number
let log: string[]
const open = new Set<FolderWatch>()
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'tripfold-inbox-'))
  inboxDir = join(home, 'inbox')
  spoolDir = join(home, 'spool')
  await mkdir(inboxDir)
  now = 0
  log = []
})
afterEach(async () => {
  for (const watch of open) await watch.close()
  open.clear()
  await rm(home, { recursive: true })
})

const quietMs = 2000
/** A watch whose time stands still; nothing happens but by `scan`. */
function start(settings: Partial<WatchSettings> = {}): FolderWatch {
  const clock = { now: () => now, after: () => () => {} }
  const watch = watchFolder({ db, spoolDir, inboxDir, log: (line) => log.push(line), clock, quietMs, ...settings })
  open.add(watch)
  return watch
}
/** Two looks, far enough apart for every file to be complete. */
async function settle(watch: FolderWatch): Promise<void> {
  await watch.scan()
  now += quietMs
  await watch.scan()
}

let made = 0
const header = 'region,origin_coord,destination_coord,datetime,datasource'
const someCsv = (): string => `${header}\nTurin,POINT (7.6 45.0),POINT (7.7 45.1),2018-05-01 08:00:00,source ${++made}\n`
const put = (name: string, text = someCsv()) => writeFile(join(inboxDir, name), text)
const files = async (...folder: string[]) =>
  (await readdir(join(inboxDir, ...folder), { withFileTypes: true }))
    .filter((entry) => !entry.isDirectory())
    .map(({ name }) => name)
const newest = async () => (await readImports(db, { limit: 2000 })).imports
/** Imports entered while `act` runs, oldest first. */
async function entered(act: () => Promise<void>) {
  const before = await countImports(db)
  await act()
  return (await newest()).slice(0, (await countImports(db)) - before).reverse()
}

test('a file is imported once it is quiet, once, and then moved to done', async () => {
  const watch = start()
  const imports = await entered(async () => {
    await put('trips.csv')
    await watch.scan()
    now += quietMs - 1
    await watch.scan()
    expect(await readdir(spoolDir).catch(() => [])).toEqual([])
    now += 1
    await watch.scan()
    await settle(watch)
    await settle(watch)
  })
  expect(imports).toMatchObject([{ file_name: 'trips.csv', state: 'received' }])
  expect(await files()).toEqual(['trips.csv'])
  await workOff(db, spoolDir)
  await watch.importEnded(imports[0].id)
  expect(await files()).toEqual([])
  expect(await files('done')).toEqual(['trips.csv'])
})

test('while a file grows, or its time changes, it is left alone', async () => {
  const watch = start()
  const path = join(inboxDir, 'growing.csv')
  const early = await entered(async () => {
    await put('growing.csv', `${header}\n`)
    for (let day = 1; day <= 4; day++) {
      await watch.scan()
      now += quietMs - 1
      await watch.scan()
      await appendFile(path, `Turin,POINT (7.6 45.0),POINT (7.7 45.1),2018-05-0${day} 08:00:00,growing\n`)
      now += 1
    }
    await watch.scan()
    await utimes(path, 1, 1)
    now += quietMs
    await watch.scan()
  })
  expect(early).toEqual([])
  expect(await entered(() => settle(watch))).toMatchObject([{ byte_size: (await readFile(path)).length }])
})

test('a file under a working name is taken when it has its own', async () => {
  const watch = start()
  const names = ['.hidden.csv', 'a.csv.part', 'b.csv.tmp', 'c.csv.crdownload', 'D.CSV.PART']
  for (const name of names) await put(name)
  expect(await entered(() => settle(watch))).toEqual([])
  await rename(join(inboxDir, 'a.csv.part'), join(inboxDir, 'a.csv'))
  expect(await entered(() => settle(watch))).toMatchObject([{ file_name: 'a.csv' }])
  expect(log).toEqual([expect.stringContaining('"a.csv" is import')])
})

test('what is not a trip file stays, with one line in the log', async () => {
  const watch = start()
  await writeFile(join(home, 'secret.csv'), someCsv())
  await symlink(join(home, 'secret.csv'), join(inboxDir, 'link.csv'))
  execFileSync('mkfifo', [join(inboxDir, 'pipe.csv')])
  await mkdir(join(inboxDir, 'folder.csv'))
  await put('photo.png')
  await put('empty.csv', '')
  expect(await entered(() => settle(watch).then(() => settle(watch)))).toEqual([])
  expect(log.sort()).toEqual([
    'inbox: "empty.csv" is left alone: it is empty so far',
    'inbox: "link.csv" is left alone: it is not a regular file',
    'inbox: "photo.png" is left alone: its name does not end in .csv, .csv.gz, .tsv, .tsv.gz, .txt, .zip',
    'inbox: "pipe.csv" is left alone: it is not a regular file',
  ])
  expect((await files()).sort()).toEqual(['empty.csv', 'link.csv', 'photo.png', 'pipe.csv'])
})

test('names with line ends, emoji and dots', async () => {
  const watch = start()
  await put('a\nb.csv')
  await put('🚲 ..csv')
  await put('..x.csv')
  const imports = await entered(() => settle(watch))
  expect(imports.map(({ file_name }) => file_name).sort()).toEqual(['ab.csv', '🚲 ..csv'])
  expect(log.join('')).not.toContain('\n')
  await workOff(db, spoolDir)
  await watch.scan()
  expect((await files('done')).sort()).toEqual(['a\nb.csv', '🚲 ..csv'])
})

test('a file that cannot be imported is moved to failed, with the reason beside it', async () => {
  const watch = start()
  await put('zones.csv', 'zone_from,zone_to\n1,2\n')
  const [view] = await entered(() => settle(watch))
  await workOff(db, spoolDir)
  await watch.importEnded(view.id)
  const [failed] = (await newest()).filter(({ id }) => id === view.id)
  expect(failed.state).toBe('failed')
  expect((await files('failed')).sort()).toEqual(['zones.csv', 'zones.csv.error.txt'])
  expect(await readFile(join(inboxDir, 'failed', 'zones.csv.error.txt'), 'utf8')).toBe(`${failed.problem?.message}\n`)
})

test('a cancelled file is moved to failed', async () => {
  const watch = start()
  await put('trips.csv')
  const [view] = await entered(() => settle(watch))
  await requestCancel(db, view.id)
  await workOff(db, spoolDir)
  await watch.scan()
  expect(await readFile(join(inboxDir, 'failed', 'trips.csv.error.txt'), 'utf8')).toMatch(/was cancelled/)
})

test('a name that is taken gets a number', async () => {
  const watch = start()
  for (let round = 0; round < 3; round++) {
    await put('trips.csv')
    await settle(watch)
    await workOff(db, spoolDir)
    await watch.scan()
  }
  expect((await files('done')).sort()).toEqual(['trips (2).csv', 'trips (3).csv', 'trips.csv'])
})

test('bytes that are imported already are not imported again: their files follow that import', async () => {
  const watch = start()
  const csv = someCsv()
  await put('a.csv', csv)
  await put('b.csv', csv)
  expect(await entered(() => settle(watch))).toHaveLength(1)
  await workOff(db, spoolDir)
  await watch.scan()
  expect((await files('done')).sort()).toEqual(['a.csv', 'b.csv'])
  await put('c.csv', csv)
  expect(await entered(() => settle(watch))).toEqual([])
  expect((await files('done')).sort()).toEqual(['a.csv', 'b.csv', 'c.csv'])
  expect(await readdir(spoolDir)).toEqual([])
})

test('after a restart before the import: the file is not imported again', async () => {
  const first = start()
  await put('trips.csv')
  expect(await entered(() => settle(first))).toHaveLength(1)
  await first.close()
  const second = start()
  expect(await entered(() => settle(second))).toEqual([])
  await workOff(db, spoolDir)
  await second.scan()
  expect(await files('done')).toEqual(['trips.csv'])
})

test.each(['done', 'cancelled', 'failed'] as const)(
  'after a restart when the import was %s already, but its file not moved',
  async (end) => {
    const first = start()
    await put('trips.csv', end === 'failed' ? `a,b\n${++made},2\n` : undefined)
    const [{ id }] = await entered(() => settle(first))
    await first.close()
    if (end === 'cancelled') await requestCancel(db, id)
    await workOff(db, spoolDir)
    const second = start()
    expect(await entered(() => settle(second))).toEqual([])
    expect(await files(end === 'done' ? 'done' : 'failed')).toContain('trips.csv')
    expect(await files()).toEqual([])
  },
)

test('a failed file that is dropped in once more is tried once more', async () => {
  const watch = start()
  await put('zones.csv', `a,b\n${++made},2\n`)
  await settle(watch)
  await workOff(db, spoolDir)
  await watch.scan()
  await rename(join(inboxDir, 'failed', 'zones.csv'), join(inboxDir, 'zones.csv'))
  expect(await entered(() => settle(watch))).toMatchObject([{ file_name: 'zones.csv', state: 'received' }])
})

test('a file that is replaced while its import runs is imported too', async () => {
  const watch = start()
  await put('trips.csv')
  await settle(watch)
  const second = someCsv()
  await put('trips.csv', second)
  const [view] = await entered(() => settle(watch))
  expect(view.byte_size).toBe(second.length)
  await workOff(db, spoolDir)
  await watch.scan()
  expect(await readFile(join(inboxDir, 'done', 'trips.csv'), 'utf8')).toBe(second)
})

test('a file that was replaced when its import ends stays where it is', async () => {
  const watch = start()
  await put('trips.csv')
  const [view] = await entered(() => settle(watch))
  await workOff(db, spoolDir)
  await put('trips.csv')
  await watch.importEnded(view.id)
  expect(await files()).toEqual(['trips.csv'])
})

test.each([
  ['vanishes', (path: string) => rmSync(path), []],
  ['is renamed', (path: string) => renameSync(path, path.replace('trips', 'renamed')), ['renamed.csv']],
  ['is written to', (path: string) => appendFileSync(path, 'more'), ['trips.csv']],
])('a file that %s while it is copied', async (_, act, left) => {
  await mkdir(spoolDir)
  const watch = start()
  // Large enough that the copy is far from its end when its beginning is noticed.
  await put('trips.csv', someCsv() + ' '.repeat(16 * 2 ** 20))
  let acts = 0
  const spoolWatch = fsWatch(spoolDir, () => acts++ === 0 && act(join(inboxDir, 'trips.csv')))
  expect(await entered(() => settle(watch))).toEqual([])
  spoolWatch.close()
  expect(acts).toBeGreaterThan(0)
  expect(await readdir(spoolDir)).toEqual([])
  expect(await files()).toEqual(left)
  expect(await entered(() => settle(watch))).toMatchObject(left.map((name) => ({ file_name: name })))
})

test('a file that is gone, or a link to elsewhere, between the look and the copy', async () => {
  await writeFile(join(home, 'secret.csv'), someCsv())
  for (const act of [() => {}, () => symlink(join(home, 'secret.csv'), join(inboxDir, 'trips.csv'))]) {
    await put('trips.csv')
    const [file] = (await listInbox(inboxDir)).files
    await rm(join(inboxDir, 'trips.csv'))
    await act()
    const never = new AbortController().signal
    expect(await enqueueInboxFile({ db, spoolDir }, inboxDir, file, never)).toBeUndefined()
    expect(await readdir(spoolDir).catch(() => [])).toEqual([])
  }
})

test('a burst of 1,000 files, a restart in the middle of it, and names of any kind: each is imported once', async () => {
  const names = Array.from({ length: 1000 }, (_, i) => `burst ${i % 2 ? '🚲' : '..'} ${i}.csv`)
  for (const name of names) await put(name)
  const first = start()
  const imports = await entered(async () => {
    const before = await countImports(db)
    await first.scan()
    now += quietMs
    const scanning = first.scan()
    await vi.waitFor(async () => expect(await countImports(db)).toBeGreaterThan(before + 100), 20_000)
    await first.close()
    await scanning
    expect(await countImports(db)).toBeLessThan(before + 1000)
    const second = start()
    await settle(second)
    await settle(second)
  })
  expect(imports.map(({ file_name }) => file_name).sort()).toEqual(names.sort())
}, 120_000)

test('when the spool cannot be written the file stays, and is tried again a minute later', async () => {
  await writeFile(spoolDir, 'a file where the folder should be')
  const watch = start()
  await put('trips.csv')
  await settle(watch)
  await settle(watch)
  expect(log).toEqual([expect.stringMatching(/^inbox: "trips.csv" is tried again in 60 s: E/)])
  await rm(spoolDir)
  now += 60_000
  expect(await entered(() => settle(watch))).toMatchObject([{ file_name: 'trips.csv' }])
})

test('with the real clock and real events a dropped file is noticed', async () => {
  start({ clock: undefined, quietMs: 20 })
  const imports = await entered(async () => {
    await put('trips.csv')
    await vi.waitFor(() => expect(log).toContainEqual(expect.stringContaining('"trips.csv" is import')), { timeout: 10_000 })
  })
  expect(imports).toMatchObject([{ file_name: 'trips.csv' }])
})
