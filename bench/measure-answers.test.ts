import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import type { database } from '#app/_http/database.ts'
import { routeModules } from '#app/_http/testing/route-modules.ts'
import { serveRoutes } from '#app/_http/testing/serve-routes.ts'
import { connect } from '#db/client.ts'
import { takesLoadData } from '#db/read/takes-load-data.ts'
import { type PeerPlan, peerPlans } from './answer-peers.ts'
import { answersCases } from './answers-cases.ts'
import { answersReport } from './answers-report.ts'
import { withScan } from './ask-mysql.ts'
import type { Bench } from './bench-server.ts'
import { type AnswersPlan, type MeasuredAnswers, measureAnswers } from './measure-answers.ts'
import { kindNames } from './question.ts'
import { type AnswersLine, answersLine, type PeerName } from './result-line.ts'
import type { Web } from './start-web.ts'

const dir = mkdtempSync(join(tmpdir(), 'tripfold-bench-'))
chmodSync(dir, 0o755) // PostgreSQL runs under an account of its own
const wanted = { shape: 'native', rows: 20_000, seed: 3, files: 1, streamRows: 8000 } as const
const extent = { most: 2, clients: 8, boxesAtOnce: 24, rowsMeanwhile: 8000 }
let bench: Bench
let loads: boolean

beforeAll(async () => {
  const serverUrl = inject('databaseAdminUrl')
  bench = { dir, serverUrl, serverPid: process.pid, chunkRows: 4096, signal: new AbortController().signal, log: () => {} }
  const db = connect(serverUrl)
  loads = await takesLoadData(db) // a server that refuses LOAD DATA LOCAL has no rows to compare with
  await db.$client.end()
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

/** The handlers of the app behind a real server: what is asked is what the bench asks, only the build is left out. */
async function startHandlers(_bench: Bench, databaseUrl: string): Promise<Web> {
  vi.stubEnv('DATABASE_URL', databaseUrl)
  vi.resetModules() // settings are read once a process
  const { server, port } = await serveRoutes(await routeModules())
  const stop = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    const kept = globalThis as typeof globalThis & { tripfoldDatabase?: ReturnType<typeof database> }
    await kept.tripfoldDatabase?.$client.end()
    kept.tripfoldDatabase = undefined
  }
  return { url: `http://127.0.0.1:${port}`, stop }
}

async function measure(peers: AnswersPlan['peers'], told: MeasuredAnswers[] = [], asked = extent): Promise<MeasuredAnswers[]> {
  await measureAnswers(bench, wanted, { extent: asked, peers, startWeb: startHandlers, tell: (measured) => told.push(measured) })
  return told
}

const peer = (name: PeerName, plan: Partial<PeerPlan>) => [name, { ...peerPlans[name], ...plan }] as const
/** What is no part of Tripfold is asked where it is installed. */
const others = [
  ...(existsSync('bench/peers/node_modules') ? [peer('duckdb', {})] : []),
  ...(['postgis', 'pandas'] as const).filter((name) => peerPlans[name].missing?.() === undefined).map((name) => peer(name, {})),
]

test('every kind of question is answered over HTTP as every peer answers it that is here', async () => {
  const rows = loads ? [peer('scan', { kinds: kindNames }), peer('btree', {}), peer('spatial', {})] : []
  const told = await measure([...rows, ...others])
  expect(told.map(({ system }) => system)).toEqual(['tripfold', ...[...rows, ...others].map(([name]) => name)])
  const [tripfold, scan] = told
  for (const kind of kindNames) expect(tripfold.asked[kind]?.ms).toHaveLength(extent.most)
  expect(tripfold.clients).toMatchObject({ clients: 8, boxes: 24 })
  expect(tripfold.importing).toMatchObject({ rows: 8000 })
  if (!loads) return
  for (const kind of kindNames) expect(scan.asked[kind]?.hashes, kind).toEqual(tripfold.asked[kind]?.hashes)
  for (const one of told) expect(one.storedBytes).toBeGreaterThan(20_000 * 20)
}, 240_000)

test('a peer that answers one trip more ends the run, and the report knows it from the lines', async () => {
  if (!loads) return
  const told: MeasuredAnswers[] = []
  const use: PeerPlan['use'] = (at, source, ask) =>
    withScan(at, source, (scan) =>
      ask({
        ...scan,
        ask: async (question) => {
          const { ms, found } = await scan.ask(question)
          return { ms, found: question.kind === 'hours' ? { ...found, trips: found.trips + 1 } : found }
        },
      }),
    )
  const little = { most: 1, clients: 2, boxesAtOnce: 4, rowsMeanwhile: 1000 }
  await expect(measure([peer('scan', { kinds: ['box-0.6', 'hours'], use })], told, little)).rejects.toThrow(
    /tripfold and scan answer \/api\/v1\/weekly-average\?bbox=.*hours=.* differently: "trips" is \d+ and \d+/,
  )
  expect(told.map(({ system }) => system)).toEqual(['tripfold', 'scan'])
  const [one] = answersCases(told.map(lineOf))
  expect(one.wrong).toEqual(['tripfold and scan answer question 1 of "boxes, some hours" differently'])
  expect(answersReport([one])).toContain('nothing of it counts')
  expect(answersReport([one])).not.toContain('p50 / p95')
}, 240_000)

function lineOf(measured: MeasuredAnswers): AnswersLine {
  const machine = { cpu: 'Quick 1', cores: 2, memoryGib: 24, kernel: '6.1', node: 'v20.19.0' }
  const engine = { kind: 'mysql', version: '9.7.4', settings: {} } as const
  const session = '2026-03-02T10:00:00.000Z'
  const common = { session, at: session, commit: 'abc', machine, engine, seed: 1, shape: 'native', rows: wanted.rows } as const
  return answersLine.parse({ subject: 'answers', ...common, ...measured })
}
