import { connect, type Database } from '#db/client.ts'
import { databaseUrl, env } from '#env.ts'

/** On globalThis, because the dev server loads this file anew with every change and would open a pool each time. */
const kept = globalThis as typeof globalThis & { tripfoldDatabase?: Database }

/** Connections for what is no question: imports, uploads, the end of a question that was given up. */
const otherConnections = 6

/** The web process's one pool. */
export function database(): Database {
  kept.tripfoldDatabase ??= connect(databaseUrl(), { connections: env().QUESTIONS_AT_ONCE + otherConnections })
  return kept.tripfoldDatabase
}
