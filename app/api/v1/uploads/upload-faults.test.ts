import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { type ServedApi, serveApi } from '#app/_http/testing/serve-api.ts'
import { sha256, someCsv, uploadClient } from '#app/_http/testing/upload-client.ts'
import { countImports, readImports } from '#db/read/imports.ts'
import { createImport } from '#db/write/create-import.ts'
import { leaseUpload } from '#db/write/lease-upload.ts'
import { tendUploads } from '#ingest/tend-uploads.ts'
import * as importRoute from '../imports/[id]/route.ts'
import * as uploadRoute from './[id]/route.ts'
import * as route from './route.ts'

let api: ServedApi
beforeAll(async () => {
  const routes = { '/uploads': route, '/uploads/{id}': uploadRoute, '/imports/{id}': importRoute }
  api = await serveApi(routes)
})
afterAll(() => api.close())
const { begun, patch, head, offsetOf, spooledBytes, importOf, refused, beginPatch } = uploadClient(() => api)
const children = new Set<ChildProcess>()
afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  children.clear()
})

test('a second sender of one upload: the first gives way, and no byte is written by two', async () => {
  const csv = someCsv(200_000)
  const url = await begun(csv.length)
  const first = beginPatch(url, 0, csv.length, csv.subarray(0, 1000))
  await vi.waitFor(async () => expect(await spooledBytes(url)).toBe(1000))
  expect(await (await fetch(url)).json()).toMatchObject({ sending: true })
  const wrong = Buffer.alloc(500, 'x')
  // It guesses an offset that is past by then.
  await refused(() => patch(url, 0, wrong), 409)
  expect(await offsetOf(url)).toBe(1000)
  first.write(csv.subarray(1000, 2000), () => {})
  expect(await importOf(await patch(url, 1000, csv.subarray(1000)))).toMatchObject({ sha256: sha256(csv) })
  first.destroy()
})

test('many senders of the same rest at once: one writes it, and there is one import', async () => {
  const csv = someCsv(100_000)
  const url = await begun(csv.length)
  const before = await countImports(api.db)
  const responses = await Promise.all(Array.from({ length: 5 }, () => patch(url, 0, csv)))
  expect(responses.map(({ status }) => status).sort()).toEqual([204, 409, 409, 409, 409])
  expect(await countImports(api.db)).toBe(before + 1)
  expect((await readImports(api.db, { limit: 1 })).imports[0]).toMatchObject({ sha256: sha256(csv) })
})

async function startProcess(): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'app/_http/testing/uploads-process.ts'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.add(child)
  const [line] = await once(child.stdout ?? child, 'data')
  return { child, port: Number(String(line)) }
}

test('the web process is killed in the middle of an upload, which another one continues', async () => {
  const csv = someCsv(3_000_000)
  const path = new URL(await begun(csv.length)).pathname
  const { child, port } = await startProcess()
  const there = `http://127.0.0.1:${port}${path}`
  beginPatch(there, 0, csv.length, csv.subarray(0, 1_234_567))
  await vi.waitFor(async () => expect(await spooledBytes(there)).toBe(1_234_567), 10_000)
  child.kill('SIGKILL')
  await once(child, 'exit')
  const here = `http://127.0.0.1:${api.port}${path}`
  const offset = await offsetOf(here)
  expect(offset).toBe(1_234_567)
  expect(await importOf(await patch(here, offset, csv.subarray(offset)))).toMatchObject({ sha256: sha256(csv) })
})

test('another process has it and answers: it gives way', async () => {
  const csv = someCsv(100_000)
  const path = new URL(await begun(csv.length)).pathname
  const { port } = await startProcess()
  const there = `http://127.0.0.1:${port}${path}`
  beginPatch(there, 0, csv.length, csv.subarray(0, 5000))
  await vi.waitFor(async () => expect(await spooledBytes(there)).toBe(5000), 10_000)
  expect(await offsetOf(`http://127.0.0.1:${api.port}${path}`)).toBe(5000)
})

