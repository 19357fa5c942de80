import { UserProblem } from '#trips/user-problem.ts'

/**
 * At most `atOnceMax` pieces of work at once. The others wait, and those who wait take turns: each piece that ends makes place for the
 * oldest of the asker whose turn is longest ago, so one who asks a thousand things holds up nobody but himself. More than
 * `waitingMax` are refused (too_busy).
 */
export class Turns {
  private running = 0
  private waitingCount = 0
  /** By asker, the one whose turn is next first. */
  private readonly waiting = new Map<string, (() => void)[]>()

  constructor(
    private readonly atOnceMax: number,
    private readonly waitingMax: number,
  ) {}

  /** What `work` returns, once it is its turn. Rejects with the signal's reason when that is aborted before. */
  async run<Value>(asker: string, signal: AbortSignal, work: () => Promise<Value>): Promise<Value> {
    if (this.running < this.atOnceMax) this.running++
    else await this.wait(asker, signal)
    try {
      return await work()
    } finally {
      this.pass()
    }
  }

  private wait(asker: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (this.waitingCount >= this.waitingMax) throw tooBusy(this.waitingCount)
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.remove(asker, begin)
        reject(signal.reason)
      }
      const begin = () => {
        signal.removeEventListener('abort', leave)
        resolve()
      }
      signal.addEventListener('abort', leave, { once: true })
      this.waiting.set(asker, [...(this.waiting.get(asker) ?? []), begin])
      this.waitingCount++
    })
  }

  private remove(asker: string, begin: () => void): void {
    const left = this.waiting.get(asker)?.filter((other) => other !== begin) ?? []
    if (left.length > 0) this.waiting.set(asker, left)
    else this.waiting.delete(asker)
    this.waitingCount--
  }

  /** Hands a turn that has ended to whoever is next. */
  private pass(): void {
    const [next] = this.waiting
    if (!next) {
      this.running--
      return
    }
    const [asker, [begin, ...later]] = next
    // Behind everybody else who waits.
    this.waiting.delete(asker)
    if (later.length > 0) this.waiting.set(asker, later)
    this.waitingCount--
    begin()
  }
}

const tooBusy = (waiting: number): UserProblem =>
  new UserProblem('too_busy', `${waiting.toLocaleString('en')} questions wait for an answer already; try again in a moment`)
