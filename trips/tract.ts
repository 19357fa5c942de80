import { ancestorCell, cellAddress, codeOfAddress, finestLevel, levelOfAddress } from './cell.ts'
import { atLevel, atLevels, type CellRange, type LevelRange, mergeAddresses } from './cover.ts'
import { KeyCounter } from './key-counter.ts'

/**
 * A cell whose trips are worked on together. However many trips are stored anew at once, no more than a tract's, or a few small
 * tracts', are in memory; what comes out is the same as if all were (segment.ts, fold-cells.ts), for a cell that was cut into tracts
 * holds more trips than a segment and is split anyway.
 */
export type Tract = { level: number; code: number; trips: number }

/** All trips as one tract. */
export const world: Tract = { level: 0, code: 0, trips: 0 }

/** Tracts that are read together, and the addresses of the cells in them. */
export type TractGroup = { tracts: Tract[]; cells: CellRange[]; trips: number }

/** Tracts of a group at most: each is a range of codes at every level that it has cells of. */
const groupTractsMax = 32

/** Trips by the address of their segment's cell, for `cutTracts`. */
export class TractCounts {
  private readonly levels = Array.from({ length: finestLevel + 1 }, () => new KeyCounter(16))

  add(address: number, trips: number): void {
    this.levels[levelOfAddress(address)].add(codeOfAddress(address), trips)
  }

  /**
   * Cuts the world into tracts of at most `tripsMax` trips, in the order of the finest cells. `coarse` are the addresses of the cells
   * that were cut, with the trips of their own segments, which lie in several tracts and are counted to none. Only a cell of the finest level may
   * hold more. Counts are summed up on the way: once only.
   */
  cut(tripsMax: number): { tracts: Tract[]; coarse: { address: number; trips: number }[] } {
    const { levels } = this
    for (let level = finestLevel; level > 0; level--) {
      const { keys, counts, size } = levels[level]
      for (let i = 0; i < size; i++) levels[level - 1].add(ancestorCell(keys[i], 1), counts[i])
    }
    const tracts: Tract[] = []
    const coarse: { address: number; trips: number }[] = []
    const cut = (level: number, code: number): void => {
      const trips = levels[level].get(code)
      if (trips <= tripsMax || level === finestLevel) {
        tracts.push({ level, code, trips })
        return
      }
      const children = [0, 1, 2, 3].map((child) => code * 4 + child)
      const finer = children.reduce((sum, child) => sum + levels[level + 1].get(child), 0)
      coarse.push({ address: cellAddress(level, code), trips: trips - finer })
      for (const child of children) cut(level + 1, child)
    }
    cut(0, 0)
    return { tracts, coarse }
  }
}

/** Neighbouring tracts in groups of at most `tripsMax` trips, or of one tract. */
export function* groupTracts(tracts: readonly Tract[], tripsMax: number): Generator<TractGroup> {
  for (let from = 0; from < tracts.length; ) {
    let [to, trips] = [from, 0]
    for (; to < tracts.length && to - from < groupTractsMax; to++) {
      if (to > from && trips + tracts[to].trips > tripsMax) break
      trips += tracts[to].trips
    }
    const group = tracts.slice(from, to)
    yield { tracts: group, cells: cellsOf(group), trips }
    from = to
  }
}

/** The cells of the finest level that lie in a tract, as a run of codes. */
export const placesOf = (tract: Tract): CellRange => atLevel(runOf(tract), finestLevel)

const runOf = ({ level, code }: Tract): LevelRange => ({ level, from: code, to: code })

/** The addresses of all cells in the tracts, of any level. */
const cellsOf = (tracts: readonly Tract[]): CellRange[] =>
  mergeAddresses(tracts.flatMap((tract) => atLevels(runOf(tract), tract.level)))

/** The cells of one level that were cut into these tracts: they hold more trips than a segment, of which these may be a part. */
export const cutAbove = (tracts: readonly Tract[], level: number): ReadonlySet<number> =>
  new Set(tracts.filter((tract) => tract.level > level).map((tract) => ancestorCell(tract.code, tract.level - level)))
