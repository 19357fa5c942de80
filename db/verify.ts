import type { PoolConnection, RowDataPacket } from 'mysql2/promise'
import type { ImportState } from '#trips/import-job.ts'
import { isTerminal } from '#trips/import-job.ts'
import {
  type ChunkCounts,
  conservationFaults,
  contiguityFaults,
  type ImportCounts,
  leftoverFaults,
} from '#trips/ledger-faults.ts'
import { TripDigest } from '#trips/trip-digest.ts'
import type { Database } from './client.ts'
import { reconcile } from './reconcile.ts'

/** What is found wrong, or worth knowing; `importId` null where it is nobody's. */
export type Finding = { importId: number | null; says: string }
/** `faults` may be more than the findings that are named. */
export type VerifyCheck = { name: string; what: string; compared: number; faults: number; findings: Finding[] }
export type Verification = {
  ok: boolean
  datasetVersion: number
  imports: number
  trips: number
  /** Sum of all stored trips' hashes: equal for the same trips on any server, in any order. */
  digest: string
  checks: VerifyCheck[]
  /** No faults, but nothing a person should overlook. */
  notes: Finding[]
}

type Job = ImportCounts & { attempts: number; waitingFor: string | null; secondsSinceLease: number | null }
type Chunk = ChunkCounts & { importId: number; digest: string }
type Ledger = { jobs: Job[]; chunks: Map<number, Chunk[]>; unusedLabels: string[] }

/** An import whose lease ran out so long ago has nobody who works on it. */
const abandonedSeconds = 600
/** Claims without a chunk in between. Fewer are restarts. */
const stuckAttempts = 3

/**
 * Whether what is stored is what was read: each import's ledger adds up and has no gap, every trip and rollup is recomputed
 * and compared, and nothing is left of imports that are gone. Reads only, in one snapshot. `progress` hears of chunks done.
 * About 3 s a million trips.
 */
export async function verify(db: Database, progress?: (done: number, of: number) => void): Promise<Verification> {
  let ledger: Ledger = { jobs: [], chunks: new Map(), unusedLabels: [] }
  const stored = await reconcile(db, {
    progress,
    within: async (connection) => {
      ledger = await readLedger(connection)
    },
  })
  const { jobs, chunks } = ledger
  const each = (faultsOf: (job: Job, its: Chunk[]) => string[]): Finding[] =>
    jobs.flatMap((job) => faultsOf(job, chunks.get(job.id) ?? []).map((says) => ({ importId: job.id, says })))
  const all = [...chunks.values()].flat()
  const found: (Omit<VerifyCheck, 'faults'> & { faults?: number })[] = [
    {
      name: 'conservation',
      what: 'rows read = stored + rejected + skipped, in each chunk and import',
      compared: all.length + 4 * jobs.length,
      findings: each(conservationFaults),
    },
    {
      name: 'ledger',
      what: 'the chunks of each file lie end to end, and reach its end',
      compared: 3 * all.length + jobs.length,
      findings: [...each(contiguityFaults), ...orphans(chunks, jobs)],
    },
    {
      name: 'trips and rollups',
      what: 'trips, digests, rejects and every rollup, recomputed from the trips',
      compared: stored.compared,
      faults: stored.of_total,
      findings: stored.checks.map((check) => ({
        importId: check.import_id,
        says: `${check.name}${check.region ? ` (${check.region}, ${check.week})` : ''}: found ${check.found} instead of ${check.expected}`,
      })),
    },
    {
      name: 'leftovers',
      what: 'nothing is left of what failed, was cancelled or undone',
      compared: jobs.length + 2,
      findings: [...each(leftoverFaults), ...ledger.unusedLabels.map((says) => ({ importId: null, says }))],
    },
  ]
  const checks = found.map((check) => ({ ...check, faults: check.faults ?? check.findings.length }))
  return {
    ok: stored.ok && checks.every(({ findings }) => findings.length === 0),
    datasetVersion: stored.dataset_version,
    imports: jobs.filter(({ state }) => state === 'done').length,
    trips: stored.trips,
    digest: TripDigest.sum(all.map(({ digest }) => digest)),
    checks,
    notes: jobs.flatMap((job) => notesOf(job).map((says) => ({ importId: job.id, says }))),
  }
}

async function readLedger(connection: PoolConnection): Promise<Ledger> {
  const read = async (statement: string) => (await connection.query<RowDataPacket[]>(statement))[0]
  const jobs = await read(
    `SELECT id, state, requested, problem_code, early, rows_read, rows_stored, rows_rejected, rows_skipped, bytes_done, bytes_total, attempts,
       waiting_for, TIMESTAMPDIFF(SECOND, lease_until, UTC_TIMESTAMP(3)) AS seconds_since_lease FROM imports ORDER BY id`,
  )
  const chunks = new Map<number, Chunk[]>()
  for (const row of await read('SELECT * FROM import_chunks ORDER BY import_id, chunk_no')) {
    const chunk: Chunk = {
      ...{ importId: row.import_id, chunkNo: row.chunk_no, digest: row.digest },
      ...{ byteFrom: row.byte_from, byteTo: row.byte_to, lineFrom: row.line_from, lineTo: row.line_to },
      ...countsOf(row),
    }
    chunks.set(chunk.importId, [...(chunks.get(chunk.importId) ?? []), chunk])
  }
  const unusedLabels: string[] = []
  for (const [table, column] of [
    ['regions', 'region'],
    ['datasources', 'datasource'],
  ])
    for (const { name } of await read(
      `SELECT name FROM ${table} WHERE id NOT IN (SELECT ${column} FROM weekly_region_rollups) ORDER BY id LIMIT 100`,
    ))
      unusedLabels.push(`${column} ${JSON.stringify(name)} has no trip`)
  return { jobs: jobs.map(jobOf), chunks, unusedLabels }
}

const countsOf = (row: RowDataPacket) => ({
  rowsRead: Number(row.rows_read),
  rowsStored: Number(row.rows_stored),
  rowsRejected: Number(row.rows_rejected),
  rowsSkipped: Number(row.rows_skipped),
})

const jobOf = (row: RowDataPacket): Job => ({
  ...{ id: row.id, state: row.state as ImportState, attempts: row.attempts, waitingFor: row.waiting_for },
  isLeaving: row.requested !== null || row.early === 'returning' || (row.problem_code !== null && !isTerminal(row.state)),
  ...countsOf(row),
  ...{ bytesDone: row.bytes_done, bytesTotal: row.bytes_total, secondsSinceLease: row.seconds_since_lease },
})

const orphans = (chunks: Map<number, Chunk[]>, jobs: Job[]): Finding[] => {
  const known = new Set(jobs.map(({ id }) => id))
  return [...chunks.keys()]
    .filter((id) => !known.has(id))
    .map((importId) => ({ importId, says: 'has chunks in the ledger and no row of its own' }))
}

/** Imports that stand still. They lose nothing, and somebody should look. */
function notesOf({ state, isLeaving, attempts, waitingFor, secondsSinceLease }: Job): string[] {
  if (isTerminal(state) && !isLeaving) return []
  if (waitingFor) return [`${state}, waits: ${waitingFor}`]
  if (attempts >= stuckAttempts) return [`${state}, begun ${attempts} times without getting further`]
  if (secondsSinceLease !== null && secondsSinceLease > abandonedSeconds)
    return [`${state}, and nobody has worked on it for ${Math.round(secondsSinceLease / 60)} minutes`]
  return []
}
