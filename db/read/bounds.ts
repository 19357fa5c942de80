import type { Socket } from 'node:net'
import type { PoolConnection } from 'mysql2/promise'
import { type QuestionBound, UserProblem } from '#trips/user-problem.ts'
import { socketOf } from '../client.ts'

/** What one question may take; what is left out has no bound. */
export type Bounds = {
  /** Aborted when nobody waits for the answer any more. */
  signal?: AbortSignal
  secondsMax?: number
  /** Rows (not trips: a row holds up to some hundred) and bytes that are read for it. */
  rowsMax?: number
  bytesMax?: number
}

/** What a question has taken so far, perhaps on other connections: since when, and how many rows and bytes. */
export type Taken = { readonly sinceMs: number; rows: number; bytes: number }

/** The byte counter of a socket is asked once in so many rows, of at most some 8 kB. */
const rowsBetweenLooks = 64

/**
 * Watches over one question on one connection. Where nobody waits any more, or a bound is reached, the socket is destroyed: only
 * so does whatever is being read end here at once, and `reason` says why.
 */
export class Watch {
  reason: unknown
  private readonly bytesBefore: number
  private readonly timer: ReturnType<typeof setTimeout> | undefined
  private readonly socket: Socket

  constructor(
    connection: PoolConnection,
    private readonly bounds: Bounds,
    private readonly taken: Taken,
  ) {
    this.socket = socketOf(connection.connection)
    this.bytesBefore = this.socket.bytesRead - taken.bytes
    const { signal, secondsMax } = bounds
    if (secondsMax !== undefined)
      this.timer = setTimeout(
        () => this.stop(this.tooMuch('seconds', secondsMax)),
        taken.sinceMs + secondsMax * 1000 - performance.now(),
      )
    signal?.addEventListener('abort', this.left)
    if (signal?.aborted) this.left()
  }

  /** To be called for every row that is read; throws an unprocessable problem at a bound. */
  readonly count = (): void => {
    const { rowsMax, bytesMax } = this.bounds
    const rows = ++this.taken.rows
    if (rowsMax !== undefined && rows > rowsMax) throw this.stop(this.tooMuch('rows', rowsMax))
    if (bytesMax !== undefined && rows % rowsBetweenLooks === 0 && this.bytes > bytesMax)
      throw this.stop(this.tooMuch('bytes', bytesMax))
  }

  /** The question has come to its end. */
  end(): void {
    this.taken.bytes = this.bytes
    clearTimeout(this.timer)
    this.bounds.signal?.removeEventListener('abort', this.left)
  }

  private readonly left = (): void => void this.stop(this.bounds.signal?.reason)

  private get bytes(): number {
    return this.socket.bytesRead - this.bytesBefore
  }

  private stop(reason: unknown): unknown {
    this.reason ??= reason
    this.socket.destroy()
    return reason
  }

  private tooMuch(bound: QuestionBound, most: number): UserProblem {
    const found = {
      seconds: (performance.now() - this.taken.sinceMs) / 1000,
      rows: this.taken.rows,
      bytes: this.bytes,
    }
    const text = (n: number) => n.toLocaleString('en', { maximumFractionDigits: n < 10 ? 2 : 0 })
    const expected = `at most ${text(most)} ${bound}`
    return new UserProblem(
      'unprocessable',
      `The question was ended after ${text(found.seconds)} seconds, ${text(found.rows)} rows and ${text(found.bytes)} bytes; one question may take ${expected}. A smaller area, fewer days, whole weeks or fewer filters read less`,
      { bound, found: `${text(found[bound])} ${bound}`, expected },
    )
  }
}
