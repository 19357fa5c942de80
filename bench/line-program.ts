import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { guardProcess } from '#db/server/guard-process.ts'
import { stopProcess } from '#db/server/stop-process.ts'

/** A program that is told lines and answers in lines. */
export type LineProgram = {
  /** Says something and reads lines up to the first that ends the answer, that one included. Throws when the program ends before. */
  tell: (text: string, isLast: (line: string) => boolean) => Promise<string[]>
  stop: () => Promise<void>
}

type Identity = { uid?: number; gid?: number }

/** A program that does not end by itself is given so long when it is stopped. */
const goodbyeMs = 20_000

/** Starts a program; it ends with us, however we end. What it says on its error channel is kept for the message when it fails. */
export async function startLineProgram(command: string, args: string[], identity: Identity = {}): Promise<LineProgram> {
  const child = spawn(command, args, { ...identity, stdio: ['pipe', 'pipe', 'pipe'], detached: true })
  await once(child, 'spawn')
  const { pid = 0 } = child
  const guard = guardProcess(pid, 5)
  child.once('exit', guard.release)
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-2000)
  })
  child.stdin.on('error', () => {}) // it has ended: reading says so
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    tell: async (text, isLast) => {
      child.stdin.write(`${text}\n`)
      const answer: string[] = []
      for (;;) {
        const { done, value } = await lines.next()
        if (done) throw new Error(`${command} has ended: ${complaint.trim() || 'without a word'}`)
        answer.push(value)
        if (isLast(value)) return answer
      }
    },
    stop: async () => {
      child.stdin.end()
      await stopProcess(pid, goodbyeMs)
    },
  }
}