test.each(['a HEAD', 'an empty PATCH', 'the worker'])(
  'a death between the last byte and the import is made good by %s, once',
  async (who) => {
    const csv = someCsv()
    const url = await begun(csv.length, { filename: `${who}.csv` })
    // All but the last byte by the protocol; the last one as a process would leave it that dies right after writing it.
    await patch(url, 0, csv.subarray(0, -1))
    const id = url.split('/').at(-1) ?? ''
    await appendFile(join(api.spoolDir, id), csv.subarray(-1))
    const before = await countImports(api.db)
    const acts = {
      'a HEAD': () => head(url),
      'an empty PATCH': () => patch(url, csv.length, new Uint8Array()),
      'the worker': () => tendUploads(api),
    }
    await acts[who as keyof typeof acts]()
    await Promise.all([head(url), head(url), tendUploads(api), patch(url, csv.length, new Uint8Array())])
    expect(await countImports(api.db)).toBe(before + 1)
    expect(await importOf(await head(url))).toMatchObject({ sha256: sha256(csv), file_name: `${who}.csv` })
  },
)

test('a death between the import and the note of it: found again by its file, forced or not', async () => {
  const csv = someCsv()
  const url = await begun(csv.length, { force: '1' })
  await patch(url, 0, csv.subarray(0, -1))
  const id = url.split('/').at(-1) ?? ''
  await appendFile(join(api.spoolDir, id), csv.subarray(-1))
  const file = { fileName: 'a.csv', byteSize: csv.length, sha256: sha256(csv), spoolName: id, options: {}, isSample: false }
  const created = await createImport(api.db, { ...file, duplicates: 'keep', force: true })
  const { id: importId } = 'import' in created ? created.import : created.duplicateOf
  expect((await head(url)).headers.get('tripfold-import')).toBe(`/api/v1/imports/${importId}`)
})

test('who holds an upload and is silent is waited for, and a live holder that does not give way is a 423', async () => {
  const url = await begun(10)
  const id = url.split('/').at(-1) ?? ''
  await leaseUpload(api.db, id)
  await api.db.execute(sql`UPDATE uploads SET lease_until = UTC_TIMESTAMP(3) + INTERVAL 1 HOUR WHERE id = ${id}`)
  await refused(() => patch(url, 0, Buffer.from('x')), 423)
  expect((await head(url)).status).toBe(423)
  await api.db.execute(sql`UPDATE uploads SET lease_until = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE id = ${id}`)
  expect((await patch(url, 0, Buffer.from('x'))).status).toBe(204)
})

test('an upload to which nothing was added for a day is gone for good, its bytes too; a whole one keeps its file', async () => {
  const csv = someCsv()
  const [torn, whole] = [await begun(csv.length), await begun(csv.length)]
  await patch(torn, 0, csv.subarray(0, 10))
  await patch(whole, 0, csv)
  await tendUploads(api)
  expect(await offsetOf(torn)).toBe(10)
  await api.db.execute(sql`UPDATE uploads SET expires_at = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND`)
  expect((await head(torn)).status).toBe(410)
  await refused(() => patch(torn, 10, csv.subarray(10)), 410)
  expect((await tendUploads(api)).expired).toBeGreaterThanOrEqual(2)
  expect([(await head(torn)).status, await spooledBytes(torn)]).toEqual([404, 0])
  expect(await spooledBytes(whole)).toBe(csv.length)
})

test('a fault of the database at the last byte costs no byte: the next question enters the file', async () => {
  const csv = someCsv()
  const url = await begun(csv.length)
  await api.db.execute(sql`ALTER TABLE imports ADD COLUMN must INT NOT NULL`)
  await refused(() => patch(url, 0, csv), 500)
  expect((await head(url)).status).toBe(500)
  expect(await spooledBytes(url)).toBe(csv.length)
  await api.db.execute(sql`ALTER TABLE imports DROP COLUMN must`)
  expect(await importOf(await head(url))).toMatchObject({ sha256: sha256(csv) })
})
