import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '#db/client.ts'
import { freshDatabase } from '#db/testing/fresh-database.ts'
import { parseCommand } from './cli-command.ts'
import { testPorts, thisWorker } from './testing/work-off.ts'
import { workLoop } from './work-loop.ts'

test('what the command line asks for', () => {
  expect(parseCommand(['import', 'a.csv', 'b.csv'])).toEqual({
    name: 'import',
    files: ['a.csv', 'b.csv'],
    details: { duplicates: 'keep', force: undefined, options: {} },
  })
  const flags = ['--duplicates', 'skip', '--region', 'Turin', '--datasource=app', '--date-order', 'dmy', '--force']
  expect(parseCommand(['import', ...flags, 'a.csv', '--mapping', '{"origin":{"wkt":"start"}}'])).toEqual({
    name: 'import',
    files: ['a.csv'],
    details: {
      duplicates: 'skip',
      force: true,
      options: { region: 'Turin', datasource: 'app', date_order: 'dmy', mapping: { origin: { wkt: 'start' } } },
    },
  })
  expect(parseCommand(['import', 'a.csv', '--mapping', 'city bikes'])).toMatchObject({
    details: { options: { mapping: 'city bikes' } },
  })
  expect(parseCommand(['imports'])).toEqual({ name: 'imports' })
  expect(parseCommand(['rebuild'])).toEqual({ name: 'rebuild' })
  expect(parseCommand(['verify', '--json'])).toEqual({ name: 'verify', json: true })
  expect(parseCommand(['doctor'])).toEqual({ name: 'doctor', json: false })
  expect(parseCommand(['undo', '7'])).toEqual({ name: 'undo', id: 7 })
  expect(parseCommand(['cancel', '7'])).toEqual({ name: 'cancel', id: 7 })
  expect(parseCommand(['import', '-', '--name', 'a.csv'])).toMatchObject({ files: ['-'], as: 'a.csv' })
  expect(parseCommand(['feeds'])).toEqual({ name: 'feeds', act: { act: 'list' } })
  expect(parseCommand(['feeds', 'run', 'city'])).toEqual({ name: 'feeds', act: { act: 'run', feed: 'city' } })
  expect(parseCommand(['feeds', 'add', 'city', 'https://a.example/x', '15 4 * * *', '--region', 'Turin'])).toEqual({
    name: 'feeds',
    act: {
      ...{ act: 'add', feed: 'city' },
      body: {
        ...{ url: 'https://a.example/x', schedule: '15 4 * * *', enabled: true },
        options: { duplicates: 'keep', region: 'Turin' },
      },
    },
  })
  for (const args of [[], ['help'], ['--help'], ['import', '-h']]) expect(parseCommand(args)).toEqual({ name: 'help' })
})

test.each([
  [['import'], 'import needs at least one file'],
  [['export', 'a.csv'], '"export a.csv" is not a command'],
  [['undo'], '"undo" is not a command'],
  [['undo', 'x'], '"x" is not the id of an import'],
  [['imports', '--force'], 'imports takes no options'],
  [['rebuild', '--json'], 'rebuild takes no options'],
  [['verify', '--force'], 'verify takes no options'],
  [['import', 'a.csv', '--json'], '--json is for verify and doctor'],
  [['import', 'a.csv', 'b.csv', '--name', 'c.csv'], '--name is for one file'],
  [['feeds', 'add', 'city', 'https://a.example/x'], 'feeds add needs a name, an address and a schedule'],
  [['feeds', 'add', 'city', 'ftp://a.example/x', '* * * * *'], 'url: expected an address that begins with https://'],
  [['feeds', 'add', '../x', 'https://a.example/x', '* * * * *'], '"../x": expected 1 to 64 letters'],
  [['feeds', 'drop', 'city'], '"feeds drop city" is not a command'],
  [['import', 'a.csv', '--duplicates', 'drop'], 'duplicates: found "drop"; expected one of "keep"|"skip"'],
  [['import', 'a.csv', '--date-order', 'us'], 'date_order: found "us"'],
  [['import', 'a.csv', '--colour', 'red'], "Unknown option '--colour'"],
])('%j is not understood', (args, message) => {
  expect(() => parseCommand(args)).toThrow(
    expect.objectContaining({ code: 'bad_parameter', message: expect.stringContaining(message) }),
  )
})

let db: Database
let drop: () => Promise<void>
let home: string
let environment: NodeJS.ProcessEnv
beforeAll(async () => {
  const fresh = await freshDatabase()
  ;({ db, drop } = fresh)
  home = await mkdtemp(join(tmpdir(), 'tripfold-cli-'))
  environment = { DATABASE_URL: fresh.url, TRIPFOLD_HOME: home, NODE_ENV: 'test' }
})
afterAll(async () => {
  await drop()
  await rm(home, { recursive: true })
})

/** The command line as a process of its own, with a worker at hand. */
async function tripfold(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    const child = execFile(process.execPath, ['--import', 'tsx', 'ingest/cli.ts', ...args], { env: environment }, (_, out, err) =>
      resolve({ code: child.exitCode, out, err }),
    )
  })
  const stopping = new AbortController()
  const working = workLoop(testPorts(db, join(home, 'spool'), stopping.signal), thisWorker)
  const result = await ended
  stopping.abort()
  await working
  return result
}

