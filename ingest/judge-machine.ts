import { bytesText, type Diagnosis } from '#db/judge-server.ts'
import type { Standing } from '#db/read/standings.ts'
import { type ImportView, isTerminal } from '#trips/import-job.ts'

/** What the doctor finds on this machine; pure judgement, whoever looked. */
export type Folder = { path: string; problem?: string; freeBytes?: number }
/** What answers at an address: the one we look for, something else, or nobody. */
export type Answer = { url: string; state: 'ours' | 'other' | 'nobody' }

const ok = (name: string, says: string): Diagnosis => ({ level: 'ok', name, says })
const warn = (name: string, says: string, todo: string): Diagnosis => ({ level: 'warn', name, says, todo })
const fail = (name: string, says: string, todo: string): Diagnosis => ({ level: 'fail', name, says, todo })

const nodeMin = [20, 19]

export function judgeNode(version: string): Diagnosis {
  const [major, minor] = version.replace(/^v/, '').split('.').map(Number)
  if (major > nodeMin[0] || (major === nodeMin[0] && minor >= nodeMin[1])) return ok('Node', version)
  return fail('Node', `${version} is too old`, `Install Node ${nodeMin.join('.')} or later`)
}

/** A plain file is read where it lies; a packed one is unpacked beside it, to 4 to 12 times its size. */
const unpackedRatio = 12
const spareBytes = 2 ** 30

export function judgeSpool({ path, problem, freeBytes = 0 }: Folder, waitingBytes: number): Diagnosis {
  if (problem)
    return fail('spool folder', `${path}: ${problem}`, 'Make it a folder that the user of Tripfold may write to (SPOOL_DIR)')
  const wanted = spareBytes + unpackedRatio * waitingBytes
  const says = `${path} is writable, ${bytesText(freeBytes)} free`
  if (freeBytes >= wanted) return ok('spool folder', says)
  const more = `Free some space, or set SPOOL_DIR to a larger disk; ${bytesText(wanted)} would do for what waits and an upload`
  return freeBytes < spareBytes / 4 ? fail('spool folder', says, more) : warn('spool folder', says, more)
}

export const judgeInbox = ({ path, problem }: Folder): Diagnosis =>
  problem
    ? warn('watched folder', `${path}: ${problem}`, 'Make it a folder that the user of Tripfold may write to (INBOX_DIR)')
    : ok('watched folder', `${path} is writable`)

export function judgeAddress(name: string, { url, state }: Answer, setting: string): Diagnosis {
  if (state === 'ours') return ok(name, `answers at ${url}`)
  if (state === 'nobody') return warn(name, `nobody answers at ${url}`, 'npm start')
  return fail(name, `something else answers at ${url}`, `Set ${setting} to another port, or stop the other program`)
}

export const judgeSecret = (secret: string | undefined): Diagnosis =>
  secret
    ? ok('live channel settings', 'a secret is set')
    : warn(
        'live channel settings',
        'no REALTIME_SECRET: pages see progress when they are reloaded only',
        'npm start makes one; elsewhere set the same REALTIME_SECRET for web, worker and realtime',
      )

/** Longer than a worker looks away between two imports. */
const unheededSeconds = 60

export function judgeWorker(standings: readonly Standing[]): Diagnosis {
  const held = standings.filter(({ isHeld }) => isHeld)
  if (held.length > 0) return ok('worker', `works on import ${held.map(({ id }) => id).join(', ')}`)
  const unheeded = standings.filter((one) => !one.isPostponed && one.secondsWaiting > unheededSeconds)
  if (unheeded.length === 0) return ok('worker', standings.length === 0 ? 'no import waits' : 'has just been idle')
  return fail(
    'worker',
    `import ${unheeded.map(({ id }) => id).join(', ')} waits, and no worker has taken it`,
    'npm start; in containers: docker compose up worker',
  )
}

export function judgeImports(views: readonly ImportView[], attempts: ReadonlyMap<number, number>): Diagnosis[] {
  const waiting = views.filter(({ waiting_for }) => waiting_for !== null)
  const stuck = views.filter((view) => !view.waiting_for && !isTerminal(view.state) && (attempts.get(view.id) ?? 0) >= 3)
  const failed = views.filter(({ state }) => state === 'failed')
  const listed = (some: readonly ImportView[]) => some.map(({ id, file_name }) => `${id} (${file_name})`).join(', ')
  const found = [
    ...waiting.map((view) =>
      warn('imports', `${listed([view])} waits: ${view.waiting_for}`, 'It goes on by itself once that is mended'),
    ),
    ...stuck.map((view) =>
      warn(
        'imports',
        `${listed([view])} was begun ${attempts.get(view.id)} times without getting further`,
        "See the worker's log",
      ),
    ),
  ]
  if (failed.length > 0)
    found.push(
      warn('imports', `failed of the last ${views.length}: ${listed(failed.slice(0, 10))}`, 'tripfold imports says why each did'),
    )
  return found.length > 0 ? found : [ok('imports', `none of the last ${views.length} failed or stands still`)]
}

export function judgeAreas({ saved, uncounted }: { saved: number; uncounted: number }): Diagnosis {
  if (saved === 0) return ok('saved areas', 'none')
  if (uncounted === 0) return ok('saved areas', `all ${saved} are counted`)
  return warn(
    'saved areas',
    `${uncounted} of ${saved} are not counted in all chunks yet`,
    'A worker counts them when it has nothing else to do; until then they are answered trip by trip, exactly and more slowly',
  )
}

export const judgeLeftovers = (names: readonly string[], bytes: number): Diagnosis =>
  names.length === 0
    ? ok('spool files', 'each belongs to an import')
    : warn(
        'spool files',
        `${names.length} without an import, ${bytesText(bytes)}`,
        'A running worker removes them within two hours; an upload under way may be one of them',
      )
