import { and, eq, isNull, sql } from 'drizzle-orm'
import type { ImportProblem, ImportState } from '#trips/import-job.ts'
import type { Database } from '../client.ts'
import { imports } from '../schema/imports.ts'
import { type Lease, LeaseLost } from './lease.ts'

type Change = Partial<Omit<typeof imports.$inferInsert, 'id' | 'version' | 'state'>>

/** Changes an import's row under its lease; throws LeaseLost when it is no longer held, or, on wish, when somebody asks for its end. */
export async function updateImport(
  db: Database,
  lease: Lease,
  change: Change & { state?: ImportState },
  unlessRequested = false,
): Promise<void> {
  const [result] = await db
    .update(imports)
    .set({ ...change, version: sql`version + 1` })
    .where(
      and(
        eq(imports.id, lease.importId),
        eq(imports.leaseToken, lease.token),
        unlessRequested ? isNull(imports.requested) : undefined,
      ),
    )
  if (result.affectedRows !== 1) throw new LeaseLost(lease)
}

/** Ends an import; one that somebody wants cancelled is not done. Unless it is done its bytes may be sent again, so they stop counting as stored. */
export const endImport = (
  db: Database,
  lease: Lease,
  state: 'done' | 'failed' | 'cancelled' | 'undone',
  problem?: ImportProblem,
): Promise<void> =>
  updateImport(
    db,
    lease,
    {
      state,
      requested: null,
      rowsPerSecond: null,
      secondsLeft: null,
      problemCode: problem?.code ?? null,
      problemMessage: problem?.message ?? null,
      finishedAt: sql`UTC_TIMESTAMP(3)` as unknown as string,
      ...(state === 'done' ? {} : { liveSha256: null }),
    },
    state === 'done',
  )
