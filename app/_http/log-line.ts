/** One JSON object a line on stderr: what an operator's tools read. Never row contents, never a secret. */
export function logLine(level: 'info' | 'warn' | 'error', message: string, more: Record<string, unknown> = {}): void {
  process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...more })}\n`)
}

/** An error with its causes, as a log keeps it. */
export function errorFacts(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { thrown: String(error) }
  const { name, message, stack, cause } = error
  return { name, message, stack, ...(cause === undefined ? {} : { cause: errorFacts(cause) }) }
}
