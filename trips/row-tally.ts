import { flagRepeats } from './equal-rows.ts'
import { sortOrder } from './sort-order.ts'
import { createStoredTrips, type StoredTrips } from './stored-trips.ts'
import { TripDigest } from './trip-digest.ts'

/**
 * Counts trips, sums their digest and counts those that equal an earlier one of the same cells. Holds one of each different trip,
 * up to about twice `capacity`: of cells with more, the caller shows the trips `readings` times and names the reading.
 */
export class RowTally {
  trips = 0
  equalRows = 0
  readonly digest = new TripDigest()
  private kept: StoredTrips

  constructor(capacity: number) {
    this.kept = createStoredTrips(capacity * 2)
  }

  /** Takes in `count` trips that `append` appends; of several readings, those whose hash falls to this one. */
  add(count: number, append: (into: StoredTrips) => void, readings = 1, reading = 0): void {
    const { kept } = this.withRoom(count)
    const from = kept.length
    append(kept)
    const to = kept.length
    kept.length = from
    for (let row = from; row < to; row++) {
      if (readings > 1 && kept.hashHigh[row] % readings !== reading) continue
      if (row > kept.length) copyRow(kept, row, kept, kept.length)
      this.digest.add(kept.hashLow[row], kept.hashHigh[row])
      kept.length++
      this.trips++
    }
  }

  /** Trips that come later start in other cells, or have other hashes. */
  endCell(): void {
    this.dropRepeats()
    this.kept.length = 0
  }

  private withRoom(rows: number): this {
    if (this.kept.length + rows <= this.kept.time.length) return this
    this.dropRepeats()
    if ((this.kept.length + rows) * 2 <= this.kept.time.length) return this
    const larger = createStoredTrips(Math.max(this.kept.time.length * 2, this.kept.length + rows))
    for (let row = 0; row < this.kept.length; row++) copyRow(this.kept, row, larger, row)
    larger.length = this.kept.length
    this.kept = larger
    return this
  }

  private dropRepeats(): void {
    const { kept } = this
    const repeats = new Uint8Array(kept.length)
    const found = flagRepeats(kept, sortOrder([kept.hashLow], kept.length), repeats)
    this.equalRows += found
    if (found === 0) return
    let to = 0
    for (let row = 0; row < kept.length; row++) if (repeats[row] === 0) copyRow(kept, row, kept, to++)
    kept.length = to
  }
}

function copyRow(from: StoredTrips, row: number, to: StoredTrips, at: number): void {
  to.originU[at] = from.originU[row]
  to.originV[at] = from.originV[row]
  to.destinationU[at] = from.destinationU[row]
  to.destinationV[at] = from.destinationV[row]
  to.time[at] = from.time[row]
  to.region[at] = from.region[row]
  to.datasource[at] = from.datasource[row]
  to.hashLow[at] = from.hashLow[row]
  to.hashHigh[at] = from.hashHigh[row]
}
