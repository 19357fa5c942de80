import { and, eq, isNull, notInArray, type SQL, sql } from 'drizzle-orm'
import { type ImportView, isTerminal, terminalStates } from '#trips/import-job.ts'
import { UserProblem } from '#trips/user-problem.ts'
import type { Database } from '../client.ts'
import { readImport } from '../read/imports.ts'
import { imports } from '../schema/imports.ts'

/**
 * Asks the worker to end an import that is under way; what it has stored is taken back. Asking again changes nothing.
 * Throws UserProblem not_found, or conflict when the import has ended.
 */
export async function requestCancel(db: Database, id: number): Promise<ImportView> {
  const asked = await ask(db, id, 'cancel', notInArray(imports.state, [...terminalStates]))
  const view = await readImport(db, id)
  if (asked || view.requested === 'cancel') return view
  throw conflict(view, `it has ended already (${view.state})${view.state === 'done' ? '; a finished import can be undone' : ''}`)
}

/**
 * Asks the worker to take a finished import's trips back. Asking again changes nothing. Throws UserProblem not_found, or
 * conflict when the import stores nothing (failed, cancelled, undone) or is still under way: that is for `requestCancel`.
 */
export async function requestUndo(db: Database, id: number): Promise<ImportView> {
  const asked = await ask(db, id, 'undo', eq(imports.state, 'done'))
  const view = await readImport(db, id)
  if (asked || view.requested === 'undo') return view
  throw conflict(
    view,
    isTerminal(view.state)
      ? `it is ${view.state} and stores no trips`
      : `it is still under way (${view.state}); cancel it instead`,
  )
}

/** One compare-and-set, so that a worker that ends the import at this moment and a second request can both be told apart. */
async function ask(db: Database, id: number, requested: 'cancel' | 'undo', allowed: SQL): Promise<boolean> {
  const [result] = await db
    .update(imports)
    // One that waits after a failure is looked at again at once.
    .set({ requested, version: sql`version + 1`, leaseUntil: sql`IF(lease_token IS NULL, NULL, lease_until)` })
    .where(and(eq(imports.id, id), isNull(imports.requested), allowed))
  return result.affectedRows === 1
}

const conflict = (view: ImportView, why: string): UserProblem =>
  new UserProblem('conflict', `Import ${view.id} (${view.file_name}) cannot be changed so: ${why}`)
