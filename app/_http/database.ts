import { connect, type Database } from '#db/client.ts'
import { databaseUrl } from '#env.ts'

/** On globalThis, because the dev server loads this file anew with every change and would open a pool each time. */
const kept = globalThis as typeof globalThis & { tripfoldDatabase?: Database }

/** The web process's one pool. */
export function database(): Database {
  kept.tripfoldDatabase ??= connect(databaseUrl())
  return kept.tripfoldDatabase
}
