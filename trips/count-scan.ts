import { ancestorCell, cellBlockLevels } from './cell.ts'
import { type BlockRange, type CellRange, type LevelRange, mergeRanges } from './cover.ts'
import type { DayRange, WeekRange } from './grain.ts'
import { hourSince1970 } from './hours-asked.ts'
import { weekOfDay } from './iso-week.ts'
import { CountReader, countsUsual } from './rollup-block.ts'

/** What counts must be of to be taken: weeks, a datasource, hours of the day, hours since 1970 (hours-asked.ts); undefined is any. */
export type CountFilter = { weeks?: WeekRange; datasource?: number; hours?: readonly number[]; asked?: Uint8Array }

/** The weeks that some days are of. */
export const weeksOf = ({ first, last }: DayRange): WeekRange => ({ first: Math.max(0, weekOfDay(first)), last: weekOfDay(last) })

/** The blocks that hold cells of the ranges, as runs of codes, by level. */
export const blockRanges = (ranges: readonly LevelRange[], levelsUp = cellBlockLevels): BlockRange[] =>
  mergeRanges(
    ranges.map(({ level, from, to }) => ({
      level,
      from: ancestorCell(from, levelsUp),
      to: ancestorCell(to, levelsUp),
    })),
  )

/**
 * Compares the counts of any kind of rollup with a question, stored row by stored row: `select` leaves the numbers of those that match in
 * `rows[0 … count)`, and all counts in `columns`, until the next row.
 */
export class CountScan<Name extends string> {
  private readonly reader: CountReader<Name>
  rows = new Uint32Array(countsUsual)

  constructor(
    names: readonly Name[],
    private readonly filter: CountFilter,
  ) {
    this.reader = new CountReader(names)
  }

  get columns(): Record<Name, Uint32Array> {
    return this.reader.columns
  }

  /**
   * How many counts match, of those in the ranges of cells at the row's level (ascending) where such are given. Throws when the row is
   * damaged.
   */
  select(row: { counts: number; packed: Uint8Array }, ranges?: readonly CellRange[]): number {
    if (row.counts > this.rows.length) this.rows = new Uint32Array(row.counts)
    const { rows } = this
    const { cell, week, datasource, hour }: Record<string, Uint32Array> = this.reader.unpack(row)
    const { weeks, datasource: source, hours, asked } = this.filter
    let count = 0
    let at = 0
    for (let i = 0; i < row.counts; i++) {
      if (weeks && (week[i] < weeks.first || week[i] > weeks.last)) continue
      if (source !== undefined && datasource[i] !== source) continue
      if (ranges) {
        // Both ascend: a range that ends before this cell holds none of the next ones.
        while (at < ranges.length && ranges[at].to < cell[i]) at++
        if (at === ranges.length) break
        if (ranges[at].from > cell[i]) continue
      }
      if (hours && !hours.includes(hour[i])) continue
      if (asked && asked[hourSince1970(week[i], hour[i])] !== 1) continue
      rows[count++] = i
    }
    return count
  }
}
