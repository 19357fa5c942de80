import { datetime, int, json, mysqlTable, uniqueIndex } from 'drizzle-orm/mysql-core'
import type { Polygon } from '#trips/polygon.ts'
import { label } from './columns.ts'

const instant = (name: string) => datetime(name, { mode: 'string', fsp: 3 })

/** Areas kept under a name. Instants are UTC. */
export const areas = mysqlTable(
  'areas',
  {
    id: int('id', { unsigned: true }).autoincrement().primaryKey(),
    name: label('name').notNull(),
    /** Rings of longitude, latitude, … in 1e-7 degree (trips/polygon.ts): what answers count by, not what was sent. */
    polygons: json('polygons').$type<Polygon[]>().notNull(),
    createdAt: instant('created_at').notNull(),
    changedAt: instant('changed_at').notNull(),
  },
  // Questions look areas up by their names.
  (table) => [uniqueIndex('areas_name').on(table.name)],
)
