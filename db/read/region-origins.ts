import { eq } from 'drizzle-orm'
import { ancestorCell } from '#trips/cell.ts'
import { addressesOf, type CellRange } from '#trips/cover.ts'
import { originLevel } from '#trips/origin-cells.ts'
import { CountReader, regionOriginColumns } from '#trips/rollup-block.ts'
import { weeklyRegionRollups } from '../schema/trips.ts'
import { oncePer } from './once-per.ts'

/** Of more rows, of a thousand datasources in many chunks, it takes longer to read them than they save. */
const rowsMax = 20_000
/**
 * Cells that are looked for: where there are more, the finest are made coarser. A city has a handful, and where some of its trips have
 * places far away some hundreds; each is a run of addresses at every finer level, which the server looks for one by one.
 */
const cellsMax = 1024

/**
 * The addresses of the cells that the segments of a region's trips by origin lie in; null where that is not known of all of them, or in
 * too many rows.
 */
export const regionOrigins = oncePer(async ({ tx }, region: number): Promise<CellRange[] | null> => {
  const table = weeklyRegionRollups
  const rows = await tx
    .select({ level: table.originLevel, counts: table.originCells, packed: table.packedOrigins })
    .from(table)
    .where(eq(table.region, region))
    .limit(rowsMax + 1)
  if (rows.length > rowsMax || rows.some(({ level }) => level === 0)) return null
  const reader = new CountReader(regionOriginColumns)
  const cells = Array.from({ length: originLevel + 1 }, () => new Set<number>())
  for (const row of rows) {
    const { cell } = reader.unpack(row)
    for (let i = 0; i < row.counts; i++) cells[row.level].add(cell[i])
  }
  const count = () => cells.reduce((sum, { size }) => sum + size, 0)
  for (let level = originLevel; level > 0 && count() > cellsMax; level--) {
    for (const code of cells[level]) cells[level - 1].add(ancestorCell(code, 1))
    cells[level].clear()
  }
  if (cells[0].size > 0) return null
  return addressesOf(cells.flatMap((codes, level) => Array.from(codes, (code) => ({ level, from: code, to: code }))))
})
