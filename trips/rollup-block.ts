import { cellBlockLevels, groupBlockLevels } from './cell.ts'
import { ColumnPacker, PackedReader } from './packed-columns.ts'

/** Columns of a packed row of counts, in order. */
export const cellCountColumns = ['cell', 'week', 'datasource', 'trips'] as const
export const hourCountColumns = ['cell', 'hour', 'week', 'datasource', 'trips'] as const
export const regionHourCountColumns = ['region', 'hour', 'week', 'datasource', 'trips'] as const
export const groupCountColumns = ['origin', 'destination', 'hour', 'week', 'datasource', 'trips'] as const
/** Flows have no week and no datasource: 0. */
export const flowCountColumns = ['cell', 'far', 'hour', 'week', 'datasource', 'trips'] as const
export const areaCountColumns = ['week', 'datasource', 'trips'] as const
/** Of one region and datasource. */
export const regionCountColumns = ['week', 'trips'] as const
export const regionOriginColumns = ['cell'] as const

/** Counts of one block go on in a further part after this many: 5 to 8 bytes each, so a row stays below 4 kB, a quarter of an InnoDB page. */
export const countsUsual = 480

/** Counts of one chunk for the cells of one block, as they are stored. */
export type CountBlock = {
  block: number
  part: number
  /** The first cell that it has counts of, and the last. */
  from: number
  to: number
  counts: number
  trips: number
  weekMin: number
  weekMax: number
  packed: Uint8Array
}

type Counts<Name extends string> = { length: number } & Record<Name, Uint32Array>

/**
 * Cuts counts into rows. They come in ascending order, in any number of pieces, and the last cell of a piece may go on in the next:
 * its counts are summed before they are cut. (What comes whole, as of regions, needs no order.) The bytes of a row are valid until the next.
 */
export class CountBlocks<Name extends string> {
  private readonly packer = new ColumnPacker()
  /** The counts of the last cell, which may go on. */
  private open: Uint32Array[]
  /** How many rows each block has so far. */
  private readonly parts = new Map<number, number>()

  constructor(
    private readonly names: readonly Name[],
    /** Bits of a cell's code that its block leaves out. */
    private readonly shift: number,
  ) {
    this.open = names.map(() => new Uint32Array(0))
  }

  /** The rows that are full, or whose block is over; the rest when `isLast`. */
  *add(counts: Counts<Name>, isLast: boolean): Generator<CountBlock> {
    const columns = sumAscending(
      this.open,
      this.names.map((name) => counts[name].subarray(0, counts.length)),
    )
    const [cell] = columns
    let end = cell.length
    if (!isLast) while (end > 0 && cell[end - 1] === cell[cell.length - 1]) end--
    this.open = columns.map((column) => column.slice(end))
    yield* this.cut(columns, end)
  }

  private nextPart(block: number): number {
    const part = this.parts.get(block) ?? 0
    this.parts.set(block, part + 1)
    return part
  }

  private *cut(columns: readonly Uint32Array[], length: number): Generator<CountBlock> {
    const [cell, week, trips] = [columns[0], columns[columns.length - 3], columns[columns.length - 1]]
    for (let from = 0; from < length; ) {
      const block = cell[from] >>> this.shift
      const part = this.nextPart(block)
      let to = from
      let sum = 0
      let [weekMin, weekMax] = [week[from], week[from]]
      for (; to < length && to - from < countsUsual && cell[to] >>> this.shift === block; to++) {
        sum += trips[to]
        if (week[to] < weekMin) weekMin = week[to]
        if (week[to] > weekMax) weekMax = week[to]
      }
      const packed = this.packer.pack(columns, from, to)
      yield { block, part, from: cell[from], to: cell[to - 1], counts: to - from, trips: sum, weekMin, weekMax, packed }
      from = to
    }
  }
}

/** Cuts the cell counts of one level into rows. */
export const cellBlocks = () => new CountBlocks(cellCountColumns, 2 * cellBlockLevels)
/** Cuts the counts by hour of one level into rows. */
export const hourBlocks = () => new CountBlocks(hourCountColumns, 2 * cellBlockLevels)
/** Cuts the counts by hour of regions into rows: a region's may come again. */
export const regionHourBlocks = () => new CountBlocks(regionHourCountColumns, 0)
/** Cuts group counts, in the order of origin cells, into rows. */
export const groupBlocks = () => new CountBlocks(groupCountColumns, 2 * groupBlockLevels)
/** Cuts the flows of one end into rows. */
export const flowBlocks = () => new CountBlocks(flowCountColumns, 2 * cellBlockLevels)
/** Cuts the counts of an area into rows, all of one block: its first column is the week, and none is so high. */
export const areaBlocks = () => new CountBlocks(areaCountColumns, 31)

/** What is stored of an area that has no trips in a chunk. */
export const emptyAreaBlock: CountBlock = {
  ...{ block: 0, part: 0, from: 0, to: 0, counts: 0, trips: 0, weekMin: 0, weekMax: 0 },
  packed: new ColumnPacker().pack(
    areaCountColumns.map(() => new Uint32Array(0)),
    0,
    0,
  ),
}

/** Two lists of counts, each in ascending order of all columns but the last, as one: the last column of equal ones is summed. */
function sumAscending(some: readonly Uint32Array[], more: readonly Uint32Array[]): readonly Uint32Array[] {
  if (some[0].length === 0) return more
  const last = some.length - 1
  const sums = some.map((column, c) => new Uint32Array(column.length + more[c].length))
  let [i, k, n] = [0, 0, 0]
  while (i < some[0].length || k < more[0].length) {
    const order = i === some[0].length ? 1 : k === more[0].length ? -1 : compareRows(some, i, more, k)
    const [from, row] = order <= 0 ? [some, i] : [more, k]
    for (let c = 0; c < sums.length; c++) sums[c][n] = from[c][row]
    if (order === 0) sums[last][n] += more[last][k]
    if (order <= 0) i++
    if (order >= 0) k++
    n++
  }
  return sums.map((column) => column.subarray(0, n))
}

/** By all columns but the last. */
function compareRows(a: readonly Uint32Array[], i: number, b: readonly Uint32Array[], k: number): number {
  for (let c = 0; c < a.length - 1; c++) if (a[c][i] !== b[c][k]) return a[c][i] < b[c][k] ? -1 : 1
  return 0
}

/** Unpacks rows of counts, one after the other, into the same columns: valid until the next. */
export class CountReader<Name extends string> {
  columns: Record<Name, Uint32Array>
  private readonly reader: PackedReader

  constructor(private readonly names: readonly Name[]) {
    this.reader = new PackedReader(names.length)
    this.columns = this.createColumns(countsUsual)
  }

  /** Throws when the row is damaged. */
  unpack({ counts, packed }: { counts: number; packed: Uint8Array }): Record<Name, Uint32Array> {
    this.reader.load(packed, counts)
    if (counts > this.columns[this.names[0]].length) this.columns = this.createColumns(counts)
    for (const [c, name] of this.names.entries()) this.reader.unpack(c, this.columns[name])
    return this.columns
  }

  private createColumns(length: number): Record<Name, Uint32Array> {
    return Object.fromEntries(this.names.map((name) => [name, new Uint32Array(length)])) as Record<Name, Uint32Array>
  }
}
