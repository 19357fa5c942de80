import { ancestorCell, cellBlockLevels, cellRollupLevels, codeOfAddress, finestLevel, levelOfAddress } from './cell.ts'

/** How often cells can be split before those of the next rollup level say more, by rollup level. */
const timesAt = cellRollupLevels.map((level, i) => (cellRollupLevels[i + 1] ?? finestLevel) - level)
/** Cells are known to be split once over, twice, … so many times over. */
export const splitsMax = Math.max(...timesAt)

/** For a block of 16 cells, the cells that were split at least once over, twice, …: a bit for each, the first cell's the lowest. */
export type SplitBits = readonly number[]

/** What stands for a block that nothing is known of: any of its cells may have been split down to the finest. */
export const unknownSplits: SplitBits = Array(splitsMax).fill(0xffff)

/**
 * How often the rollup cells of a chunk were split, by the segments that lie in them: 3 says that some are three levels finer. With it
 * a cover (cover.ts) looks for segments only at levels where there are some.
 */
export class CellSplits {
  /** By rollup level: how often each cell was split, by its code. */
  private readonly times = cellRollupLevels.map(() => new Map<number, number>())
  /** The cell that was entered last at each level, and how often it was split: segments come in the order of their cells. */
  private readonly last = cellRollupLevels.map(() => ({ code: -1, times: 0 }))

  /** Enters a segment by its cell's address. */
  add(address: number): void {
    const level = levelOfAddress(address)
    for (let i = 0; i < cellRollupLevels.length && cellRollupLevels[i] < level; i++) {
      const finer = level - cellRollupLevels[i]
      const times = Math.min(finer, timesAt[i])
      const code = ancestorCell(codeOfAddress(address), finer)
      const last = this.last[i]
      if (last.code === code && last.times >= times) continue
      last.code = code
      last.times = Math.max(times, this.times[i].get(code) ?? 0)
      this.times[i].set(code, last.times)
    }
  }

  /** The bits of the cells `from` … `to`, both included, of one block at a rollup level. */
  bits(level: number, from: number, to: number): SplitBits {
    const times = this.times[cellRollupLevels.indexOf(level)]
    const bits = Array<number>(splitsMax).fill(0)
    for (let code = from; code <= to; code++)
      for (let n = times.get(code) ?? 0; n > 0; n--) bits[n - 1] |= 1 << (code % 4 ** cellBlockLevels)
    return bits
  }
}

/** Whether a cell of a block was split so many times over, by the block's bits. */
export const hasSplit = (bits: SplitBits, code: number, times: number): boolean =>
  times <= splitsMax && ((bits[times - 1] >> (code % 4 ** cellBlockLevels)) & 1) === 1
