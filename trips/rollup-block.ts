import { cellBlockLevels, groupBlockLevels } from './cell.ts'
import type { CellCounts, GroupCounts } from './fold.ts'
import { ColumnPacker, checkPacked, unpackColumn } from './packed-columns.ts'

/** Columns of a packed row of counts, in order. */
export const cellCountColumns = ['cell', 'week', 'datasource', 'trips'] as const
export const groupCountColumns = ['origin', 'destination', 'hour', 'week', 'datasource', 'trips'] as const

/** No row has more counts: readers unpack into columns of this length, and the views' table of ordinals has as many rows. */
export const countsMax = 16_384
/** Counts of one block go on in a further part after this many: 5 to 8 bytes each, so a row stays below 4 kB (segment.ts). */
export const countsUsual = 480

/** Counts of one chunk for the cells of one block, as they are stored. */
export type CountBlock = {
  block: number
  part: number
  counts: number
  trips: number
  weekMin: number
  weekMax: number
  packed: Uint8Array
}

/** Cell counts, in ascending order of cells, cut into blocks; the bytes of one are valid until the next. */
export const cutCellBlocks = (counts: CellCounts): Generator<CountBlock> =>
  cutBlocks(
    counts,
    counts.cell,
    2 * cellBlockLevels,
    cellCountColumns.map((name) => counts[name]),
  )

/** Group counts, in ascending order of origin cells, cut into blocks likewise. */
export const cutGroupBlocks = (counts: GroupCounts): Generator<CountBlock> =>
  cutBlocks(
    counts,
    counts.origin,
    2 * groupBlockLevels,
    groupCountColumns.map((name) => counts[name]),
  )

function* cutBlocks(
  { length, week, trips }: CellCounts | GroupCounts,
  cell: Uint32Array,
  shift: number,
  columns: Uint32Array[],
): Generator<CountBlock> {
  const packer = new ColumnPacker()
  for (let from = 0, part = 0; from < length; ) {
    const block = cell[from] >>> shift
    let to = from
    let sum = 0
    let [weekMin, weekMax] = [week[from], week[from]]
    for (; to < length && to - from < countsUsual && cell[to] >>> shift === block; to++) {
      sum += trips[to]
      if (week[to] < weekMin) weekMin = week[to]
      if (week[to] > weekMax) weekMax = week[to]
    }
    yield { block, part, counts: to - from, trips: sum, weekMin, weekMax, packed: packer.pack(columns, from, to) }
    part = to < length && cell[to] >>> shift === block ? part + 1 : 0
    from = to
  }
}

/** Unpacks rows of counts, one after the other, into the same columns: valid until the next. */
export class CountReader<Name extends string> {
  readonly columns: Record<Name, Uint32Array>

  constructor(private readonly names: readonly Name[]) {
    this.columns = Object.fromEntries(names.map((name) => [name, new Uint32Array(countsMax)])) as Record<Name, Uint32Array>
  }

  /** Throws when the row is damaged. */
  unpack({ counts, packed }: { counts: number; packed: Uint8Array }): Record<Name, Uint32Array> {
    checkPacked(packed, this.names.length, counts)
    for (const [c, name] of this.names.entries()) unpackColumn(packed, counts, this.names.length, c, this.columns[name])
    return this.columns
  }
}
