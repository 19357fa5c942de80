import { expect, test } from 'vitest'
import { importIdOfUrl, nextUpload, type Upload, type UploadAct, uploadQueue, uploadRate } from './upload-queue.ts'

const file = (name: string): Upload['file'] => Object.assign(new Blob(['x'.repeat(1000)]), { name })
const options = { duplicates: 'keep' as const, region: '', datasource: '' }
const problem = { type: 'about:blank', title: 'Known', status: 409, detail: 'the same file', import: '/api/v1/imports/7' }
const after = (...acts: UploadAct[]) => acts.reduce(uploadQueue, [])
const add: UploadAct = { act: 'add', files: [file('a.csv'), file('b.csv')], options }

test('files are sent one after the other, in order', () => {
  expect(nextUpload(after(add))?.file.name).toBe('a.csv')
  expect(nextUpload(after(add, { act: 'start', id: 1, at: 0 }))).toBeUndefined()
  const refused = after(add, { act: 'start', id: 1, at: 0 }, { act: 'refused', id: 1, problem })
  expect(nextUpload(refused)?.file.name).toBe('b.csv')
  expect(after(add, add).map((upload) => upload.id)).toEqual([1, 2, 3, 4])
})

test('a refused file can be sent again, by force, from its first byte', () => {
  const again = after(add, { act: 'refused', id: 1, problem }, { act: 'again', id: 1, force: true })
  expect(again[0]).toMatchObject({ state: 'waiting', force: true, problem: undefined })
  expect(uploadQueue(again, { act: 'start', id: 1, at: 5 })[0]).toMatchObject({ state: 'sending', sentBytes: 0 })
})

test('the rate looks at the last ten seconds', () => {
  const start: UploadAct = { act: 'start', id: 1, at: 0 }
  const at = (seconds: number, bytes: number): UploadAct => ({ act: 'progress', id: 1, at: seconds * 1000, bytes })
  expect(uploadRate(after(add, start, at(0.1, 5))[0])).toBeUndefined()
  expect(uploadRate(after(add, start, at(2, 100))[0])).toBe(50)
  expect(uploadRate(after(add, start, at(20, 1000), at(25, 2000))[0])).toBe(200)
})

test('the first import is found in a link', () => {
  expect(importIdOfUrl(problem.import)).toBe(7)
  expect(importIdOfUrl('http://127.0.0.1:3000/api/v1/imports/12')).toBe(12)
  expect(importIdOfUrl(undefined)).toBeUndefined()
})
