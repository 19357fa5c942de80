import type { Terminal } from './follow-import.ts'
import { fitted } from './progress-line.ts'

type Output = { write(text: string): unknown; isTTY?: boolean; columns?: number }

/** A terminal over a process's streams. */
export function openTerminal(out: Output, err: Output): Terminal {
  const isTTY = out.isTTY ?? false
  let drawn = false
  const line = (text: string | undefined): void => {
    if (!isTTY || (text === undefined && !drawn)) return
    out.write(`\r\u001b[K${text === undefined ? '' : fitted(text, out.columns)}`)
    drawn = text !== undefined
  }
  const plain = (to: Output) => (text: string) => {
    line(undefined)
    to.write(`${text}\n`)
  }
  return { isTTY, line, say: plain(out), error: plain(err) }
}
