import { expect, test } from 'vitest'
import type { ImportView } from '#trips/import-job.ts'
import {
  importIdOfUrl,
  nextUpload,
  type Upload,
  type UploadAct,
  uploadQueue,
  uploadRate,
  uploadsOfImports,
} from './upload-queue.ts'

const file = (name: string): Upload['file'] => Object.assign(new Blob(['x'.repeat(1000)]), { name })
const options = { duplicates: 'keep' as const, region: '', datasource: '' }
const problem = { type: 'about:blank', title: 'Known', status: 409, detail: 'the same file', import: '/api/v1/imports/7' }
const after = (...acts: UploadAct[]) => acts.reduce(uploadQueue, [])
const add: UploadAct = { act: 'add', files: [file('a.csv'), file('b.csv')], options }
const start: UploadAct = { act: 'start', id: 1 }
const at = (seconds: number, bytes: number): UploadAct => ({ act: 'progress', id: 1, at: seconds * 1000, bytes })

test('files are sent one after the other, in order', () => {
  expect(nextUpload(after(add))?.file.name).toBe('a.csv')
  expect(nextUpload(after(add, start))).toBeUndefined()
  const refused = after(add, start, { act: 'refused', id: 1, problem })
  expect(nextUpload(refused)?.file.name).toBe('b.csv')
  expect(after(add, add).map((upload) => upload.id)).toEqual([1, 2, 3, 4])
})

test('a refused file can be sent again, by force, from its first byte', () => {
  const again = after(add, start, at(0, 1000), { act: 'refused', id: 1, problem }, { act: 'again', id: 1, force: true })
  expect(again[0]).toMatchObject({ state: 'waiting', force: true, problem: undefined, sentBytes: 0 })
})

test('a break shows, holds the others back, and is over with the next byte; what did not arrive is sent again', () => {
  const broken = after(add, start, at(0, 0), at(1, 600), { act: 'stalled', id: 1 })
  expect(broken[0]).toMatchObject({ state: 'stalled', sentBytes: 600 })
  expect(nextUpload(broken)).toBeUndefined()
  const back = [at(61, 500), at(62, 600)].reduce(uploadQueue, broken)
  expect(back[0]).toMatchObject({ state: 'sending', sentBytes: 600 })
  // The minute without a connection is no minute of sending.
  expect(uploadRate(back[0])).toBe(100)
})

test('a paused file lets the next one go, keeps what has arrived, and goes on when it is told to', () => {
  const paused = after(add, start, at(0, 400), { act: 'pause', id: 1 })
  expect(paused[0]).toMatchObject({ state: 'paused', sentBytes: 400 })
  expect(nextUpload(paused)?.id).toBe(2)
  // The request that was stopped has a last word.
  const late = [at(1, 500), { act: 'stalled', id: 1 } as const].reduce(uploadQueue, paused)
  expect(late[0]).toEqual(paused[0])
  const resumed = uploadQueue(paused, { act: 'resume', id: 1 })
  expect(nextUpload(resumed)?.id).toBe(1)
  expect(uploadQueue(resumed, start)[0]).toMatchObject({ state: 'sending', sentBytes: 400 })
})

test('what has ended is not paused', () => {
  const refused = after(add, start, { act: 'refused', id: 1, problem })
  expect(uploadQueue(refused, { act: 'pause', id: 1 })).toEqual(refused)
})

test('the rate looks at the last ten seconds', () => {
  expect(uploadRate(after(add, start, at(0, 0), at(0.1, 5))[0])).toBeUndefined()
  expect(uploadRate(after(add, start, at(0, 0), at(2, 100))[0])).toBe(50)
  expect(uploadRate(after(add, start, at(0, 0), at(20, 1000), at(25, 2000))[0])).toBe(200)
})

test('the first import is found in a link', () => {
  expect(importIdOfUrl(problem.import)).toBe(7)
  expect(importIdOfUrl('http://127.0.0.1:3000/api/v1/imports/12')).toBe(12)
  expect(importIdOfUrl(undefined)).toBeUndefined()
})

test('an upload is shown with the import it has begun, while that is under way and nothing was refused', () => {
  const begun = after(add, start, at(0, 400), { act: 'begun', id: 1, importId: 7 })
  const imports = (state: ImportView['state']) => [{ id: 7, state } as ImportView]
  expect(uploadsOfImports(begun, imports('loading')).get(7)?.id).toBe(1)
  expect(uploadsOfImports(begun, imports('cancelled')).size).toBe(0)
  expect(uploadsOfImports(begun, []).size).toBe(0)
  const refused = uploadQueue(begun, { act: 'refused', id: 1, problem })
  expect(uploadsOfImports(refused, imports('loading')).size).toBe(0)
  expect(uploadQueue(refused, { act: 'again', id: 1, force: true })[0].importId).toBeUndefined()
})
