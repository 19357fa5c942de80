import { KeyCounter } from './key-counter.ts'
import { areaBlocks, type CountBlock, emptyAreaBlock } from './rollup-block.ts'

const weekSize = 2 ** 32

/** Trips of an area by chunk, week and datasource, counted in any order. */
export class AreaTally {
  private readonly chunks = new Map<number, KeyCounter>()

  add(chunk: number, week: number, datasource: number, trips = 1): void {
    this.of(chunk).add(week * weekSize + datasource, trips)
  }

  /** The rows of a chunk: at least one, so that it can be seen to be counted. The bytes of one are valid until the next. */
  *rows(chunk: number): Generator<CountBlock> {
    const { size, keys, counts } = this.of(chunk)
    if (size === 0) {
      yield emptyAreaBlock
      return
    }
    // In the order of keys: that of weeks, then datasources.
    const order = [...Array(size).keys()].sort((a, b) => keys[a] - keys[b])
    const column = (value: (i: number) => number) => Uint32Array.from(order, value)
    const week = column((i) => Math.floor(keys[i] / weekSize))
    yield* areaBlocks().add(
      { length: size, week, datasource: column((i) => keys[i] % weekSize), trips: column((i) => counts[i]) },
      true,
    )
  }

  /** Every count of a chunk. */
  *counts(chunk: number): Generator<{ week: number; datasource: number; trips: number }> {
    const { size, keys, counts } = this.of(chunk)
    for (let i = 0; i < size; i++)
      yield { week: Math.floor(keys[i] / weekSize), datasource: keys[i] % weekSize, trips: counts[i] }
  }

  private of(chunk: number): KeyCounter {
    const known = this.chunks.get(chunk) ?? new KeyCounter(16)
    this.chunks.set(chunk, known)
    return known
  }
}
