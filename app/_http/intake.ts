import { env } from '#env.ts'
import type { Intake } from '#ingest/enqueue-file.ts'
import { openPublisher } from '#ingest/open-publisher.ts'
import type { Publisher } from '#ingest/publish.ts'
import type { ImportView } from '#trips/import-job.ts'
import { database } from './database.ts'
import { logLine } from './log-line.ts'

/** On globalThis for the dev server's sake, as the database is. */
const kept = globalThis as typeof globalThis & { tripfoldPublisher?: Publisher }

function publish(view: ImportView): void {
  kept.tripfoldPublisher ??= openPublisher(env(), (message) => logLine('warn', message))
  kept.tripfoldPublisher?.publish(view)
}

/** Where uploads go in. */
export const intake = (): Intake => ({ db: database(), spoolDir: env().spoolDir, publish })

/** Tells whoever watches about a change that a request has made. */
export async function announced(change: Promise<ImportView>): Promise<ImportView> {
  const view = await change
  publish(view)
  return view
}
