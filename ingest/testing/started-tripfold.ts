import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '#db/server/free-port.ts'
import { commandLine } from '#db/server/stop-process.ts'
import { environmentWith } from '#env.ts'
import { type ImportView, isTerminal } from '#trips/import-job.ts'

type TripFile = { name: string; text: string }

export type Tripfold = {
  imports(): Promise<ImportView[]>
  /** Into the watched folder. */
  drop(file: TripFile): void
  /** Through the API. These three are false when the server says no, and throw when it is not there. */
  upload(file: TripFile): Promise<boolean>
  cancel(id: number | undefined): Promise<boolean>
  undo(id: number | undefined): Promise<boolean>
  /** Ends the launcher's child with this in its command line outright; false when there is none at the moment. */
  kill(commandPart: string): boolean
  /** Waits until no file waits in the folder and no import is under way; returns them all. */
  untilIdle(): Promise<ImportView[]>
  /** False when the launcher has given up. */
  isUp(): boolean
  databaseUrl(): string
  stop(): Promise<void>
}

/** Everything as `npm start` brings it up, with a home, a folder and ports of its own. Waits until it is up. */
export async function startTripfold(dir: string, engine: string | undefined): Promise<Tripfold> {
  const inbox = join(dir, 'inbox')
  const home = join(dir, 'home')
  mkdirSync(inbox)
  const [port, realtimePort] = [await freePort(), await freePort()]
  const base = `http://127.0.0.1:${port}/api/v1`
  const launcher = spawn(
    process.execPath,
    ['--import', 'tsx', 'launch/start.ts', '--no-sample', ...(engine ? ['--engine', engine] : [])],
    {
      env: environmentWith({
        ...{ TRIPFOLD_HOME: home, INBOX_DIR: inbox, SPOOL_DIR: '', DATABASE_URL: '', HOST: '127.0.0.1', PORT: String(port) },
        ...{ REALTIME_PORT: String(realtimePort), CHUNK_ROWS: '1000', NODE_ENV: 'production', VITEST: '' },
      }),
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  await untilUp(launcher)
  const change = async (method: string, path: string) => (await fetch(base + path, { method })).ok
  const imports = () => readAll(base)
  return {
    imports,
    drop: ({ name, text }) => {
      writeFileSync(join(dir, name), text)
      renameSync(join(dir, name), join(inbox, name))
    },
    upload: async ({ name, text }) => {
      const headers = { 'content-type': 'text/csv' }
      return (await fetch(`${base}/imports?filename=${name}`, { method: 'POST', headers, body: text })).ok
    },
    cancel: async (id) => id !== undefined && change('POST', `/imports/${id}/cancel`),
    undo: async (id) => id !== undefined && change('DELETE', `/imports/${id}`),
    kill: (part) => killChild(launcher.pid ?? 0, part),
    isUp: () => launcher.exitCode === null,
    untilIdle: () => untilIdle(inbox, imports),
    databaseUrl: () => JSON.parse(readFileSync(join(home, 'run.json'), 'utf8')).DATABASE_URL,
    stop: async () => {
      const gone = new Promise((resolve) => launcher.once('exit', resolve))
      if (launcher.exitCode === null) launcher.kill('SIGTERM')
      else return
      await gone
    },
  }
}

/** The launcher says so; what it says otherwise is shown when it does not come up. */
async function untilUp(launcher: ChildProcess): Promise<void> {
  let said = ''
  await new Promise<void>((resolve, reject) => {
    launcher.stdout?.on('data', (bytes: Buffer) => {
      said = (said + bytes).slice(-10_000)
      if (/^Up after/m.test(said)) resolve()
    })
    launcher.once('exit', () => reject(new Error(`Tripfold did not come up:\n${said}`)))
  })
}

async function readAll(base: string): Promise<ImportView[]> {
  const views: ImportView[] = []
  for (let before = ''; ; ) {
    const response = await fetch(`${base}/imports?limit=100${before}`)
    if (!response.ok) throw new Error(`${response.status}`)
    const page = ((await response.json()) as { imports: ImportView[] }).imports
    views.push(...page)
    if (page.length < 100) return views
    before = `&before=${page[page.length - 1].id}`
  }
}

function killChild(launcher: number, part: string): boolean {
  const children = readdirSync('/proc').filter((pid) => {
    const status = existsSync(`/proc/${pid}/status`) && /^\d+$/.test(pid) ? statusOf(pid) : ''
    return new RegExp(`^PPid:\\s+${launcher}$`, 'm').test(status) && commandLine(Number(pid)).includes(part)
  })
  for (const pid of children) process.kill(Number(pid), 'SIGKILL')
  return children.length > 0
}

function statusOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8')
  } catch {
    return '' // ended in the meantime
  }
}

const looksMax = 600

async function untilIdle(inbox: string, imports: () => Promise<ImportView[]>): Promise<ImportView[]> {
  let views: ImportView[] = []
  for (let look = 0; look < looksMax; look++) {
    await pause(1000)
    views = await imports().catch(() => [])
    const isQuiet = views.length > 0 && views.every(({ state, requested }) => isTerminal(state) && !requested)
    if (isQuiet && !readdirSync(inbox).some((name) => name.endsWith('.csv'))) return views
  }
  throw new Error(`still busy: ${JSON.stringify(views.filter(({ state }) => !isTerminal(state)))}, ${readdirSync(inbox)}`)
}
