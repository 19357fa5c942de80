/** What is no fault of an import: codes of the system and of the database, and what is said of them. */
const foreign: [codes: string[], sentence: string][] = [
  [['ER_DISK_FULL', 'ER_RECORD_FILE_FULL'], "The database's disk is full. Free some space there; the import goes on by itself."],
  [
    ['ENOSPC', 'EDQUOT'],
    'The disk of the spool folder (SPOOL_DIR) is full. Free some space there; the import goes on by itself.',
  ],
  [['EMFILE', 'ENFILE'], 'The worker has as many files open as it may (ulimit -n). Raise that; the import goes on by itself.'],
  [
    ['EACCES', 'EPERM', 'EROFS'],
    'The worker may not read or write its files in the spool folder (SPOOL_DIR). Give it the right to; the import goes on by itself.',
  ],
]
/** A disk may mend itself, or never: then the import fails after its attempts. */
const diskBroken =
  'The disk of the spool folder (SPOOL_DIR) reports errors in reading or writing (EIO); it is tried again by itself.'

/** What holds an import up, in a sentence for everybody. What is foreign, a full disk for one, may last. */
export type HoldUp = { sentence: string; isForeign: boolean }

export function waitingFor(error: unknown): HoldUp {
  const codes = codesOf(error)
  const known = foreign.find(([held]) => held.some((code) => codes.includes(code)))
  if (known) return { sentence: known[1], isForeign: true }
  if (codes.includes('EIO')) return { sentence: diskBroken, isForeign: false }
  return { sentence: 'Something failed on the server, whose log has the cause; it is tried again by itself.', isForeign: false }
}

/** Of an error and what it wraps. A server that cannot write says so in words where it has no code of its own for it. */
function codesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return []
  const own = 'code' in error ? [String(error.code)] : []
  const said = /No space left on device|table '.*' is full/i.test(error.message) && own.some((code) => code.startsWith('ER_'))
  return [...own, ...(said ? ['ER_DISK_FULL'] : []), ...codesOf(error.cause)]
}
