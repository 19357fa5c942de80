import { randomUUID } from 'node:crypto'
import { open, readdir, rm, stat, statfs } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { connect, type Database } from '#db/client.ts'
import { type Diagnosis, judgeServer } from '#db/judge-server.ts'
import { readImportBySpoolName, readImports } from '#db/read/imports.ts'
import { readServerFacts } from '#db/read/server-facts.ts'
import { readStandings } from '#db/read/standings.ts'
import { readCountingStanding } from '#db/read/uncounted-areas.ts'
import type { Env } from '#env.ts'
import {
  type Answer,
  type Folder,
  judgeAddress,
  judgeAreas,
  judgeImports,
  judgeInbox,
  judgeLeftovers,
  judgeNode,
  judgeSecret,
  judgeSpool,
  judgeWorker,
} from './judge-machine.ts'
import { describe } from './when-reachable.ts'

/** Looks a set-up over, from Node to the last import. Writes nothing but an empty file into the two folders, for a moment. */
export async function examine(settings: Env): Promise<Diagnosis[]> {
  const { diagnoses, waitingBytes } = await examineDatabase(settings)
  return [
    judgeNode(process.version),
    ...diagnoses,
    judgeSpool(await examineFolder(settings.spoolDir), waitingBytes),
    judgeInbox(await examineFolder(settings.INBOX_DIR)),
    judgeSecret(settings.REALTIME_SECRET),
    judgeAddress('web', await ask(httpUrl(settings.HOST, settings.PORT), '/api/v1/health', /"ok"/), 'PORT'),
    judgeAddress('live channel', await ask(realtimeUrl(settings), '/up'), 'REALTIME_PORT'),
  ]
}

async function examineDatabase(settings: Env): Promise<{ diagnoses: Diagnosis[]; waitingBytes: number }> {
  const url = settings.DATABASE_URL
  const unreachable = (says: string, todo: string) => ({
    diagnoses: [{ level: 'fail' as const, name: 'database', says, todo }],
    waitingBytes: 0,
  })
  if (!url) return unreachable('none is known', 'npm start, or set DATABASE_URL=mysql://user:password@host:port/database')
  const place = new URL(url)
  const db = connect(url, { connections: 1, silenceMs: 30_000 })
  try {
    const facts = await readServerFacts(db)
    const reached: Diagnosis = { level: 'ok', name: 'database', says: `reached at ${place.host}${place.pathname}` }
    const server = [reached, ...judgeServer(facts)]
    if (!facts.isMigrated) return { diagnoses: server, waitingBytes: 0 }
    const standings = await readStandings(db)
    const newest = await readImports(db, { limit: 100 })
    const attempts = new Map(standings.map((one) => [one.id, one.attempts]))
    const leftovers = await examineLeftovers(db, settings.spoolDir)
    return {
      diagnoses: [
        ...server,
        judgeWorker(standings),
        ...judgeImports(newest.imports, attempts),
        judgeAreas(await readCountingStanding(db)),
        judgeLeftovers(leftovers.names, leftovers.bytes),
      ],
      waitingBytes: Math.max(0, ...standings.map(({ byteSize }) => byteSize)),
    }
  } catch (error) {
    return unreachable(
      `${place.host}${place.pathname} cannot be used: ${causeOf(error)}`,
      'Is the server running, and are user, password and database of DATABASE_URL right?',
    )
  } finally {
    await db.$client.end()
  }
}

/** A failed statement's text helps nobody; what the server or the system said of it does. */
const causeOf = (error: unknown): string =>
  error instanceof Error && error.cause instanceof Error
    ? causeOf(error.cause)
    : describe(error) || (error instanceof Error && 'code' in error ? String(error.code) : 'no reason given')

/** A folder that is not there yet is made in the nearest one that is. */
async function examineFolder(path: string): Promise<Folder> {
  const place = await nearestFolder(resolve(path))
  const probe = join(place, `.doctor-${randomUUID()}.part`)
  try {
    const file = await open(probe, 'wx')
    await file.close()
    await rm(probe)
    const { bavail, bsize } = await statfs(place)
    return { path, freeBytes: bavail * bsize }
  } catch (error) {
    return { path, problem: describe(error) }
  }
}

async function nearestFolder(path: string): Promise<string> {
  const there = await stat(path).catch(() => undefined)
  return there || dirname(path) === path ? path : nearestFolder(dirname(path))
}

async function examineLeftovers(db: Database, spoolDir: string): Promise<{ names: string[]; bytes: number }> {
  const names: string[] = []
  let bytes = 0
  for (const name of await readdir(spoolDir).catch(() => [])) {
    const found = await stat(join(spoolDir, name)).catch(() => undefined)
    if (!found?.isFile() || (await readImportBySpoolName(db, name.split('.')[0]))) continue
    names.push(name)
    bytes += found.size
  }
  return { names, bytes }
}

const patienceMs = 3000

async function ask(base: string, path: string, expected = /./): Promise<Answer> {
  try {
    const response = await fetch(base + path, { signal: AbortSignal.timeout(patienceMs) })
    const isOurs = expected.test(await response.text()) && [200, 503].includes(response.status)
    return { url: base, state: isOurs ? 'ours' : 'other' }
  } catch (error) {
    const refused = error instanceof Error && /ECONNREFUSED|ENOTFOUND|EHOSTUNREACH/.test(String(causeCode(error)))
    return { url: base, state: refused ? 'nobody' : 'other' }
  }
}

const causeCode = ({ cause }: Error): unknown => (cause instanceof Error && 'code' in cause ? cause.code : undefined)

const reachable = (host: string): string => (host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host)
const httpUrl = (host: string, port: number): string =>
  `http://${host.includes(':') && host !== '::' ? `[${host}]` : reachable(host)}:${port}`
const realtimeUrl = ({ REALTIME_HOST, REALTIME_PORT, REALTIME_TLS }: Env): string =>
  httpUrl(REALTIME_HOST, REALTIME_PORT).replace(/^http:/, REALTIME_TLS ? 'https:' : 'http:')

/** A report for a terminal: worst things are as visible as good ones, each with what to do. */
export function doctorText(diagnoses: readonly Diagnosis[]): string {
  const width = Math.max(...diagnoses.map(({ name }) => name.length))
  const lines = diagnoses.flatMap(({ level, name, says, todo }) => [
    `${level.padEnd(4)}  ${name.padEnd(width)}  ${says}`,
    ...(todo ? [`      ${' '.repeat(width)}  → ${todo}`] : []),
  ])
  const count = (level: Diagnosis['level']) => diagnoses.filter((one) => one.level === level).length
  return [...lines, `${count('ok')} ok, ${count('warn')} to look at, ${count('fail')} that must be mended`].join('\n')
}
