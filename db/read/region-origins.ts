import { eq } from 'drizzle-orm'
import { ancestorCell } from '#trips/cell.ts'
import { addressesOf, type CellRange } from '#trips/cover.ts'
import { fewCells } from '#trips/origin-cells.ts'
import { CountReader, regionOriginColumns } from '#trips/rollup-block.ts'
import { weeklyRegionRollups } from '../schema/trips.ts'
import type { Snapshot } from './snapshot.ts'

/** The addresses of the cells that the segments of a region's trips by origin lie in; null where that is not known of all of them. */
export async function regionOrigins({ tx }: Snapshot, region: number): Promise<CellRange[] | null> {
  const { originLevel, originCells, packedOrigins } = weeklyRegionRollups
  const rows = await tx
    .select({ level: originLevel, counts: originCells, packed: packedOrigins })
    .from(weeklyRegionRollups)
    .where(eq(weeklyRegionRollups.region, region))
  const level = Math.min(...rows.map((row) => row.level))
  if (level === 0 || rows.length === 0) return null
  const reader = new CountReader(regionOriginColumns)
  const cells = rows.flatMap((row) => [
    ...reader
      .unpack(row)
      .cell.subarray(0, row.counts)
      .map((code) => ancestorCell(code, row.level - level)),
  ])
  const few = fewCells({ level, cells })
  return addressesOf(Array.from(few.cells, (code) => ({ level: few.level, from: code, to: code })))
}
