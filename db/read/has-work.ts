import { terminalStates } from '#trips/import-job.ts'

/** A request that brings bytes has given no sign of life for a while, and no resumable upload holds the file. */
export const senderIsGone = `(i.bytes_received IS NOT NULL AND COALESCE(i.sender_until < UTC_TIMESTAMP(3), TRUE)
  AND NOT EXISTS (SELECT 1 FROM uploads u WHERE u.id = i.spool_name))`

const quoted = terminalStates.map((state) => `'${state}'`).join(', ')

/**
 * Whether there is something to do for import `i`. One whose file is still arriving wants a worker only when enough bytes have
 * come for another chunk, or when it is to be taken back: nobody holds it while it waits.
 */
export const hasWork = `(i.requested IS NOT NULL OR (i.state NOT IN (${quoted}) AND (i.bytes_received IS NULL
  OR i.problem_code IS NOT NULL OR i.early = 'returning' OR i.bytes_received >= i.bytes_wanted OR ${senderIsGone})))`
