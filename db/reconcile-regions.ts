import type { PoolConnection, RowDataPacket } from 'mysql2/promise'
import { weekText } from '#trips/iso-week.ts'
import type { RegionRow } from '#trips/region-sums.ts'
import { CountReader, regionCountColumns, regionOriginColumns } from '#trips/rollup-block.ts'
import type { Comparisons } from './comparisons.ts'

type RegionColumns = {
  counts: number
  packed: Uint8Array
  origin_level: number
  origin_cells: number
  packed_origins: Uint8Array
}

/** The rows of regions and datasources in a chunk must be those that its trips come to. */
export async function reconcileRegions(
  connection: PoolConnection,
  { host, importId }: { host: number; importId: number | null },
  regions: readonly RegionRow[],
  regionNames: Map<number, string>,
  comparisons: Comparisons,
): Promise<void> {
  const [rows] = await connection.query<RowDataPacket[]>(
    `SELECT region, datasource, trips, time_min, time_max, week_min, week_max, counts, packed_columns AS packed, origin_level, origin_cells, packed_origins
     FROM weekly_region_rollups WHERE chunk = ? ORDER BY region, datasource`,
    [host],
  )
  comparisons.compare(`region rollup rows of chunk ${host}`, importId, regions.length, rows.length)
  const reader = new CountReader(regionCountColumns)
  const originReader = new CountReader(regionOriginColumns)
  for (const [i, { week, weekTrips, origins, ...expected }] of regions.entries()) {
    const { region, datasource, trips, time_min: timeMin, time_max: timeMax, ...row } = rows[i] ?? {}
    const spans = week[0] === row.week_min && week[week.length - 1] === row.week_max
    const isSame = spans && JSON.stringify({ region, datasource, trips, timeMin, timeMax }) === JSON.stringify(expected)
    const where = { region: regionNames.get(expected.region) }
    comparisons.compare(`trips of region and datasource in chunk ${host}`, importId, expected.trips, isSame ? trips : 0, where)
    if (!isSame) continue
    const { counts, packed, ...places } = row as RegionColumns
    if (places.origin_level > 0) {
      const { cell } = originReader.unpack({ counts: places.origin_cells, packed: places.packed_origins })
      const isThere = places.origin_level === origins.level && `${cell.subarray(0, places.origin_cells)}` === `${origins.cells}`
      comparisons.compare(`origins of region and datasource in chunk ${host}`, importId, 1, Number(isThere), where)
    }
    const stored = reader.unpack({ counts, packed })
    const found = new Map(Array.from({ length: counts }, (_, k) => [stored.week[k], stored.trips[k]]))
    comparisons.compare(`weeks of region and datasource in chunk ${host}`, importId, week.length, found.size, where)
    for (const [k, inWeek] of weekTrips.entries())
      comparisons.compare(`trips of region and week in chunk ${host}`, importId, inWeek, found.get(week[k]) ?? 0, {
        ...where,
        week: weekText(week[k]),
      })
  }
}
