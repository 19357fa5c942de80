import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { Database } from '#db/client.ts'
import { readImports } from '#db/read/imports.ts'
import { freshDatabase } from '#db/testing/fresh-database.ts'
import { sampleTrips } from '#trips/sample-trips.ts'
import { type CliPorts, importFiles } from './cli-import.ts'
import { openTerminal } from './open-terminal.ts'
import { testPorts, thisWorker } from './testing/work-off.ts'
import { workLoop } from './work-loop.ts'

let db: Database
let drop: () => Promise<void>
let home: string
let spoolDir: string
let said: { out: string; err: string }
let stop: AbortController
beforeAll(async () => {
  ;({ db, drop } = await freshDatabase())
})
afterAll(() => drop())
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'tripfold-cli-import-'))
  spoolDir = join(home, 'spool')
  said = { out: '', err: '' }
  stop = new AbortController()
  return () => rm(home, { recursive: true })
})

const written = (to: 'out' | 'err', text: string): void => {
  said[to] += text
}
const ports = (more: Partial<CliPorts> = {}, isTTY = false): CliPorts => ({
  intake: { db, spoolDir },
  terminal: openTerminal(
    { isTTY, columns: 100, write: (text) => written('out', text) },
    { write: (text) => written('err', text) },
  ),
  stdin: Readable.from([]),
  stop: stop.signal,
  rejectsUrl: (id) => `rejects of ${id}`,
  ...more,
})
const importing = (files: string[], as?: string) => ({
  name: 'import' as const,
  files,
  as,
  details: { duplicates: 'keep' as const, options: {} },
})
/** With a worker at hand. */
async function run(how: CliPorts, command: ReturnType<typeof importing>): Promise<boolean> {
  const stopping = new AbortController()
  const working = workLoop({ ...testPorts(db, spoolDir, stopping.signal), chunkRows: 500 }, thisWorker)
  const result = await importFiles(how, command)
  stopping.abort()
  await working
  return result
}
let seed = 0
const someTrips = (rows: number) => Buffer.concat([...sampleTrips({ seed: ++seed, rows })])
const newest = async () => (await readImports(db, { limit: 1 })).imports[0]

test('on a terminal one line is drawn over and over, and wiped at the end; it never wraps', async () => {
  await writeFile(join(home, 'a.csv'), someTrips(20_000))
  expect(await run(ports({}, true), importing([join(home, 'a.csv')]))).toBe(true)
  const drawn = said.out.split('\r\u001b[K')
  expect(drawn.some((line) => /^a\.csv {2}█.*\d+ %.* rows/.test(line))).toBe(true)
  for (const line of drawn) expect([...line.split('\n')[0]].length).toBeLessThan(100)
  // What is left on the screen.
  const screen = said.out.split('\n').map((line) => line.slice(line.lastIndexOf('\u001b[K') + 1).replace(/^\[K/, ''))
  expect(screen).toEqual([
    expect.stringMatching(/a\.csv is import \d+$/),
    expect.stringMatching(/^a\.csv: done, 20,000 rows/),
    '',
  ])
})

test('elsewhere there are plain lines, one a state', async () => {
  await writeFile(join(home, 'a.csv'), someTrips(100))
  expect(await run(ports(), importing([join(home, 'a.csv')]))).toBe(true)
  expect(said.out).not.toContain('\u001b')
  expect(said.out).toMatch(/a\.csv: done, 100 rows: 100 stored, 0 rejected\n$/)
})

test('patterns, names that look like patterns, and what matches nothing', async () => {
  for (const name of ['may-1.csv', 'may-2.csv', 'june.csv', 'w[1]*.csv', '.may-3.csv'])
    await writeFile(join(home, name), someTrips(10))
  const given = ['may-?.csv', 'w[1]*.csv', '*.tsv', 'may-1.csv'].map((name) => join(home, name))
  expect(await run(ports(), importing(given))).toBe(false)
  const names = (await readImports(db, { limit: 3 })).imports.map(({ file_name }) => file_name)
  expect(names.toReversed()).toEqual(['may-1.csv', 'may-2.csv', 'w[1]*.csv'])
  expect(said.err).toMatch(/\*\.tsv: ENOENT/)
})

test('standard input is a file like any other, under the name that is said', async () => {
  const trips = someTrips(50)
  async function* stdin() {
    yield trips.subarray(0, 100)
    yield trips.subarray(100)
  }
  expect(await run(ports({ stdin: Readable.from(stdin(), { objectMode: false }) }), importing(['-'], 'piped.csv'))).toBe(true)
  expect(await newest()).toMatchObject({ file_name: 'piped.csv', byte_size: trips.length, rows_stored: 50 })
})

test('stopped while a file is copied: nothing of it is left, what was entered before goes on, and it says so', async () => {
  await writeFile(join(home, 'a.csv'), someTrips(10))
  const stdin = new PassThrough()
  stdin.write('region')
  const ended = importFiles(ports({ stdin }), importing([join(home, 'a.csv'), '-']))
  await vi.waitFor(async () => expect((await readdir(spoolDir)).some((name) => name.endsWith('.part'))).toBe(true))
  stop.abort()
  expect(await ended).toBe(false)
  const { id, state } = await newest()
  expect(state).toBe('received')
  expect(said.out).toContain(`Stopped while - was copied: nothing of it is imported. Tripfold goes on with import ${id}: `)
  expect(await readdir(spoolDir)).toHaveLength(1)
})