const csv = (rows: string) => `region,origin_coord,destination_coord,datetime,datasource\n${rows}\n`
const row = 'Turin,POINT (7.6 45.0),POINT (7.7 45.1),2018-05-01 08:00:00,app'

test('files are imported, followed to their end, listed and undone', async () => {
  const [good, bad] = [join(home, 'good.csv'), join(home, 'bad.csv')]
  await writeFile(good, csv(`${row}\n${row.replace('45.0', '95.0')}`))
  await writeFile(bad, 'a,b\n1,2\n')

  const first = await tripfold('import', good)
  expect(first).toMatchObject({ code: 0, err: '' })
  expect(first.out).toContain(`${good} is import 1\n`)
  expect(first.out).toContain('good.csv: done, 2 rows: 1 stored, 1 rejected\n')
  expect(first.out).toContain('http://127.0.0.1:3000/api/v1/imports/1/rejects.csv')

  const verified = await tripfold('verify')
  expect(verified).toMatchObject({ code: 0, out: expect.stringContaining('Everything agrees: 1 trips of 1 imports') })
  await db.$client.query('UPDATE imports SET rows_read = rows_read + 1')
  const damaged = await tripfold('verify', '--json')
  expect(damaged.code).toBe(1)
  expect(JSON.parse(damaged.out).checks[0].findings).toEqual([{ importId: 1, says: 'rowsRead is 3, its chunks have 2' }])
  await db.$client.query('UPDATE imports SET rows_read = rows_read - 1')

  // Counts that are wrong are counted again from the trips.
  await db.$client.query('DELETE FROM weekly_region_rollups')
  expect((await tripfold('verify')).code).toBe(1)
  expect(await tripfold('rebuild')).toMatchObject({ code: 0, err: '', out: '1 trips in 1 chunks were counted anew\n' })
  expect((await tripfold('verify')).code).toBe(0)
  await db.$client.query('UPDATE import_chunks SET rows_stored = rows_stored + 1')
  const refused = await tripfold('rebuild')
  expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('chunk 1 stays as it is: chunk 1 holds 1 trips')])
  await db.$client.query('UPDATE import_chunks SET rows_stored = rows_stored - 1')

  const second = await tripfold('import', good, join(home, 'none.csv'), bad)
  expect(second.code).toBe(1)
  expect(second.out).toContain(`${good} is import 1 already: the same bytes`)
  expect(second.err).toContain('none.csv: ENOENT')
  expect(second.out).toMatch(/bad\.csv: failed, .+\n/)

  expect((await tripfold('import', good)).code).toBe(0)

  const undo = await tripfold('undo', '1')
  expect(undo).toMatchObject({ code: 0, out: expect.stringContaining('good.csv: undone') })
  const list = await tripfold('imports')
  expect(list.out.split('\n').map((line) => line.split('\t')[2]?.split(',')[0])).toEqual([
    'bad.csv: failed',
    'good.csv: undone',
    undefined,
  ])
  expect(await tripfold('undo', '1')).toMatchObject({ code: 1, err: expect.stringContaining('it is undone and stores no trips') })
  // Eight processes, a second or two each; many more where the machine is busy.
}, 180_000)

test('Ctrl-C while an import waits ends the watching, not the import, and says so', async () => {
  const path = join(home, 'patient.csv')
  await writeFile(path, csv(`${row}-patient`))
  const child = spawn(process.execPath, ['--import', 'tsx', 'ingest/cli.ts', 'import', path], { env: environment })
  let out = ''
  let signals = 0
  child.stdout.on('data', (text) => {
    out += text
    if (signals === 0 && out.includes('patient.csv: received')) signals += Number(child.kill('SIGINT'))
  })
  const [code] = await once(child, 'exit')
  expect(code).toBe(130)
  const id = Number(/is import (\d+)/.exec(out)?.[1])
  expect(out).toContain(`Tripfold goes on with import ${id}: "tripfold follow ID"`)
  expect(await tripfold('follow', String(id))).toMatchObject({ code: 0, out: expect.stringContaining('patient.csv: done') })
}, 90_000)

test('feeds on the command line', async () => {
  const known = environment
  const add = ['feeds', 'add', 'city', 'https://data.example.org/x.csv', '15 4 * * *'] as const
  expect(await tripfold(...add)).toMatchObject({ code: 1, err: expect.stringContaining('FEED_HOSTS') })
  environment = { ...known, FEED_HOSTS: 'data.example.org' }
  expect((await tripfold(...add)).out).toMatch(
    /^city\thttps:\/\/data\.example\.org\/x\.csv\t15 4 \* \* \*\tnext .*\tnot fetched yet\n$/,
  )
  expect((await tripfold('feeds', 'pause', 'city')).out).toContain('\tpaused\t')
  expect((await tripfold('feeds', 'remove', 'city')).code).toBe(0)
  expect(await tripfold('feeds')).toEqual({ code: 0, out: '', err: '' })
  environment = known
}, 90_000)

test('what is not understood, and what cannot be reached', async () => {
  expect(await tripfold('import')).toEqual({ code: 2, out: '', err: 'import needs at least one file\n' })
  expect((await tripfold('--help')).out).toMatch(/^Usage:/)
  environment = { ...environment, DATABASE_URL: '' }
  expect(await tripfold('imports')).toMatchObject({ code: 1, err: expect.stringMatching(/^No database: /) })
}, 90_000)
