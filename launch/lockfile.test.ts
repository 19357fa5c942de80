import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'

const entry = z.object({ optionalDependencies: z.record(z.string(), z.string()).optional(), resolved: z.string().optional() })
const lockfile = z.object({ packages: z.record(z.string(), entry) })

describe.each(['package-lock.json', 'bench/peers/package-lock.json'])('%s', (path) => {
  const lock = lockfile.parse(JSON.parse(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')))
  const packages = Object.entries(lock.packages)

  test('knows the packages of every platform, or npm ci refuses it', () => {
    const missing = packages.flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !(`${path}/node_modules/${name}` in lock.packages) && !(`node_modules/${name}` in lock.packages),
      ),
    )
    expect(missing).toEqual([])
  })

  test('names no registry, so that everybody may use their own', () => {
    expect(packages.filter(([, { resolved }]) => resolved)).toEqual([])
  })
})
