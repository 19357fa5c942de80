import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type ServedApi, serveApi } from '#app/_http/testing/serve-api.ts'
import { sha256, uploadClient } from '#app/_http/testing/upload-client.ts'
import { countImports, readImport } from '#db/read/imports.ts'
import { requestUndo } from '#db/write/request-import.ts'
import { sweepSpool } from '#ingest/sweep-spool.ts'
import { chance } from '#ingest/testing/chance.ts'
import { enqueueText } from '#ingest/testing/enqueue-text.ts'
import { expectVerified, type Stored } from '#ingest/testing/expect-verified.ts'
import { type FailingFiles, failFiles } from '#ingest/testing/failing-files.ts'
import { tableDigests } from '#ingest/testing/table-digests.ts'
import { tripFileText } from '#ingest/testing/trip-file.ts'
import { workOff } from '#ingest/testing/work-off.ts'
import { type ImportView, importView } from '#trips/import-job.ts'
import { problemView } from '#trips/views.ts'
import * as importRoute from '../imports/[id]/route.ts'
import * as importsRoute from '../imports/route.ts'
import * as uploadRoute from './[id]/route.ts'
import * as route from './route.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 })

// Each call that an upload makes of the file system fails once: its sender is told whose fault it is, and sends again what is missing.

const csv = Buffer.from(tripFileText(81, 2500, 100))
const half = Math.floor(csv.length / 2)
let api: ServedApi
let undisturbed: Stored
let empty: Record<string, string>
beforeAll(async () => {
  const routes = { '/uploads': route, '/uploads/{id}': uploadRoute, '/imports': importsRoute, '/imports/{id}': importRoute }
  api = await serveApi(routes, { EARLY_IMPORT_BYTES: '60000' })
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  empty = await tableDigests(api.db)
  const id = await enqueueText(api.db, api.spoolDir, csv.toString())
  await workOff(api.db, api.spoolDir)
  undisturbed = await expectVerified(api.db)
  await undo(id)
})
afterAll(() => api.close())
const { announce, urlOf, patch, head, importOf } = uploadClient(() => api)

async function undo(id: number): Promise<void> {
  await requestUndo(api.db, id)
  await workOff(api.db, api.spoolDir)
}

const reasons: Record<string, string> = {
  EIO: 'reports errors in reading or writing (EIO)',
  EACCES: 'may not read or write its files in the spool folder',
  EMFILE: 'as many files open as it may',
  ENOSPC: 'has no space for this file',
}

/** A request, again until it succeeds; what is said of each failure is what has happened. HEAD says nothing. */
async function untilTaken(files: FailingFiles, send: () => Promise<Response>): Promise<Response> {
  for (let attempt = 1; attempt <= 3; attempt++) {
    const response = await send()
    if (response.ok) return response
    expect([500, 503, 507]).toContain(response.status)
    const text = await response.text()
    if (text !== '') expect(problemView.parse(JSON.parse(text)).detail).toContain(reasons[files.failed?.code ?? ''])
  }
  throw new Error(`refused three times after ${JSON.stringify(files.failed)}`)
}

async function inOnePiece(files: FailingFiles): Promise<ImportView> {
  const headers = { 'content-type': 'text/csv' }
  const send = () => fetch(`${api.url}/imports?filename=trips.csv`, { method: 'POST', headers, body: csv })
  return importView.parse(await (await untilTaken(files, send)).json())
}

/** In two pieces; each time from where the server says that it is. */
async function inPieces(files: FailingFiles): Promise<ImportView> {
  const url = urlOf(await untilTaken(files, () => announce(csv.length)))
  const from = new Set<number>()
  let refusedAt: number | undefined
  for (;;) {
    const there = await untilTaken(files, () => head(url))
    if (there.headers.get('tripfold-import')) return importOf(there)
    const offset = Number(there.headers.get('upload-offset'))
    from.add(offset)
    // Of a piece that the disk did not take nothing counts; when the last one is refused, it may have been taken before.
    if (files.failed?.call === 'sync' && refusedAt !== undefined) expect([refusedAt, csv.length]).toContain(offset)
    expect(from.size).toBeLessThan(4)
    const response = await patch(url, offset, csv.subarray(offset, offset < half ? half : csv.length))
    refusedAt = response.ok ? undefined : offset
    if (response.ok) continue
    expect([500, 503, 507], JSON.stringify(files.failed)).toContain(response.status)
    expect(problemView.parse(await response.json()).detail).toContain(reasons[files.failed?.code ?? ''])
  }
}

test.each([
  ['in one piece', inOnePiece, 4],
  ['in pieces', inPieces, 8],
])('sent %s, and the n-th call fails, for every n: imported once, whole', async (name, send, callsMin) => {
  const { below } = chance(`uploads ${name}`)
  let n = 0
  for (let wasFailed = true; wasFailed; ) {
    const before = await countImports(api.db)
    const files = await failFiles(api.spoolDir, ++n, (codes) => codes[below(codes.length)])
    const { id } = await send(files).finally(() => files.mend())
    const which = JSON.stringify({ n, ...files.failed })
    await workOff(api.db, api.spoolDir)
    expect(await readImport(api.db, id), which).toMatchObject({ state: 'done', sha256: sha256(csv), bytes_done: csv.length })
    expect(await countImports(api.db), which).toBe(before + 1)
    await expectVerified(api.db, undisturbed)
    if (files.failed?.call !== 'rm') expect(await api.spooled(), which).toEqual([])
    await sweepSpool(api, Date.now() + 2 * 60 * 60_000, { days: 7, bytesMax: 0 })
    expect(await api.spooled(), which).toEqual([])
    await undo(id)
    expect(await tableDigests(api.db)).toEqual(empty)
    wasFailed = files.failed !== undefined
  }
  expect(n).toBeGreaterThan(callsMin)
})
