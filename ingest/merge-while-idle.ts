import { takesLoadData } from '#db/read/takes-load-data.ts'
import { PlaceTooFull } from '#db/read/tract-trips.ts'
import { isAnyWaiting } from '#db/write/claim-import.ts'
import { mergeChunks } from '#db/write/merge-chunks.ts'
import { countStoredTrips, packTable, TableIsRead } from '#db/write/pack-table.ts'
import { DamagedTrips, storageTables } from '#db/write/rewrite-chunks.ts'
import { mergedChunksMax } from '#trips/choose-merge.ts'
import type { Ports } from './ports.ts'
import { describe } from './when-reachable.ts'

class Interrupted extends Error {}

/** Tables are packed when at least so many trips, and so large a share of all, were moved since: packing moves them all. */
const packedTripsMin = 1_000_000
const packedShareMin = 1 / 4
/** A table that is being read is left for so long; the longest rest after an interruption, too. */
const restMsMax = 30_000

/**
 * Stores chunks together while no import waits, then has the tables packed. An import that comes interrupts it, and what was begun is
 * rolled back by the server. It is begun again when nothing has come for as long as it had run, or half a minute.
 */
export class MergeWhileIdle {
  private mayMerge = true
  private idleSince = performance.now()
  private restMs = 0
  /** Trips moved since tables were to be packed, and those that are still to be. */
  private moved = 0
  private unpacked: readonly (typeof storageTables)[number][] = []
  /** Chunks that cannot be merged as their trips lie. */
  private readonly except = new Set<number>()

  constructor(
    private readonly ports: Pick<Ports, 'db' | 'chunkRows' | 'byLoadData' | 'failpoint' | 'log' | 'stop'>,
    private readonly packed: { tripsMin: number } = { tripsMin: packedTripsMin },
  ) {}

  /** An import has ended: there may be something to merge. */
  noteImport(): void {
    this.mayMerge = true
    this.idleSince = performance.now()
  }

  /** Merges once, or packs. False when there is nothing to do, not yet, or it failed: then again after the next import. */
  async turn(): Promise<boolean> {
    const begun = performance.now()
    if (!this.mayMerge || begun - this.idleSince < this.restMs) return false
    try {
      this.mayMerge = (await this.merge()) || (await this.pack())
      this.restMs = 0
    } catch (error) {
      if (error instanceof Interrupted) this.restMs = Math.min(restMsMax, performance.now() - begun)
      else if (error instanceof TableIsRead) {
        this.idleSince = performance.now()
        this.restMs = restMsMax
      } else {
        this.mayMerge = error instanceof PlaceTooFull || error instanceof DamagedTrips
        this.ports.log(`worker: chunks stay as they are: ${describe(error)}`)
      }
    }
    return this.mayMerge && this.restMs === 0
  }

  private async merge(): Promise<boolean> {
    const { db, chunkRows, byLoadData, failpoint, log } = this.ports
    const trips = await mergeChunks(db, {
      tripsMax: mergedChunksMax * chunkRows,
      byLoadData: byLoadData && (await takesLoadData(db)),
      failpoint,
      except: this.except,
      between: async () => {
        failpoint('in_merge')
        await this.giveWay()
      },
    })
    this.moved += trips
    if (trips > 0) log(`worker: stored ${trips} trips of several chunks together`)
    return trips > 0
  }

  private async pack(): Promise<boolean> {
    const { db, log } = this.ports
    if (this.moved >= this.packed.tripsMin && this.moved >= packedShareMin * (await countStoredTrips(db))) {
      this.unpacked = storageTables
      this.moved = 0
    }
    const [table] = this.unpacked
    if (!table) return false
    // Those that are read come last next time.
    this.unpacked = [...this.unpacked.slice(1), table]
    await packTable(db, table, () => this.giveWay())
    this.unpacked = this.unpacked.slice(0, -1)
    log(`worker: packed ${table}`)
    return true
  }

  private async giveWay(): Promise<void> {
    if (this.ports.stop.aborted || (await isAnyWaiting(this.ports.db))) throw new Interrupted()
  }
}
