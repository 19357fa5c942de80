// Makes the secrets of a Docker deployment once, into a volume: no password is written down in any file of this repository.
// Web, worker and realtime find theirs in run.json, as env.ts reads it; the databases read one file each.
import { randomBytes } from 'node:crypto'
import { existsSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const [folder] = process.argv.slice(2)
const runFile = join(folder, 'run.json')

if (!existsSync(runFile)) {
  const secret = () => randomBytes(24).toString('base64url')
  const password = secret()
  const settings = { DATABASE_URL: `mysql://tripfold:${password}@database:3306/tripfold`, REALTIME_SECRET: secret() }
  // The database's user (999) reads these two; the volume is mounted nowhere else.
  writeFileSync(join(folder, 'database-password'), password)
  writeFileSync(join(folder, 'database-root-password'), secret())
  // Last and at once: a run.json that is there is whole, and so is what was written before it.
  writeFileSync(`${runFile}.new`, JSON.stringify(settings), { mode: 0o600 })
  renameSync(`${runFile}.new`, runFile)
}
