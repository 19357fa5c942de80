import { ancestorCell, cellBlockLevels } from './cell.ts'
import { type BlockRange, type CellRange, type LevelRange, mergeRanges } from './cover.ts'
import type { DayRange, WeekRange } from './grain.ts'
import { hourSince1970 } from './hours-asked.ts'
import { weekOfDay } from './iso-week.ts'
import {
  areaCountColumns,
  CountReader,
  cellCountColumns,
  groupCountColumns,
  hourCountColumns,
  regionCountColumns,
  regionHourCountColumns,
} from './rollup-block.ts'

/** What counts must be of to be taken: weeks, a datasource, and for cells runs of codes at the rows' level (ascending). */
export type CountFilter = { weeks: WeekRange; datasource?: number }

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

/** Takes the matching counts of rows of cell rollups, or of hour rollups where `asked` says which hours count (hours-asked.ts). */
export class CellCountScan {
  private readonly reader: CountReader<'cell' | 'hour' | 'week' | 'datasource' | 'trips'>

  constructor(
    private readonly filter: CountFilter,
    private readonly asked?: Uint8Array,
  ) {
    this.reader = new CountReader(asked ? hourCountColumns : cellCountColumns)
  }

  /** Tells of each count whose cell lies in one of the ranges (undefined: any); returns how many there were. */
  read(
    row: { counts: number; packed: Uint8Array },
    ranges: readonly CellRange[] | undefined,
    tell: (cell: number, week: number, trips: number, hour: number, datasource: number) => void,
  ): number {
    const { cell, week, datasource, trips, hour } = this.reader.unpack(row)
    const { weeks, datasource: source } = this.filter
    let told = 0
    let at = 0
    for (let i = 0; i < row.counts; i++) {
      if (week[i] < weeks.first || week[i] > weeks.last || (source !== undefined && datasource[i] !== source)) continue
      if (ranges) {
        // Both ascend: a range that ends before this cell holds none of the next ones.
        while (at < ranges.length && ranges[at].to < cell[i]) at++
        if (at === ranges.length) break
        if (ranges[at].from > cell[i]) continue
      }
      if (this.asked && this.asked[hourSince1970(week[i], hour[i])] !== 1) continue
      tell(cell[i], week[i], trips[i], this.asked ? hour[i] : 0, datasource[i])
      told++
    }
    return told
  }
}

/** Takes the counts of some weeks of rows of region rollups. */
export class RegionCountScan {
  private readonly reader = new CountReader(regionCountColumns)

  constructor(private readonly weeks: WeekRange) {}

  /** Tells of each count; returns how many there were. */
  read(row: { counts: number; packed: Uint8Array }, tell: (week: number, trips: number) => void): number {
    const { week, trips } = this.reader.unpack(row)
    let told = 0
    for (let i = 0; i < row.counts; i++) {
      if (week[i] < this.weeks.first || week[i] > this.weeks.last) continue
      tell(week[i], trips[i])
      told++
    }
    return told
  }
}

/** Takes the matching counts of rows of the regions' hour rollups. */
export class RegionHourScan {
  private readonly reader = new CountReader(regionHourCountColumns)

  constructor(
    private readonly asked: Uint8Array,
    private readonly datasource?: number,
  ) {}

  /** Tells of each count; returns how many there were. */
  read(row: { counts: number; packed: Uint8Array }, tell: (week: number, trips: number, hour: number) => void): number {
    const { hour, week, datasource, trips } = this.reader.unpack(row)
    let told = 0
    for (let i = 0; i < row.counts; i++) {
      if (this.datasource !== undefined && datasource[i] !== this.datasource) continue
      if (this.asked[hourSince1970(week[i], hour[i])] !== 1) continue
      tell(week[i], trips[i], hour[i])
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
    tell: (origin: number, destination: number, hour: number, trips: number, week: number) => void,
  ): number {
    const { origin, destination, hour, week, datasource, trips } = this.reader.unpack(row)
    const { weeks, datasource: asked, hours } = this.filter
    let told = 0
    for (let i = 0; i < row.counts; i++) {
      if (week[i] < weeks.first || week[i] > weeks.last || (asked !== undefined && datasource[i] !== asked)) continue
      if (hours && !hours.includes(hour[i])) continue
      tell(origin[i], destination[i], hour[i], trips[i], week[i])
      told++
    }
    return told
  }
}

/** Takes the matching counts of rows of area rollups. */
export class AreaCountScan {
  private readonly reader = new CountReader(areaCountColumns)

  constructor(private readonly filter: CountFilter) {}

  /** Tells of each count; returns how many there were. */
  read(row: { counts: number; packed: Uint8Array }, tell: (week: number, trips: number) => void): number {
    const { week, datasource, trips } = this.reader.unpack(row)
    const { weeks, datasource: asked } = this.filter
    let told = 0
    for (let i = 0; i < row.counts; i++) {
      if (week[i] < weeks.first || week[i] > weeks.last || (asked !== undefined && datasource[i] !== asked)) continue
      tell(week[i], trips[i])
      told++
    }
    return told
  }
}
