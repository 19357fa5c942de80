import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test, vi } from 'vitest'

// A process that starts from sources needs a second, on a busy machine some more.
vi.setConfig({ testTimeout: 30_000 })

const root = fileURLToPath(new URL('..', import.meta.url))
const home = mkdtempSync(join(tmpdir(), 'tripfold-realtime-'))
afterAll(() => rmSync(home, { recursive: true }))

function run(settings: Record<string, string>) {
  const env = { NODE_ENV: 'test' as const, TRIPFOLD_HOME: home, ...settings }
  return spawn(process.execPath, ['--import', 'tsx', 'realtime/main.ts'], { cwd: root, env })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}

test('says where it listens, and stops cleanly on SIGTERM', async () => {
  const port = await freePort()
  const child = run({ REALTIME_PORT: String(port), REALTIME_SECRET: 'sixteen characters' })
  const [line] = await once(child.stdout, 'data')
  expect(String(line)).toBe(`Realtime listens on ws://127.0.0.1:${port}/app/tripfold\n`)
  expect((await fetch(`http://127.0.0.1:${port}/up`)).status).toBe(200)
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
})

test('without a secret it ends with one sentence', async () => {
  const child = run({})
  const [complaint, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
  expect(complaint).toBe(
    'REALTIME_SECRET is missing: set the same secret of 16 characters or more for web, worker and realtime\n',
  )
  expect(code).toBe(1)
})
