import { char, datetime, index, int, json, mysqlTable, uniqueIndex } from 'drizzle-orm/mysql-core'
import type { SavedColumns } from '#trips/saved-mapping.ts'
import { label } from './columns.ts'

const instant = (name: string) => datetime(name, { mode: 'string', fsp: 3 })

/** How files with one header are read, kept under a name. Instants are UTC. */
export const mappings = mysqlTable(
  'mappings',
  {
    id: int('id', { unsigned: true }).autoincrement().primaryKey(),
    name: label('name').notNull(),
    /** SHA-256 of the column names in their order; NULL for files without a header, which are never recognised by it. */
    signature: char('signature', { length: 64 }),
    columns: json('columns').$type<SavedColumns['columns']>().notNull(),
    mapping: json('mapping').$type<SavedColumns['mapping']>().notNull(),
    createdAt: instant('created_at').notNull(),
    changedAt: instant('changed_at').notNull(),
    /** When an import was last read with it. */
    usedAt: instant('used_at'),
  },
  (table) => [
    uniqueIndex('mappings_name').on(table.name),
    // Every import without options looks here for its header.
    index('mappings_signature').on(table.signature),
  ],
)
