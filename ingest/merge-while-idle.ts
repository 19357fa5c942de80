import { takesLoadData } from '#db/read/takes-load-data.ts'
import { PlaceTooFull } from '#db/stored/tract-trips.ts'
import { mergeChunks } from '#db/write/merge-chunks.ts'
import { countStoredTrips, packTable, TableIsRead } from '#db/write/pack-table.ts'
import { DamagedTrips, storageTables } from '#db/write/rewrite-chunks.ts'
import { mergedChunksMax } from '#trips/choose-merge.ts'
import { giveWay, Interrupted, restMsMax } from './give-way.ts'
import type { Ports } from './ports.ts'
import { describe, isConnectionLost } from './when-reachable.ts'

/** Tables are packed when at least so many trips, and so large a share of all, were moved since: packing moves them all. */
const packedTripsMin = 1_000_000
const packedShareMin = 1 / 4
/**
 * Stores chunks together while no import waits, then has the tables packed. An import that comes interrupts it, and what was begun is
 * rolled back by the server. It is begun again when nothing has come for as long as it had run, or half a minute; so it is where the
 * server was lost.
 */
export class MergeWhileIdle {
  private mayWork = true
  /** Until the next import, once merging has failed: areas are counted and tables packed all the same. */
  private mayMerge = true
  private idleSince = 0
  private restMs = 0
  /** Trips moved since tables were to be packed, and those that are still to be. */
  private moved = 0
  private unpacked: readonly (typeof storageTables)[number][] = []
  /** Chunks that cannot be merged as their trips lie. */
  private readonly except = new Set<number>()
  /** Or not with larger ones. */
  private readonly lone = new Set<number>()

  constructor(
    private readonly ports: Pick<Ports, 'db' | 'chunkRows' | 'byLoadData' | 'failpoint' | 'log' | 'nowMs' | 'stop'>,
    private readonly packed: { tripsMin: number } = { tripsMin: packedTripsMin },
    /** Has a turn when chunks are merged, before tables are packed. */
    private readonly then?: { turn: () => Promise<boolean> },
  ) {}

  /** An import has ended: there may be something to merge. */
  noteImport(): void {
    this.mayWork = true
    this.mayMerge = true
    this.idleSince = this.ports.nowMs()
  }

  /** Merges once, or packs. False when there is nothing to do, not yet, or it failed: then again after the next import. */
  async turn(): Promise<boolean> {
    const begun = this.ports.nowMs()
    if (!this.mayWork || begun - this.idleSince < this.restMs) return false
    try {
      this.mayWork = (this.mayMerge && (await this.merge())) || (await this.then?.turn()) || (await this.pack())
      this.restMs = 0
    } catch (error) {
      const mayGoOn = error instanceof Interrupted || error instanceof TableIsRead || isConnectionLost(error)
      this.mayWork = mayGoOn
      this.restMs = error instanceof Interrupted ? Math.min(restMsMax, this.ports.nowMs() - begun) : restMsMax
      this.idleSince = this.ports.nowMs()
      if (!mayGoOn) this.ports.log(`worker: what is stored stays as it is: ${describe(error)}`)
    }
    return this.mayWork && this.restMs === 0
  }

  private async merge(): Promise<boolean> {
    try {
      return await this.mergeOnce()
    } catch (error) {
      if (error instanceof Interrupted || isConnectionLost(error)) throw error
      // Other chunks may be merged than those.
      this.mayMerge = error instanceof PlaceTooFull || error instanceof DamagedTrips
      this.ports.log(`worker: chunks stay as they are: ${describe(error)}`)
      return this.mayMerge
    }
  }

  private async mergeOnce(): Promise<boolean> {
    const { db, chunkRows, byLoadData, failpoint, log } = this.ports
    const trips = await mergeChunks(db, {
      tripsMax: mergedChunksMax * chunkRows,
      byLoadData: byLoadData && (await takesLoadData(db)),
      failpoint,
      except: this.except,
      lone: this.lone,
      between: async () => {
        failpoint('in_merge')
        await giveWay(this.ports)
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
    await packTable(db, table, () => giveWay(this.ports))
    this.unpacked = this.unpacked.slice(0, -1)
    log(`worker: packed ${table}`)
    return true
  }
}
