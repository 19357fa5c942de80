import { eq } from 'drizzle-orm'
import { ancestorCell } from '#trips/cell.ts'
import { addressesOf, type CellRange } from '#trips/cover.ts'
import { fewCells, originLevel } from '#trips/origin-cells.ts'
import { CountReader, regionOriginColumns } from '#trips/rollup-block.ts'
import { weeklyRegionRollups } from '../schema/trips.ts'
import type { Snapshot } from './snapshot.ts'

/** Of more rows, of a thousand datasources in many chunks, it takes longer to read them than they save. */
const rowsMax = 20_000

/**
 * The addresses, read once, of the cells that the segments of a region's trips by origin lie in; null where that is not known of all of them, or in
 * too many rows.
 */
export function regionOrigins(snapshot: Snapshot, region: number): Promise<CellRange[] | null> {
  const origins = snapshot.origins.get(region) ?? readOrigins(snapshot, region)
  snapshot.origins.set(region, origins)
  return origins
}

async function readOrigins({ tx }: Snapshot, region: number): Promise<CellRange[] | null> {
  const table = weeklyRegionRollups
  const rows = await tx
    .select({ level: table.originLevel, counts: table.originCells, packed: table.packedOrigins })
    .from(table)
    .where(eq(table.region, region))
    .limit(rowsMax + 1)
  const level = rows.reduce((coarsest, row) => Math.min(coarsest, row.level), originLevel)
  if (level === 0 || rows.length > rowsMax) return null
  const reader = new CountReader(regionOriginColumns)
  const cells = new Set<number>()
  for (const row of rows) {
    const { cell } = reader.unpack(row)
    for (let i = 0; i < row.counts; i++) cells.add(ancestorCell(cell[i], row.level - level))
  }
  const few = fewCells({ level, cells })
  return addressesOf(Array.from(few.cells, (code) => ({ level: few.level, from: code, to: code })))
}
