import { AreaNotCounted } from '#db/read/count-area.ts'
import { readCountingMark } from '#db/read/uncounted-areas.ts'
import { ChunksAreHeld, countAreas } from '#db/write/count-areas.ts'
import { giveWay, Interrupted, restMsMax } from './give-way.ts'
import type { Ports } from './ports.ts'
import { describe } from './when-reachable.ts'

/** How often it is asked whether an import waits, while an area is being read. */
const askedEveryMs = 300
/** After so long it is looked again, though nothing seems to have changed: rollups may have been built anew. */
const lookedEveryMs = 30_000

/**
 * Counts saved areas in the chunks that are not counted for them, while no import waits. One that comes interrupts it, and what was being
 * read is given up; it is begun again when nothing has come for as long as it had run.
 */
export class CountWhileIdle {
  /** What there was when everything had been counted, and when that is looked at again. */
  private done: string | undefined
  private lookMs = 0
  private restUntilMs = 0
  /** Areas that cannot be counted. */
  private readonly except = new Set<number>()

  constructor(private readonly ports: Pick<Ports, 'db' | 'failpoint' | 'log' | 'nowMs' | 'stop'>) {}

  /** Counts some areas. False when there is nothing to do, or not yet. */
  async turn(): Promise<boolean> {
    const { log, nowMs } = this.ports
    const begunMs = nowMs()
    if (begunMs < this.restUntilMs) return false
    try {
      return await this.count()
    } catch (error) {
      const gaveWay = error instanceof Interrupted || error instanceof ChunksAreHeld
      if (!gaveWay) log(`worker: areas stay as they are: ${describe(error)}`)
      const isDamaged = error instanceof AreaNotCounted
      if (isDamaged) this.except.add(error.area)
      else this.restUntilMs = nowMs() + (gaveWay ? Math.min(restMsMax, nowMs() - begunMs) : restMsMax)
      return isDamaged
    }
  }

  private async count(): Promise<boolean> {
    const { db, failpoint, log, nowMs } = this.ports
    const mark = await readCountingMark(db)
    if (mark === null || (mark === this.done && nowMs() < this.lookMs)) return false
    const areas = await this.interruptibly((signal) =>
      countAreas(db, { signal, failpoint, except: this.except, between: () => giveWay(this.ports) }),
    )
    if (areas > 0) log(`worker: counted ${areas} saved area${areas === 1 ? '' : 's'}`)
    else {
      this.done = mark
      this.lookMs = nowMs() + lookedEveryMs
    }
    return areas > 0
  }

  /** An area may take longer to read than an import should wait. */
  private async interruptibly<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const waiting = new AbortController()
    const ask = () => giveWay(this.ports).catch((error) => waiting.abort(error))
    const asking = setInterval(ask, askedEveryMs)
    try {
      return await work(waiting.signal)
    } finally {
      clearInterval(asking)
    }
  }
}
