import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'playwright/test'
import { isAlive } from '#db/server/stop-process.ts'
import { env, environmentWith, givenEnv } from '#env.ts'

// The real launcher, beside the Tripfold of the other browser tests and from the same build, with a home of its own.
test.skip(!existsSync('/proc/self/stat'), 'reads /proc')
test.setTimeout(120_000)

const isServerGiven = givenEnv().TEST_DATABASE_URL !== undefined

type Launched = { launcher: ChildProcess; pid: number; lines: string[]; url: string }

function launch(home: string): { launcher: ChildProcess; lines: string[] } {
  const { TEST_ENGINE: engine, DATABASE_URL: url = '' } = env()
  const launcher = spawn(
    process.execPath,
    ['--import', 'tsx', 'launch/start.ts', '--no-sample', ...(engine ? ['--engine', engine] : [])],
    {
      env: environmentWith({ TRIPFOLD_HOME: home, DATABASE_URL: isServerGiven ? url : '', PORT: '', REALTIME_PORT: '' }),
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const lines: string[] = []
  for (const output of [launcher.stdout, launcher.stderr])
    createInterface({ input: output }).on('line', (line) => lines.push(line))
  return { launcher, lines }
}

const said = (lines: string[], pattern: RegExp) => expect.poll(() => lines.join('\n'), { timeout: 60_000 }).toMatch(pattern)

async function launchUp(home: string): Promise<Launched> {
  const { launcher, lines } = launch(home)
  await said(lines, /^http:\/\/127\.0\.0\.1:\d+$/m)
  return { launcher, pid: Number(launcher.pid), lines, url: lines.find((line) => line.startsWith('http://')) ?? '' }
}

/** Every process, as its id, its parent's and its command line. */
function processes(): { pid: number; parent: number; command: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ')
        return [{ pid: Number(name), parent: Number(stat.slice(stat.lastIndexOf(')') + 4).split(' ')[0]), command }]
      } catch {
        return [] // it has ended meanwhile
      }
    })
}

function descendants(pid: number, all = processes()): { pid: number; command: string }[] {
  return all.filter(({ parent }) => parent === pid).flatMap((child) => [child, ...descendants(child.pid, all)])
}

function killOne(pid: number, part: RegExp): void {
  const found = descendants(pid).find(({ command }) => part.test(command))
  if (!found) throw new Error(`no process like ${part}`)
  process.kill(found.pid, 'SIGKILL')
}

const untilGone = (pids: number[]) => expect.poll(() => pids.filter(isAlive), { timeout: 30_000 }).toEqual([])

test('what dies is started again, and SIGTERM leaves nothing running', async ({ request }) => {
  const home = test.info().outputPath('home')
  const { launcher, pid, lines, url } = await launchUp(home)

  const second = launch(home)
  expect(await once(second.launcher, 'exit')).toEqual([1, null])
  await said(second.lines, /already running in .*home \(process \d+\) at http/)

  killOne(pid, /ingest\/worker\.ts/)
  await said(lines, /worker: ended by SIGKILL; starting it again in 0\.25 s.*worker: up again/s)
  if (!isServerGiven) {
    killOne(pid, /--datadir=/)
    await said(lines, /database: ended by SIGKILL.*database: up again/s)
  }
  await expect.poll(async () => (await request.get(`${url}/api/v1/regions`)).status()).toBe(200)

  const pids = descendants(pid).map((one) => one.pid)
  expect(pids.length).toBeGreaterThan(3)
  launcher.kill('SIGTERM')
  expect(await once(launcher, 'exit')).toEqual([0, null])
  await untilGone(pids)
  expect(existsSync(join(home, 'run.json'))).toBe(false)
})

test('a launcher that is killed outright takes the others with it, and the next start is none the wiser', async () => {
  const home = test.info().outputPath('home')
  const first = await launchUp(home)
  const pids = descendants(first.pid).map((one) => one.pid)
  first.launcher.kill('SIGKILL')
  const next = await launchUp(home)
  await untilGone(pids)
  next.launcher.kill('SIGINT')
  expect(await once(next.launcher, 'exit')).toEqual([0, null])
})
