import { sql } from 'drizzle-orm'
import type { PoolConnection, RowDataPacket } from 'mysql2/promise'
import type { Area } from '#trips/area.ts'
import { AreaTally } from '#trips/area-tally.ts'
import { cellAddress, gridBoxOfAddress } from '#trips/cell.ts'
import { weekOfTime } from '#trips/iso-week.ts'
import { type RowOfCounts, rowFaults } from '#trips/keyed-counts.ts'
import { type Polygon, polygonArea } from '#trips/polygon.ts'
import { areaCountColumns, CountReader } from '#trips/rollup-block.ts'
import type { TripEnd } from '#trips/segment.ts'
import type { SortedEnd } from '#trips/sorted-end.ts'
import type { Tract } from '#trips/tract.ts'
import { eachRow } from './stored/each-row.ts'

type Compare = (name: string, expected: number, found: number) => void
type StoredRow = Omit<RowOfCounts, 'block'> & { area: number; counts: number; packed: Uint8Array }

/** The counts of saved areas in one chunk by one end, compared with a count over its trips: 10 ns for each trip and area near it, more in it. */
export class AreaChecks {
  /** By area. */
  private readonly expected = new AreaTally()
  private readonly found = new AreaTally()

  private constructor(
    private readonly host: number,
    private readonly end: TripEnd,
    private readonly areas: readonly { id: number; area: Area }[],
  ) {}

  /** Of the areas that the chunk is counted for. */
  static async read(connection: PoolConnection, host: number, end: TripEnd): Promise<AreaChecks> {
    const [rows] = await connection.query<RowDataPacket[]>(
      `SELECT a.id, a.polygons FROM areas a
       WHERE a.id IN (SELECT area FROM weekly_area_rollups WHERE chunk = ? AND trip_end = ?)`,
      [host, end],
    )
    // MariaDB keeps JSON as text.
    const parsed = (polygons: unknown) => (typeof polygons === 'string' ? JSON.parse(polygons) : polygons) as Polygon[]
    const areas = rows.map(({ id, polygons }) => ({ id, area: polygonArea(parsed(polygons)) }))
    return new AreaChecks(host, end, areas)
  }

  /** Trips of the chunk, those of some tracts. */
  expect({ length, u, v, time, datasource }: SortedEnd, tracts: readonly Tract[]): void {
    const boxes = tracts.map(({ level, code }) => gridBoxOfAddress(cellAddress(level, code)))
    for (const { id, area } of this.areas) {
      if (boxes.every(({ u0, v0, u1, v1 }) => area.relate(u0, v0, u1, v1) === 'outside')) continue
      for (let row = 0; row < length; row++)
        if (area.has(u[row], v[row])) this.expected.add(id, weekOfTime(time[row]), datasource[row])
    }
  }

  /** Compares with what is stored. The rows' own sums must be right too. */
  async compare(connection: PoolConnection, compare: Compare): Promise<void> {
    const reader = new CountReader(areaCountColumns)
    await eachRow<StoredRow>(
      connection,
      sql`SELECT area, counts, trips, week_min AS weekMin, week_max AS weekMax, packed_columns AS packed FROM weekly_area_rollups WHERE chunk = ${this.host} AND trip_end = ${this.end}`,
      (row) => {
        const { week, datasource, trips } = reader.unpack(row)
        for (let i = 0; i < row.counts; i++) this.found.add(row.area, week[i], datasource[i], trips[i])
        if (row.counts === 0) return
        for (const { what, expected, found } of rowFaults(row, { length: row.counts, week, trips }))
          compare(`${what} in a row of area ${row.area}, end ${this.end}`, expected, found)
      },
    )
    for (const { id } of this.areas) this.compareArea(id, compare)
  }

  private compareArea(area: number, compare: Compare): void {
    const name = (week: number, datasource: number) =>
      `rollup area ${area}, end ${this.end}, week ${week}, datasource ${datasource}`
    const counts = new Map<string, { expected: number; found: number }>()
    for (const { week, datasource, trips } of this.expected.counts(area))
      counts.set(name(week, datasource), { expected: trips, found: 0 })
    for (const { week, datasource, trips } of this.found.counts(area)) {
      const { expected } = counts.get(name(week, datasource)) ?? { expected: 0 }
      counts.set(name(week, datasource), { expected, found: trips })
    }
    for (const [each, { expected, found }] of counts) compare(each, expected, found)
  }
}

/** Counts of areas that are not saved any more, and chunks that are counted by one end alone. */
export async function compareAreaRows(connection: PoolConnection, compare: Compare): Promise<void> {
  const [[{ strays }]] = await connection.query<RowDataPacket[]>(
    'SELECT COUNT(DISTINCT area) AS strays FROM weekly_area_rollups WHERE area NOT IN (SELECT id FROM areas)',
  )
  compare('areas in weekly_area_rollups that are not saved', 0, strays)
  const [[{ halves }]] = await connection.query<RowDataPacket[]>(
    `SELECT COUNT(*) AS halves FROM
       (SELECT area, chunk FROM weekly_area_rollups WHERE part = 0 GROUP BY area, chunk HAVING COUNT(*) <> 2) AS half`,
  )
  compare('chunks counted for an area by one end alone', 0, halves)
}
