const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error ? String(error.code) : undefined

/** Whether a file is not there. Of every other error it is unknown: nothing may be taken for gone, or free, because of it. */
export const isMissing = (error: unknown): boolean => codeOf(error) === 'ENOENT'

/** For `catch`: undefined of a file that is not there. */
export function undefinedIfMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error
}

/** Whether the disk could not read or write. */
export const isDiskFault = (error: unknown): boolean => codeOf(error) === 'EIO'

/** Whether the operating system refused a call, so that nothing is said about what is in the file. */
export const isSystemFault = (error: unknown): boolean => error instanceof Error && 'syscall' in error
