/** Makes a column of `length` values; what they are at first is not said. */
export type NewColumn = (length: number) => Uint32Array

export const newColumn: NewColumn = (length) => new Uint32Array(length)

/**
 * Columns that are used again: a chunk's packing takes some thirty of 2 MB, and making them anew costs a fifth of its time in
 * garbage collection. Whoever took the pool has all its columns until the release.
 */
export class ColumnPool {
  private static readonly idle: ColumnPool[] = []
  private readonly columns: Uint32Array[] = []
  private taken = 0

  static take(): ColumnPool {
    return ColumnPool.idle.pop() ?? new ColumnPool()
  }

  /** Gives back the memory of the columns that nobody has. */
  static clear(): void {
    ColumnPool.idle.length = 0
  }

  readonly column: NewColumn = (length) => {
    const place = this.taken++
    if (this.columns.length === place || this.columns[place].length < length) this.columns[place] = new Uint32Array(length)
    return this.columns[place].subarray(0, length)
  }

  /** Takes all columns back, for another attempt. */
  reset(): void {
    this.taken = 0
  }

  release(): void {
    this.reset()
    ColumnPool.idle.push(this)
  }
}
