import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { isAlive } from '#db/server/stop-process.ts'
import { environmentWith } from '#env.ts'
import { childService } from './child-service.ts'
import { whenItSpeaks } from './ready.ts'

const folder = mkdtempSync(join(tmpdir(), 'tripfold-children-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const never = new AbortController().signal

/** A service that runs this JavaScript, ready when it prints a line; its lines are collected. */
function service(code: string, more: { stopBoundMs?: number } = {}) {
  const lines: string[] = []
  const log = (line: string) => void lines.push(line)
  const settings = { name: 'child', args: ['-e', code], environment: environmentWith({}), ready: whenItSpeaks, log, ...more }
  return { lines, start: childService(settings).start }
}

const untilGone = (pid: number) => expect.poll(() => isAlive(pid), { timeout: 20_000, interval: 20 }).toBe(false)

test('a child is told to end and ends in its own way', async () => {
  const child = service(`process.on('SIGTERM', () => process.exit(3)); setInterval(() => {}, 1000); console.log(process.pid)`)
  const running = await child.start(never)
  await running.stop()
  expect(await running.exited).toBe('ended with code 3')
  expect(isAlive(Number(child.lines[0]))).toBe(false)
})

test('a child that will not end is ended, and its own children with it', async () => {
  const stubborn = `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)`
  const child = service(
    `${stubborn}
    const { spawn } = require('node:child_process')
    const inner = spawn(process.execPath, ['-e', ${JSON.stringify(`${stubborn}; console.log('up')`)}])
    inner.stdout.once('data', () => console.log(process.pid + ' ' + inner.pid))`,
    { stopBoundMs: 50 },
  )
  const running = await child.start(never)
  const pids = child.lines[0].split(' ').map(Number)
  await running.stop()
  expect(await running.exited).toBe('ended by SIGKILL')
  for (const pid of pids) await untilGone(pid)
})

test('a child that ends before it is ready says so', async () => {
  await expect(service('process.exit(7)').start(never)).rejects.toThrow('child ended with code 7 before it was ready')
})

test('a start that is called off leaves nothing running', async () => {
  const stop = new AbortController()
  const child = service(`console.error(process.pid); setInterval(() => {}, 1000)`) // never ready: it speaks on stderr only
  const start = child.start(stop.signal)
  const failed = expect(start).rejects.toThrow('child did not become ready')
  await expect.poll(() => child.lines.length).toBe(1)
  stop.abort()
  await failed
  expect(isAlive(Number(child.lines[0]))).toBe(false)
})

test('children of a launcher that is killed outright end by themselves', async () => {
  const launcher = join(folder, 'launcher.ts')
  const here = (name: string) => JSON.stringify(pathToFileURL(join(import.meta.dirname, name)).href)
  const code = `console.log(process.pid); setInterval(() => {}, 1000)`
  writeFileSync(
    launcher,
    `import { childService } from ${here('child-service.ts')}
    import { whenItSpeaks } from ${here('ready.ts')}
    childService({ name: 'child', args: ['-e', ${JSON.stringify(code)}], environment: {}, ready: whenItSpeaks, log: console.log })
      .start(new AbortController().signal)`,
  )
  const parent = spawn(process.execPath, ['--import', 'tsx', launcher], { stdio: ['ignore', 'pipe', 'inherit'] })
  const pid = await firstNumber(parent)
  expect(isAlive(pid)).toBe(true)
  parent.kill('SIGKILL')
  await untilGone(pid)
})

async function firstNumber(parent: ChildProcess): Promise<number> {
  if (!parent.stdout) throw new Error('no output')
  const [text] = await once(parent.stdout, 'data')
  return Number(String(text).trim())
}
