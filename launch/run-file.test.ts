import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { keepRealtimeSecret } from './keep-secret.ts'
import { claimHome } from './run-file.ts'

const home = mkdtempSync(join(tmpdir(), 'tripfold-home-'))
const file = join(home, 'run.json')
afterAll(() => rmSync(home, { recursive: true, force: true }))

test('a home is claimed once, read by this user alone, and free again afterwards', () => {
  const run = claimHome(home)
  run.write({ PORT: '3000' })
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ pid: process.pid, PORT: '3000' })
  expect(statSync(file).mode & 0o777).toBe(0o600)
  run.release()
  claimHome(home).release()
})

test('a running Tripfold keeps its home, a killed one does not', async () => {
  const script = join(home, 'start.ts')
  writeFileSync(script, 'console.log("up"); setInterval(() => {}, 1000)')
  const other = spawn(process.execPath, ['--import', 'tsx', script], { stdio: 'pipe' })
  await once(other.stdout, 'data')
  writeFileSync(file, JSON.stringify({ pid: other.pid, url: 'http://127.0.0.1:3000' }))
  expect(() => claimHome(home)).toThrow(`already running in ${home} (process ${other.pid}) at http://127.0.0.1:3000`)
  other.kill('SIGKILL')
  await once(other, 'exit')
  claimHome(home).release()
})

test('a claim cut short, or one whose pid is now a stranger’s, is taken over', () => {
  for (const content of ['{"pi', '{}', JSON.stringify({ pid: process.ppid })]) {
    writeFileSync(file, content)
    claimHome(home).release()
  }
})

test('the secret is made once and kept from others', () => {
  const secret = keepRealtimeSecret(home)
  expect(secret.length).toBeGreaterThanOrEqual(32)
  expect(keepRealtimeSecret(home)).toBe(secret)
  expect(statSync(join(home, 'secrets.json')).mode & 0o777).toBe(0o600)
})
