import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { forgetUpload, keyOf, recallUpload, rememberUpload, unfinishedUploads } from './unfinished.ts'

/** As browsers have it. */
class MapStorage {
  private readonly items = new Map<string, string>()
  get length() {
    return this.items.size
  }
  key = (i: number) => [...this.items.keys()][i] ?? null
  getItem = (key: string) => this.items.get(key) ?? null
  setItem = (key: string, value: string) => void this.items.set(key, value)
  removeItem = (key: string) => void this.items.delete(key)
}
let storage: MapStorage
beforeEach(() => {
  storage = new MapStorage()
  vi.stubGlobal('localStorage', storage)
})
afterEach(() => void vi.unstubAllGlobals())

const options = { duplicates: 'keep' as const, region: '', datasource: '' }
const file = (lastModified: number) => new File(['x'.repeat(10)], 'a.csv', { lastModified })
const upload = (url: string, startedAt: number) => ({ url, name: 'a.csv', size: 10, startedAt })

test('the same file with the same options is recognised; another version or other options are not', () => {
  const key = keyOf({ file: file(1), options, force: false })
  expect(keyOf({ file: file(1), options: { ...options }, force: false })).toBe(key)
  const others = [
    keyOf({ file: file(2), options, force: false }),
    keyOf({ file: file(1), options: { ...options, region: 'Turin' }, force: false }),
    keyOf({ file: file(1), options, force: true }),
  ]
  expect(new Set([key, ...others]).size).toBe(4)
})

test('what was begun is recalled, newest first, until it is forgotten', () => {
  const [first, second] = [keyOf({ file: file(1), options, force: false }), keyOf({ file: file(2), options, force: false })]
  rememberUpload(first, upload('/api/v1/uploads/1', 1))
  rememberUpload(second, upload('/api/v1/uploads/2', 2))
  storage.setItem('theme', 'dark')
  expect(unfinishedUploads().map(({ url }) => url)).toEqual(['/api/v1/uploads/2', '/api/v1/uploads/1'])
  expect(recallUpload(first)).toEqual({ key: first, ...upload('/api/v1/uploads/1', 1) })
  forgetUpload(first)
  expect(recallUpload(first)).toBeUndefined()
})

test('a storage that holds something else, is full or forbidden stops no upload', () => {
  const key = keyOf({ file: file(1), options, force: false })
  storage.setItem(key, '{"url":1}')
  expect([recallUpload(key), unfinishedUploads()]).toEqual([undefined, []])
  storage.setItem = () => {
    throw new DOMException('full', 'QuotaExceededError')
  }
  rememberUpload(key, upload('/api/v1/uploads/1', 1))
  vi.stubGlobal('localStorage', undefined)
  expect([recallUpload(key), unfinishedUploads()]).toEqual([undefined, []])
})
