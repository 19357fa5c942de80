import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const secrets = z.object({ REALTIME_SECRET: z.string().min(16) })

/** The secret that web, worker and realtime share, made once and kept in `<home>/secrets.json` for this user's eyes alone. */
export function keepRealtimeSecret(home: string): string {
  const file = join(home, 'secrets.json')
  if (!existsSync(file)) {
    const fresh = { REALTIME_SECRET: randomBytes(24).toString('base64url') }
    writeFileSync(file, `${JSON.stringify(fresh)}\n`, { mode: 0o600 })
  }
  return secrets.parse(JSON.parse(readFileSync(file, 'utf8'))).REALTIME_SECRET
}
