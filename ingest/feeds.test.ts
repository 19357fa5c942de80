import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Database } from '#db/client.ts'
import { readFeed } from '#db/read/feeds.ts'
import { countImports, readImports } from '#db/read/imports.ts'
import { freshDatabase } from '#db/testing/fresh-database.ts'
import { claimFeed, endFeedRun, releaseFeed } from '#db/write/claim-feed.ts'
import { requestUndo } from '#db/write/request-import.ts'
import { removeFeed, requestFeedRun, saveFeed } from '#db/write/save-feed.ts'
import type { FeedBody } from '#trips/feed.ts'
import { nextRun } from './feed-schedule.ts'
import { type FeedPorts, runDueFeed } from './run-feed.ts'
import { workOff } from './testing/work-off.ts'

let db: Database
let drop: () => Promise<void>
let spoolDir: string
beforeAll(async () => {
  ;({ db, drop } = await freshDatabase())
  spoolDir = await mkdtemp(join(tmpdir(), 'tripfold-feeds-'))
})
afterAll(async () => {
  await drop()
  await rm(spoolDir, { recursive: true })
})

type Answer = (request: IncomingMessage, response: ServerResponse) => void
let answer: Answer
let asked: IncomingMessage[]
let server: Server
let host: string
let stop: AbortController
beforeEach(async () => {
  asked = []
  stop = new AbortController()
  server = createServer((request, response) => {
    asked.push(request)
    answer(request, response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  host = `feeds.example:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  await db.execute(sql`DELETE FROM feeds`)
  server.closeAllConnections()
  server.close()
})

let made = 0
const someCsv = (): string =>
  `region,origin_coord,destination_coord,datetime,datasource\nTurin,POINT (7.6 45.0),POINT (7.7 45.1),2018-05-01 08:00:00,feed ${++made}\n`
const send =
  (body: string | Buffer, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    response.writeHead(200, { 'content-length': Buffer.byteLength(body), ...headers }).end(body)

const home = [{ address: '127.0.0.1', family: 4 }]
const ports = (more: Partial<FeedPorts> = {}): FeedPorts => ({
  ...{ db, spoolDir, bytesMax: 10_000_000, stop: stop.signal, log: () => {} },
  rules: { hosts: [host], privateHosts: [host] },
  resolve: async () => home,
  ...more,
})
const body = (more: Partial<FeedBody> = {}): FeedBody => ({
  ...{ url: `http://${host}/daily/trips.csv`, schedule: '0 0 1 1 *', enabled: true, options: {} },
  ...more,
})
const save = (more?: Partial<FeedBody>, name = 'city') => saveFeed(db, name, body(more), nextRun)
/** Runs the feed now, and answers what it says of itself. */
async function run(more?: Partial<FeedPorts>, name = 'city') {
  await requestFeedRun(db, name)
  expect(await runDueFeed(ports(more))).toBe(true)
  return readFeed(db, name)
}
const newest = async () => (await readImports(db, { limit: 1 })).imports[0]
/** Expects that a run changes nothing but the feed's own words. */
async function failing(more?: Partial<FeedPorts>) {
  const before = [await countImports(db), await readdir(spoolDir)]
  const view = await run(more)
  expect(view).toMatchObject({ last_result: 'failed', running: false })
  expect([await countImports(db), await readdir(spoolDir)]).toEqual(before)
  return view.last_message
}

test('a feed is fetched when it is due, and not before; its file is imported as any, and it says so', async () => {
  const csv = someCsv()
  answer = send(csv)
  await save({ options: { region: 'Turin', duplicates: 'skip' } })
  expect(await runDueFeed(ports())).toBe(false)
  await db.execute(sql`UPDATE feeds SET next_run_at = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND`)
  expect(await runDueFeed(ports())).toBe(true)
  const view = await newest()
  expect(view).toMatchObject({ file_name: 'trips.csv', duplicates: 'skip', state: 'received', byte_size: csv.length })
  const feed = await readFeed(db, 'city')
  expect(feed).toMatchObject({ last_result: 'imported', last_import_id: view.id, running: false })
  // The next first of January, by the database's clock.
  expect(feed.next_run_at).toMatch(/^\d{4}-01-01T00:00:00\.000Z$/)
  expect(Date.parse(feed.next_run_at ?? '')).toBeGreaterThan(Date.now())
  await workOff(db, spoolDir)
  expect(await newest()).toMatchObject({ state: 'done', rows_stored: 1 })
})

test('what has not changed is not imported again: by ETag, by date, or by its bytes', async () => {
  const csv = someCsv()
  answer = (request, response) => {
    const { 'if-none-match': etag, 'if-modified-since': date } = request.headers
    if (etag === '"1"' && date === 'Thu, 01 Feb 2024 00:00:00 GMT') response.writeHead(304).end()
    else send(csv, { etag: '"1"', 'last-modified': 'Thu, 01 Feb 2024 00:00:00 GMT' })(request, response)
  }
  await save()
  const first = await run()
  expect(first.last_result).toBe('imported')
  const before = await countImports(db)
  expect(await run()).toMatchObject({ last_result: 'unchanged', last_message: expect.stringContaining('304') })
  answer = send(csv)
  expect(await run()).toMatchObject({ last_result: 'unchanged', last_import_id: first.last_import_id })
  // Another feed of the same file, and this one when it was changed.
  await save({ url: `http://${host}/other` }, 'twin')
  expect(await run({}, 'twin')).toMatchObject({ last_result: 'unchanged', last_import_id: first.last_import_id })
  await save({ url: `http://${host}/daily/trips.csv?2` })
  answer = send(csv)
  expect(await run()).toMatchObject({ last_result: 'unchanged', last_import_id: first.last_import_id })
  expect(await countImports(db)).toBe(before)
  answer = send(someCsv())
  expect(await run()).toMatchObject({ last_result: 'imported' })
})

test('what somebody took back does not come again by itself', async () => {
  const csv = someCsv()
  answer = send(csv)
  await save()
  const { last_import_id } = await run()
  await workOff(db, spoolDir)
  await requestUndo(db, Number(last_import_id))
  await workOff(db, spoolDir)
  const before = await countImports(db)
  expect(await run()).toMatchObject({ last_result: 'unchanged' })
  expect(await countImports(db)).toBe(before)
})

test('a gzipped file is taken as it is, whether the host calls it a file or a coding', async () => {
  for (const headers of [{ 'content-type': 'application/gzip' }, { 'content-encoding': 'gzip' }] as Record<string, string>[]) {
    answer = send(gzipSync(someCsv()), headers)
    await save()
    expect(await run()).toMatchObject({ last_result: 'imported' })
    await workOff(db, spoolDir)
    expect(await newest()).toMatchObject({ state: 'done', rows_stored: 1 })
  }
})

test('a host that is not allowed is not asked, nor one of another port or scheme; without hosts nothing is', async () => {
  answer = send(someCsv())
  await save()
  expect(await failing({ rules: { hosts: ['feeds.example'], privateHosts: [] } })).toMatch(/is not a host to fetch from/)
  expect(await failing({ rules: { hosts: [], privateHosts: [host] } })).toMatch(/switched off/)
  await save({ url: `http://${host.replace(':', '.evil.example:')}/x` })
  expect(await failing()).toMatch(/is not a host to fetch from/)
  await save({ url: 'ftp://feeds.example/x' })
  expect(await failing({ rules: { hosts: ['feeds.example'], privateHosts: [] } })).toMatch(/is not a host to fetch from/)
  expect(asked).toEqual([])
})

test('a name that leads to a private network is not followed, however it is written', async () => {
  answer = send(someCsv())
  const port = host.split(':')[1]
  const rules = { hosts: [host], privateHosts: [] }
  await save()
  const resolved = async (...addresses: [string, number][]) =>
    failing({ rules, resolve: async () => addresses.map(([address, family]) => ({ address, family })) })
  expect(await resolved(['127.0.0.1', 4])).toMatch(/private network/)
  expect(await resolved(['::ffff:127.0.0.1', 6])).toMatch(/private network/)
  expect(await resolved(['169.254.169.254', 4])).toMatch(/private network/)
  expect(await resolved(['8.8.8.8', 4], ['127.0.0.1', 4])).toMatch(/private network/)
  expect(await resolved()).toMatch(/unknown/)
  for (const literal of [
    `127.0.0.1:${port}`,
    `[::1]:${port}`,
    `[::ffff:127.0.0.1]:${port}`,
    `0x7f.1:${port}`,
    `2130706433:${port}`,
  ]) {
    const url = new URL(`http://${literal}/x`)
    await save({ url: url.href })
    expect(await failing({ rules: { hosts: [url.host], privateHosts: [] } }), literal).toMatch(/private network/)
  }
  expect(asked).toEqual([])
})

test('a name that changes its address between two questions is asked once, and what was judged is connected to', async () => {
  answer = send(someCsv())
  let questions = 0
  await save()
  // The first answer is nobody's address that refuses at once; every later one would be this machine.
  const resolve = async () => (questions++ === 0 ? [{ address: '127.0.0.2', family: 4 }] : home)
  await run({ resolve })
  expect(questions).toBe(1)
  expect(asked).toEqual([])
})

test('a redirect is not followed', async () => {
  answer = (_, response) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end()
  await save()
  expect(await failing()).toMatch(/redirect \(302\)/)
  expect(asked.length).toBe(1)
})

test.each<[string, Answer, RegExp]>([
  ['an error', (_, response) => response.writeHead(404).end('gone'), /status 404/],
  ['no file', send(''), /empty/],
  ['another coding', send('x', { 'content-encoding': 'br' }), /br, which was not asked for/],
  [
    'a file cut short',
    (_, response) => {
      response.writeHead(200, { 'content-length': 1000 }).write('region')
      response.socket?.end()
    },
    /broke off/,
  ],
  [
    'a chunked file cut short',
    (_, response) => {
      response.write('region')
      response.socket?.destroySoon()
    },
    /broke off/,
  ],
  ['too much', send('x'.repeat(2000)), /larger than 1,000 bytes/],
])('%s is a failure that leaves nothing behind', async (_, how, why) => {
  answer = how
  await save()
  expect(await failing({ bytesMax: 1000 })).toMatch(why)
})

test('silence, and a file that trickles for too long', async () => {
  await save()
  answer = () => {}
  expect(await failing({ limits: { silenceMs: 50 } })).toMatch(/Nothing came/)
  answer = (_, response) => void response.write('region')
  expect(await failing({ limits: { silenceMs: 50 } })).toMatch(/Nothing came/)
  answer = (_, response) => {
    const timer = setInterval(() => response.write('x'), 5)
    response.on('close', () => clearInterval(timer))
  }
  expect(await failing({ limits: { wholeMs: 100 } })).toMatch(/not whole after/)
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
  expect(await failing()).toMatch(/ECONNREFUSED/)
})

test('a fault of this server is a failed run, not one that is tried over and over', async () => {
  answer = send(someCsv())
  await save()
  const log: string[] = []
  expect(await run({ spoolDir: '/dev/null/spool', log: (line) => log.push(line) })).toMatchObject({
    ...{ last_result: 'failed', last_message: 'This server could not keep the file; its log says why.' },
  })
  expect(log.join()).toContain('ENOTDIR')
  expect(await runDueFeed(ports())).toBe(false)
})

test('a paused feed runs only when it is asked to', async () => {
  answer = send(someCsv())
  await save({ enabled: false })
  expect((await readFeed(db, 'city')).next_run_at).toBeNull()
  expect(await run()).toMatchObject({ last_result: 'imported', next_run_at: null })
})

test('a feed that is due is taken by one worker; a dead one loses it; one that was changed meanwhile keeps its new words', async () => {
  answer = send(someCsv())
  await save()
  await requestFeedRun(db, 'city')
  const [first, ...others] = (await Promise.all([claimFeed(db), claimFeed(db), claimFeed(db)])).toSorted((a) => (a ? -1 : 1))
  expect([first?.name, ...others]).toEqual(['city', undefined, undefined])
  expect((await readFeed(db, 'city')).running).toBe(true)
  await db.execute(sql`UPDATE feeds SET lease_until = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND`)
  const second = await claimFeed(db)
  if (!first || !second) throw new Error('not taken')
  const end = { result: 'imported', message: 'late', importId: 1 } as const
  await endFeedRun(db, first, end, nextRun)
  await releaseFeed(db, first)
  expect(await readFeed(db, 'city')).toMatchObject({ running: true, last_result: null })
  await save({ url: `http://${host}/another` })
  await endFeedRun(db, second, end, nextRun)
  expect(await readFeed(db, 'city')).toMatchObject({ running: false, last_result: null })
})

test('a feed that is paused, or gets another schedule, while it is fetched is so afterwards', async () => {
  await save()
  await requestFeedRun(db, 'city')
  const feed = await claimFeed(db)
  if (!feed) throw new Error('not taken')
  await save({ schedule: '0 0 3 1 *' })
  await save({ schedule: '0 0 3 1 *', enabled: false })
  await endFeedRun(db, feed, { result: 'imported', message: 'It is import 1.', importId: 1 }, nextRun)
  expect(await readFeed(db, 'city')).toMatchObject({ last_result: 'imported', schedule: '0 0 3 1 *', next_run_at: null })
})

test('a worker that stops in the middle leaves the feed due and the spool clean', async () => {
  const before = await readdir(spoolDir)
  answer = (_, response) => {
    response.write('region')
    stop.abort()
  }
  await save()
  await requestFeedRun(db, 'city')
  await runDueFeed(ports()).catch(() => {})
  expect(await readFeed(db, 'city')).toMatchObject({ running: false, last_result: null })
  expect(await readdir(spoolDir)).toEqual(before)
  stop = new AbortController()
  answer = send(someCsv())
  expect(await runDueFeed(ports())).toBe(true)
  expect(await readFeed(db, 'city')).toMatchObject({ last_result: 'imported' })
})

test('a feed that is removed is gone; what it imported stays', async () => {
  const csv = someCsv()
  answer = send(csv)
  await save()
  await run()
  await removeFeed(db, 'city')
  await expect(removeFeed(db, 'city')).rejects.toThrow(/no feed/)
  const spooled = await Promise.all((await readdir(spoolDir)).map((name) => readFile(join(spoolDir, name), 'utf8')))
  expect(spooled).toContain(csv)
})
