import { cellBlockLevels, groupBlockLevels } from './cell.ts'
import type { CellCounts, HourCounts } from './fold-cells.ts'
import type { FlowCounts, GroupCounts } from './fold-groups.ts'
import type { RegionHourCounts } from './region-hours.ts'
import type { TripEnd } from './segment.ts'

/**
 * Counts of trips as they are compared, whatever they are of: row i says that `trips[i]` trips have the values of `keys`, of which the first
 * says where, and the block that the row of a table is of.
 */
export type KeyedCounts = {
  /** No two kinds of counts have the same number. */
  kind: number
  length: number
  keys: readonly Uint32Array[]
  week: Uint32Array
  trips: Uint32Array
  /** How a row of a table is called that has such counts, and how many bits of where its block leaves out. */
  rowName: string
  blockShift: number
  /** Says which count row i is; no two have the same name. */
  nameOf: (i: number) => string
}

/** Counts of cells, by hour of the week or not. */
type AnyCellCounts = CellCounts & Partial<HourCounts> & { level: number }

export function ofCells(end: TripEnd, { level, length, cell, hour, week, datasource, trips }: AnyCellCounts): KeyedCounts {
  const when = (i: number) => (hour ? `hour ${hour[i]} of the week, ` : '') + weekOf(week[i], datasource[i])
  return {
    kind: (level * 2 + end) * 2 + Number(hour !== undefined),
    length,
    keys: hour ? [cell, hour, week, datasource] : [cell, week, datasource],
    week,
    trips,
    rowName: `a row of ${hour ? 'hours' : 'cells'} at level ${level}, end ${end}`,
    blockShift: 2 * cellBlockLevels,
    nameOf: (i) => `cell ${cell[i]} at level ${level}, end ${end}, ${when(i)}`,
  }
}

/** After those of cells, of which there are four for each level up to 20. */
const [kindOfRegions, kindOfGroups, kindOfGroupHours, kindOfFlows] = [100, 101, 102, 103]

export const ofRegions = ({ length, region, hour, week, datasource, trips }: RegionHourCounts): KeyedCounts => ({
  kind: kindOfRegions,
  length,
  keys: [region, hour, week, datasource],
  week,
  trips,
  rowName: 'a row of hours of a region',
  blockShift: 0,
  nameOf: (i) => `region ${region[i]}, hour ${hour[i]} of the week, ${weekOf(week[i], datasource[i])}`,
})

/** Groups by hour of the day, or of the week. */
export function ofGroups(
  by: 'day' | 'week',
  { length, origin, destination, hour, week, datasource, trips }: GroupCounts,
): KeyedCounts {
  const when = (i: number) => `hour ${hour[i]} of the ${by}, ${weekOf(week[i], datasource[i])}`
  return {
    kind: by === 'day' ? kindOfGroups : kindOfGroupHours,
    length,
    keys: [origin, destination, hour, week, datasource],
    week,
    trips,
    rowName: `a row of groups by hour of the ${by}`,
    blockShift: 2 * groupBlockLevels,
    nameOf: (i) => `group ${origin[i]} to ${destination[i]}, ${when(i)}`,
  }
}

export const ofFlows = (end: TripEnd, { length, cell, far, hour, week, datasource, trips }: FlowCounts): KeyedCounts => ({
  kind: kindOfFlows + end,
  length,
  keys: [cell, far, hour, week, datasource],
  week,
  trips,
  rowName: `a row of flows, end ${end}`,
  blockShift: 2 * cellBlockLevels,
  nameOf: (i) => `flow of cell ${cell[i]} and ${far[i]}, end ${end}, hour ${hour[i]}, ${weekOf(week[i], datasource[i])}`,
})

const weekOf = (week: number, datasource: number): string => `week ${week}, datasource ${datasource}`

/** What a row of counts says of them, beside the counts: their sum, the weeks they are of, and where. */
export type RowOfCounts = { trips: number; weekMin: number; weekMax: number; block: number }

type Counted = Pick<KeyedCounts, 'length' | 'week' | 'trips'>
type RowFault = { what: string; expected: number; found: number }

/** What a row says wrongly of its counts: it is passed over by its weeks. */
export function rowFaults(
  row: Omit<RowOfCounts, 'block'>,
  { length, week, trips }: Counted,
  isElsewhere: (i: number) => boolean = () => false,
): RowFault[] {
  let [sum, first, last, strays] = [0, week[0], week[0], 0]
  for (let i = 0; i < length; i++) {
    sum += trips[i]
    first = Math.min(first, week[i])
    last = Math.max(last, week[i])
    if (isElsewhere(i)) strays++
  }
  return [
    { what: 'sum', expected: sum, found: row.trips },
    { what: 'first week', expected: first, found: row.weekMin },
    { what: 'last week', expected: last, found: row.weekMax },
    { what: 'counts of elsewhere', expected: 0, found: strays },
  ].filter(({ expected, found }) => expected !== found)
}

/** The same of a row that is found by its block. */
export const blockRowFaults = (row: RowOfCounts, counts: KeyedCounts): RowFault[] =>
  rowFaults(row, counts, (i) => counts.keys[0][i] >>> counts.blockShift !== row.block).map(({ what, ...numbers }) => ({
    what: `${what} in ${counts.rowName}`,
    ...numbers,
  }))
