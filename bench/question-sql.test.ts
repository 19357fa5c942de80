import fc from 'fast-check'
import type { RowDataPacket } from 'mysql2/promise'
import { expect, inject, test } from 'vitest'
import { gridOf } from '#trips/cell.ts'
import { polygonArea } from '#trips/polygon.ts'
import { conditionOf, mysqlDialect } from './question-sql.ts'
import { withScratch } from './scratch-database.ts'

const side = Array.from({ length: 13 }, (_, i) => i)
const points = side.flatMap((lon) => side.map((lat) => [lon, lat] as const))
const corner = fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 12 }))

test('a ring in SQL holds the same points as a polygon, those on its corners and edges too', () =>
  withScratch(inject('databaseAdminUrl'), async ({ db }) => {
    await db.$client.query('CREATE TABLE trips (origin_lon INT, origin_lat INT)')
    await db.$client.query('INSERT INTO trips VALUES ?', [points])
    const found = async (ring: [number, number][]) => {
      const condition = conditionOf(mysqlDialect, { relation: 'starts', ring })
      const [rows] = await db.$client.query<RowDataPacket[]>(
        `SELECT origin_lon AS lon, origin_lat AS lat FROM trips WHERE ${condition} ORDER BY lon, lat`,
      )
      return rows.map(({ lon, lat }) => [lon, lat])
    }
    await fc.assert(
      fc.asyncProperty(fc.array(corner, { minLength: 3, maxLength: 9 }), async (ring) => {
        const area = polygonArea([[ring.flat()]])
        expect(await found(ring)).toEqual(points.filter(([lon, lat]) => area.has(gridOf(lon), gridOf(lat))))
      }),
      { numRuns: 150 },
    )
  }))
