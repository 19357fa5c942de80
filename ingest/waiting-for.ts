/** Codes of a full disk: the system's, and the database's own. */
const diskFull = new Set(['ENOSPC', 'EDQUOT'])
const databaseFull = new Set(['ER_DISK_FULL', 'ER_RECORD_FILE_FULL'])

/** What holds an import up, in a sentence for everybody. A full disk is no fault of the import and may last. */
export type HoldUp = { sentence: string; isForeign: boolean }

export function waitingFor(error: unknown, spoolDir: string): HoldUp {
  const codes = codesOf(error)
  if (codes.some((code) => databaseFull.has(code)))
    return foreign("The database's disk is full. Free some space there; the import goes on by itself.")
  if (codes.some((code) => diskFull.has(code)))
    return foreign(`The disk of the spool folder (${spoolDir}) is full. Free some space there; the import goes on by itself.`)
  return { sentence: 'Something failed on the server, whose log has the cause; it is tried again by itself.', isForeign: false }
}

const foreign = (sentence: string): HoldUp => ({ sentence, isForeign: true })

/** Of an error and what it wraps. A server that cannot write says so in words where it has no code of its own for it. */
function codesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return []
  const own = 'code' in error ? [String(error.code)] : []
  const said = /No space left on device|table '.*' is full/i.test(error.message) && own.some((code) => code.startsWith('ER_'))
  return [...own, ...(said ? ['ER_DISK_FULL'] : []), ...codesOf(error.cause)]
}
