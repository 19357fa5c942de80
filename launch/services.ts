import type { EngineKind } from '#db/server/engine.ts'
import { findDatabase } from '#db/server/find-database.ts'
import { environmentWith } from '#env.ts'
import { type ChildSettings, childService } from './child-service.ts'
import { whenHttpAnswers, whenItSpeaks } from './ready.ts'
import type { Service } from './supervise.ts'

export type DatabaseWish = {
  home: string
  given?: string
  engine?: EngineKind
  log(line: string): void
  /** Hears of the first start. */
  onFound(url: string, said: string): void
}

/** Started again after a crash, the database must be had at the same address, because the others know no other. */
export function databaseService(wish: DatabaseWish): Service {
  let knownUrl: string | undefined
  return {
    name: 'database',
    async start(signal) {
      const found = await findDatabase({ ...wish, signal })
      if (!knownUrl) wish.onFound(found.url, found.said)
      knownUrl ??= found.url
      if (found.url === knownUrl) return found
      await found.stop()
      throw new Error('its port was taken by another program')
    },
  }
}

export type Plan = {
  dev: boolean
  /** For web and worker: names as in env.ts. */
  settings: Record<string, string>
  host: string
  webUrl: string
  /** Where our own channel answers; undefined when the settings name another server. */
  realtimeUrl: string | undefined
  log(line: string): void
}

/** Our own processes, in the order in which they are started. In development they start again when their sources change. */
export function ownServices({ dev, settings, host, webUrl, realtimeUrl, log }: Plan): Service[] {
  const entry = (path: string) =>
    dev ? ['node_modules/tsx/dist/cli.mjs', 'watch', '--clear-screen=false', path] : ['--import', 'tsx', path]
  const child = (name: string, args: string[], ready: ChildSettings['ready'], more: Record<string, string> = {}) => {
    const environment = environmentWith({ ...settings, ...more })
    return childService({ name, args, ready, environment, log: (line) => log(`[${name}] ${line}`) })
  }
  const realtime =
    realtimeUrl && child('realtime', entry('realtime/main.ts'), whenHttpAnswers(`${realtimeUrl}/up`), { REALTIME_HOST: host })
  return [
    ...(realtime ? [realtime] : []),
    child('worker', entry('ingest/worker.ts'), whenItSpeaks),
    child('web', ['--import', 'tsx', 'launch/web.ts', ...(dev ? ['--dev'] : [])], whenHttpAnswers(`${webUrl}/api/v1/health`)),
  ]
}
