import { cellBlockLevels } from './cell.ts'
import { type CellRange, type LevelRange, mergeRanges } from './cover.ts'
import type { WeekRange } from './grain.ts'
import { CountReader, cellCountColumns, groupCountColumns } from './rollup-block.ts'

/** What counts must be of to be taken: weeks, a datasource, and for cells runs of codes at the rows' level (ascending). */
export type CountFilter = { weeks: WeekRange; datasource?: number }

/** The blocks that hold cells of the ranges, as runs of codes, by level. */
export const blockRanges = (ranges: readonly LevelRange[]): LevelRange[] =>
  mergeRanges(
    ranges.map(({ level, from, to }) => ({
      level,
      from: Math.floor(from / 4 ** cellBlockLevels),
      to: Math.floor(to / 4 ** cellBlockLevels),
    })),
  )

/** Takes the matching counts of rows of cell rollups. */
export class CellCountScan {
  private readonly reader = new CountReader(cellCountColumns)

  constructor(private readonly filter: CountFilter) {}

  /** Tells of each count whose cell lies in one of the ranges (undefined: any); returns how many there were. */
  read(
    row: { counts: number; packed: Uint8Array },
    ranges: readonly CellRange[] | undefined,
    tell: (cell: number, week: number, trips: number) => void,
  ): number {
    const { cell, week, datasource, trips } = this.reader.unpack(row)
    const { weeks, datasource: asked } = this.filter
    let told = 0
    let at = 0
    for (let i = 0; i < row.counts; i++) {
      if (week[i] < weeks.first || week[i] > weeks.last || (asked !== undefined && datasource[i] !== asked)) continue
      if (ranges) {
        // Both ascend: a range that ends before this cell holds none of the next ones.
        while (at < ranges.length && ranges[at].to < cell[i]) at++
        if (at === ranges.length) break
        if (ranges[at].from > cell[i]) continue
      }
      tell(cell[i], week[i], trips[i])
      told++
    }
    return told
  }
}

/** Takes the matching counts of rows of group rollups. */
export class GroupCountScan {
  private readonly reader = new CountReader(groupCountColumns)

  constructor(private readonly filter: CountFilter & { hours?: readonly number[] }) {}

  /** Tells of each count; returns how many there were. */
  read(
    row: { counts: number; packed: Uint8Array },
    tell: (origin: number, destination: number, hour: number, trips: number) => void,
  ): number {
    const { origin, destination, hour, week, datasource, trips } = this.reader.unpack(row)
    const { weeks, datasource: asked, hours } = this.filter
    let told = 0
    for (let i = 0; i < row.counts; i++) {
      if (week[i] < weeks.first || week[i] > weeks.last || (asked !== undefined && datasource[i] !== asked)) continue
      if (hours && !hours.includes(hour[i])) continue
      tell(origin[i], destination[i], hour[i], trips[i])
      told++
    }
    return told
  }
}
