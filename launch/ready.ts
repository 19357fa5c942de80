import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'

/** Ready when this URL answers with success. Asked with pauses from 20 ms on, growing to a quarter of a second. */
export const whenHttpAnswers =
  (url: string) =>
  async (_child: ChildProcess, signal: AbortSignal): Promise<void> => {
    for (let waitMs = 20; !(await answers(url, signal)); waitMs = Math.min(250, waitMs * 1.5)) {
      await pause(waitMs, undefined, { signal })
    }
  }

/** Ready when it says so: its first words on standard output. For a process that listens nowhere. */
export const whenItSpeaks = async (child: ChildProcess, signal: AbortSignal): Promise<void> => {
  if (child.stdout) await once(child.stdout, 'data', { signal })
}

async function answers(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]) })
    await response.body?.cancel()
    return response.ok
  } catch {
    signal.throwIfAborted()
    return false
  }
}
