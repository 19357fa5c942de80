import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { hashSources } from './source-hash.ts'

const root = mkdtempSync(join(tmpdir(), 'tripfold-sources-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

test('the hash changes with content and names of sources, and with nothing else', () => {
  mkdirSync(join(root, 'app/deep'), { recursive: true })
  mkdirSync(join(root, 'docs'))
  const hashes: string[] = []
  const step = (change: () => void) => {
    change()
    hashes.push(hashSources(root))
  }
  step(() => writeFileSync(join(root, 'app/deep/page.tsx'), 'a'))
  step(() => writeFileSync(join(root, 'app/deep/page.test.tsx'), 'not built'))
  step(() => writeFileSync(join(root, 'docs/x.md'), 'not built'))
  expect(new Set(hashes).size).toBe(1)
  step(() => writeFileSync(join(root, 'app/deep/page.tsx'), 'b'))
  step(() => writeFileSync(join(root, 'app/other.tsx'), ''))
  step(() => writeFileSync(join(root, 'package-lock.json'), '{}'))
  expect(new Set(hashes).size).toBe(4)
})
