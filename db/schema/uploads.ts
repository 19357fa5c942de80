import { bigint, boolean, char, datetime, index, int, json, mysqlTable } from 'drizzle-orm/mysql-core'
import type { UploadRefusal } from '#trips/upload.ts'

const instant = (name: string) => datetime(name, { mode: 'string', fsp: 3 })

/** One row a resumable upload, from its announcement until a day after its last byte. Instants are UTC. */
export const uploads = mysqlTable(
  'uploads',
  {
    /** Also the file's name in the spool: how much is there is what the disk says. */
    id: char('id', { length: 36 }).primaryKey(),
    byteSize: bigint('byte_size', { mode: 'number', unsigned: true }).notNull(),
    /** What the sender said about the file (trips/import-request.ts), as text. */
    metadata: json('metadata').$type<Record<string, string>>().notNull(),
    /** What it became; NULL, as `refusal`, until it is whole and entered. */
    importId: int('import_id', { unsigned: true }),
    /** Why the whole file was not taken. */
    refusal: json('refusal').$type<UploadRefusal>(),
    /** The request that writes or ends the upload: nobody else does meanwhile. */
    leaseToken: char('lease_token', { length: 36 }),
    leaseUntil: instant('lease_until'),
    /** Another request waits for the lease: its holder is to end soon, for its client may be gone. */
    wanted: boolean('wanted').notNull().default(false),
    expiresAt: instant('expires_at').notNull(),
  },
  // The worker's look for what has expired; without it every look reads all.
  (table) => [index('uploads_expires_at').on(table.expiresAt)],
)
