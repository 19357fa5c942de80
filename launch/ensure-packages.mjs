// Runs before anything is installed, so it uses Node alone: `npm start` in a fresh clone needs no `npm install` first.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) fail(`Tripfold needs Node 20.19 or later; this is ${process.version}`)

// The project's own, or those of a folder in it: `node launch/ensure-packages.mjs bench/peers`.
const root = fileURLToPath(new URL(`../${process.argv[2] ?? '.'}/`, import.meta.url))
const stamp = `${root}node_modules/.tripfold-lock-hash`
// Some packages hold a native program, so the platform belongs to what is installed.
const wanted = `${createHash('sha256')
  .update(readFileSync(`${root}package-lock.json`))
  .digest('hex')} ${process.platform} ${process.arch}`
const found = existsSync(stamp) ? readFileSync(stamp, 'utf8') : ''

if (found !== wanted) {
  const startedAt = Date.now()
  console.log('Installing packages (npm ci) …')
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
  const result = spawnSync('npm', args, {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  })
  if (result.status !== 0) fail('npm ci failed; its message is above')
  writeFileSync(stamp, wanted)
  console.log(`Packages installed in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`)
}

/** @param {string} sentence */
function fail(sentence) {
  console.error(sentence)
  process.exit(1)
}
