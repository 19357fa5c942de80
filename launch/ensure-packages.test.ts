import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

const root = mkdtempSync(join(tmpdir(), 'tripfold-clone-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const ensure = (...args: string[]) =>
  execFileSync(process.execPath, [join(root, 'launch/ensure-packages.mjs'), ...args], { encoding: 'utf8', stdio: 'pipe' })

/** A project with one dependency, which lies beside it. */
function writeProject(version: string, folder = root): void {
  const project = { name: 'clone', version, dependencies: { beside: 'file:beside' } }
  const packages = { '': project, beside: { version: '1.0.0' }, 'node_modules/beside': { resolved: 'beside', link: true } }
  mkdirSync(join(folder, 'beside'), { recursive: true })
  writeFileSync(join(folder, 'beside/package.json'), JSON.stringify({ name: 'beside', version: '1.0.0' }))
  writeFileSync(join(folder, 'package.json'), JSON.stringify(project))
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ name: 'clone', version, lockfileVersion: 3, packages }))
}

test('packages are installed once, and again when the lockfile changes or the folder is gone', () => {
  mkdirSync(join(root, 'launch'))
  cpSync(join(import.meta.dirname, 'ensure-packages.mjs'), join(root, 'launch/ensure-packages.mjs'))
  writeProject('1.0.0')
  expect(ensure()).toMatch(/Installing packages.*\n.*installed in/)
  expect(ensure()).toBe('')
  writeProject('1.0.1')
  expect(ensure()).toContain('Installing')
  rmSync(join(root, 'node_modules'), { recursive: true })
  expect(ensure()).toContain('Installing')
  expect(existsSync(join(root, 'node_modules/beside'))).toBe(true)
}, 120_000)

test('the packages of a folder in it are its own', () => {
  writeProject('1.0.0', join(root, 'bench/peers'))
  expect(ensure('bench/peers')).toContain('Installing')
  expect(existsSync(join(root, 'bench/peers/node_modules/beside'))).toBe(true)
  expect(ensure('bench/peers')).toBe('')
}, 60_000)

test('a failure ends with a sentence and is tried again', () => {
  writeFileSync(join(root, 'package-lock.json'), '{}')
  expect(ensure).toThrow('npm ci failed')
  expect(ensure).toThrow('npm ci failed')
}, 60_000)
