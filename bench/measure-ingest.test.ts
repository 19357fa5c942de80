import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { connect } from '#db/client.ts'
import { takesLoadData } from '#db/read/takes-load-data.ts'
import type { Bench } from './bench-server.ts'
import { type Measured, measureIngest } from './measure-ingest.ts'
import type { SystemName } from './result-line.ts'
import { differenceOf } from './trip-facts.ts'
import type { TripCase } from './trip-source.ts'

const dir = mkdtempSync(join(tmpdir(), 'tripfold-bench-'))
let bench: Bench
let peers: SystemName[]

beforeAll(async () => {
  const serverUrl = inject('databaseAdminUrl')
  bench = { dir, serverUrl, serverPid: process.pid, chunkRows: 4096, signal: new AbortController().signal, log: () => {} }
  const db = connect(serverUrl)
  peers = (await takesLoadData(db)) ? ['r1', 'r1-parsed'] : [] // a server that refuses LOAD DATA LOCAL has no R1
  await db.$client.end()
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

async function measure(wanted: TripCase, runs: number): Promise<Measured[]> {
  const told: Measured[] = []
  await measureIngest(bench, wanted, { runs, names: ['tripfold', ...peers], tell: (measured) => told.push(measured) })
  return told
}

test('20,000 rows are imported, measured and found to be the same trips in every system', async () => {
  const told = await measure({ shape: 'native', rows: 20_000, seed: 3, files: 1, streamRows: 0 }, 2)
  expect(told.map(({ run, system }) => `${system} ${run}`)).toEqual(
    peers.length > 0
      ? ['tripfold 1', 'r1 1', 'r1-parsed 1', 'r1 2', 'r1-parsed 2', 'tripfold 2'] // another one begins
      : ['tripfold 1', 'tripfold 2'],
  )
  for (const { figures, csvBytes } of told) {
    expect(figures.facts.rows).toBe(20_000)
    expect(Object.keys(figures.facts.weeks)).toHaveLength(26)
    expect(figures.facts.sum).toMatch(/^-?\d+$/)
    expect(csvBytes).toBeGreaterThan(20_000 * 90)
    expect(figures.seconds).toBeGreaterThan(0)
    expect(figures.storedBytes).toBeGreaterThan(20_000 * 20)
    expect(figures.serverCpuSeconds).toBeGreaterThanOrEqual(0)
  }
  const [{ figures }] = told
  expect(figures.peakRssMb).toBeGreaterThan(50)
  expect(figures.clientCpuSeconds).toBeGreaterThan(0)
  expect(figures.progress?.at(-1)?.rows).toBe(20_000)
  expect(figures.rateByTenth).toHaveLength(10)
  expect(figures.loadingSeconds).toBeLessThanOrEqual(figures.seconds)
  expect(figures.tables?.map(({ name }) => name)).toContain('trip_segments')
}, 240_000)

test('many files at once, and a stream of files, are the same trips too', async () => {
  const wanted: TripCase = { shape: 'bikeshare', rows: 3000, seed: 3, files: 12, streamRows: 0 }
  const [atOnce] = await measure(wanted, 1)
  const [streamed] = await measure({ ...wanted, files: 1, streamRows: 1000 }, 1)
  expect(atOnce.figures.facts.rows).toBe(3000)
  expect(differenceOf(atOnce.figures.facts, streamed.figures.facts)).toBeUndefined()
  expect(streamed.figures.progress?.at(-1)?.rows).toBe(3000)
}, 240_000)

test('a case that does not fit on the disk is refused before anything is written', async () => {
  await expect(measure({ shape: 'native', rows: 1e15, seed: 1, files: 1, streamRows: 0 }, 1)).rejects.toThrow(/GB are free/)
})

test('a difference in rows, weeks or coordinates is said', () => {
  const facts = { rows: 3, weeks: { '2024-W01': 1, '2024-W02': 2 }, sum: '12' }
  expect(differenceOf(facts, { ...facts })).toBeUndefined()
  expect(differenceOf(facts, { rows: 3, weeks: facts.weeks })).toBeUndefined()
  expect(differenceOf(facts, { ...facts, rows: 4 })).toBe('3 rows and 4')
  expect(differenceOf(facts, { ...facts, weeks: { '2024-W01': 3 } })).toBe('1 trips in 2024-W01 and 3')
  expect(differenceOf(facts, { ...facts, weeks: { ...facts.weeks, '2024-W03': 1 } })).toBe('0 trips in 2024-W03 and 1')
  expect(differenceOf(facts, { ...facts, sum: '13' })).toBe('coordinates add up to 12 and 13')
})
