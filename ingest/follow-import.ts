import { setTimeout as pause } from 'node:timers/promises'
import type { Database } from '#db/client.ts'
import { readImport } from '#db/read/imports.ts'
import { type ImportView, isTerminal } from '#trips/import-job.ts'
import { importLine } from './progress-line.ts'
import { isConnectionLost } from './when-reachable.ts'

/** Where a command line writes. */
export type Terminal = {
  isTTY: boolean
  /** A line that stays. */
  say(text: string): void
  error(text: string): void
  /** On a terminal: draws over the line that was drawn last; undefined wipes it. Elsewhere nothing. */
  line(text: string | undefined): void
}

const pollMs = 250
/** An import that is still in the queue after this many looks may have nobody to work on it. */
const patiencePolls = 40
/** A minute: a database that restarts is waited for, as the import itself does. */
const failuresMax = 240

/**
 * Shows an import's progress until nothing more will happen to it, and returns it as it ended; undefined when it is stopped.
 * On a terminal one line is drawn over and over; elsewhere each state gets a line.
 */
export async function followImport(
  db: Database,
  id: number,
  terminal: Terminal,
  stop?: AbortSignal,
): Promise<ImportView | undefined> {
  let shown = ''
  let failures = 0
  for (let polls = 1; !stop?.aborted; polls++) {
    const view = await readImport(db, id).catch((error) => {
      if (!isConnectionLost(error) || ++failures > failuresMax) throw error
      terminal.line('Waiting for the database')
    })
    if (view) {
      failures = 0
      const idle = polls > patiencePolls && view.state === 'received' ? '; no worker has taken it yet, is Tripfold running?' : ''
      const hasEnded = isTerminal(view.state) && view.requested === null
      terminal.line(hasEnded ? undefined : importLine(view) + idle)
      const news = `${view.state} ${view.requested} ${view.waiting_for} ${idle}`
      if (hasEnded || (news !== shown && !terminal.isTTY)) terminal.say(progressText(view) + idle)
      if (hasEnded) return view
      shown = news
    }
    await pause(pollMs, undefined, { signal: stop }).catch(() => {})
  }
  return undefined
}

const grouped = (count: number): string => Math.round(count).toLocaleString('en')

/** `trips.csv: loading, 45 %, 1,234,000 rows, 450,000 rows/s, 3 s left`, or how it ended. */
export function progressText(view: ImportView): string {
  const { file_name, state, requested, rows_read, rows_stored, rows_rejected, rows_skipped, bytes_done, bytes_total } = view
  const parts = [requested ? `${requested} asked for` : state]
  if (state === 'done')
    parts.push(`${grouped(rows_read)} rows: ${grouped(rows_stored)} stored, ${grouped(rows_rejected)} rejected`)
  if (state === 'done' && rows_skipped > 0) parts.push(`${grouped(rows_skipped)} duplicates skipped`)
  if (state === 'loading' && bytes_total)
    parts.push(`${Math.floor((100 * bytes_done) / bytes_total)} %`, `${grouped(rows_read)} rows`)
  if (view.rows_per_second !== null) parts.push(`${grouped(view.rows_per_second)} rows/s`)
  if (view.seconds_left !== null) parts.push(`${grouped(view.seconds_left)} s left`)
  if (view.waiting_for) parts.push(view.waiting_for)
  if (view.problem) parts.push(view.problem.message)
  return `${file_name}: ${parts.join(', ')}`
}
