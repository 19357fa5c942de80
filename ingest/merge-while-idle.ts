import { takesLoadData } from '#db/read/takes-load-data.ts'
import { PlaceTooFull } from '#db/read/tract-trips.ts'
import { isAnyWaiting } from '#db/write/claim-import.ts'
import { mergeChunks } from '#db/write/merge-chunks.ts'
import { mergedChunksMax } from '#trips/choose-merge.ts'
import type { Ports } from './ports.ts'
import { describe } from './when-reachable.ts'

class Interrupted extends Error {}

/**
 * Stores chunks together while no import waits: one that comes interrupts it, and what it had done is rolled back by the server. It is
 * begun again when nothing has come for as long as it had run, so at most about half of all work is done in vain.
 */
export class MergeWhileIdle {
  private mayMerge = true
  private idleSince = performance.now()
  private restMs = 0
  /** Chunks that cannot be merged as their trips lie. */
  private readonly except = new Set<number>()

  constructor(private readonly ports: Ports) {}

  /** An import has ended: there may be something to merge. */
  noteImport(): void {
    this.mayMerge = true
    this.idleSince = performance.now()
  }

  /** Merges once. False when there is nothing to merge, not yet, or it failed: then again after the next import. */
  async turn(): Promise<boolean> {
    const begun = performance.now()
    if (!this.mayMerge || begun - this.idleSince < this.restMs) return false
    const { db, chunkRows, byLoadData, failpoint, log, stop } = this.ports
    try {
      const trips = await mergeChunks(db, {
        tripsMax: mergedChunksMax * chunkRows,
        byLoadData: byLoadData && (await takesLoadData(db)),
        failpoint,
        except: this.except,
        between: async () => {
          failpoint('in_merge')
          if (stop.aborted || (await isAnyWaiting(db))) throw new Interrupted()
        },
      })
      this.restMs = 0
      this.mayMerge = trips > 0
      if (trips > 0) log(`worker: stored ${trips} trips of several chunks together`)
    } catch (error) {
      if (error instanceof Interrupted) this.restMs = performance.now() - begun
      else {
        this.mayMerge = error instanceof PlaceTooFull
        log(`worker: chunks stay as they are: ${describe(error)}`)
      }
    }
    return this.mayMerge
  }
}
