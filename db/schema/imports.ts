import {
  bigint,
  boolean,
  char,
  datetime,
  double,
  index,
  int,
  json,
  mysqlEnum,
  mysqlTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  varchar,
} from 'drizzle-orm/mysql-core'
import { type CheckTotals, duplicatesRules, type ImportProblem, importStates } from '#trips/import-job.ts'
import { mediumblob } from './columns.ts'

const id = (name: string) => int(name, { unsigned: true })
const rows = (name: string) => bigint(name, { mode: 'number', unsigned: true }).notNull().default(0)
const instant = (name: string) => datetime(name, { mode: 'string', fsp: 3 })

/** One row an import: what was sent, how it was understood, how far it is, and who works on it. Instants are UTC. */
export const imports = mysqlTable(
  'imports',
  {
    id: id('id').autoincrement().primaryKey(),
    /** Grows with every change; live events carry it. */
    version: int('version', { unsigned: true }).notNull().default(1),
    fileName: varchar('file_name', { length: 255 }).notNull(),
    /** While the file is still being sent: as large as it was announced, else as much as is there. */
    byteSize: bigint('byte_size', { mode: 'number', unsigned: true }).notNull(),
    /** NULL until the file is whole. */
    sha256: char('sha256', { length: 64 }),
    /** = sha256 while these bytes count as stored, else NULL: forced again, failed, cancelled, undone. */
    liveSha256: char('live_sha256', { length: 64 }),
    state: mysqlEnum('state', importStates).notNull().default('received'),
    /** What somebody asked for and the worker has not done yet. */
    requested: mysqlEnum('requested', ['cancel', 'undo']),
    isSample: boolean('is_sample').notNull().default(false),
    duplicates: mysqlEnum('duplicates', duplicatesRules).notNull().default('keep'),
    /** What the sender said about the file: constants, date order, a mapping. */
    options: json('options').$type<Record<string, unknown>>().notNull(),
    /** How the columns are understood; NULL before `mapped`. */
    mapping: json('mapping').$type<Record<string, unknown>>(),
    mappingText: text('mapping_text'),
    rowsRead: rows('rows_read'),
    rowsStored: rows('rows_stored'),
    rowsRejected: rows('rows_rejected'),
    rowsSkipped: rows('rows_skipped'),
    /** What the checks found so far; NULL while they have found nothing. */
    checkTotals: json('check_totals').$type<CheckTotals>(),
    equalRowsKept: bigint('equal_rows_kept', { mode: 'number', unsigned: true }),
    bytesDone: rows('bytes_done'),
    bytesTotal: bigint('bytes_total', { mode: 'number', unsigned: true }),
    rowsPerSecond: double('rows_per_second'),
    secondsLeft: double('seconds_left'),
    problemCode: varchar('problem_code', { length: 32 }).$type<ImportProblem['code']>(),
    problemMessage: text('problem_message'),
    /** File name inside the spool folder; of a resumable upload its id. */
    spoolName: varchar('spool_name', { length: 64 }).notNull(),
    /** Of a file that is still being sent, or never was whole: bytes that are safely on the disk. NULL once it is whole. */
    bytesReceived: bigint('bytes_received', { mode: 'number', unsigned: true }),
    /** From so many received bytes on a worker has something to do; NULL: when the file is whole. */
    bytesWanted: bigint('bytes_wanted', { mode: 'number', unsigned: true }),
    /** So long the request that brings the bytes counts as alive; NULL while a resumable upload rests. */
    senderUntil: instant('sender_until'),
    /** `reading`: begun before the file was whole, and its columns must prove the same then; `returning`: they did not. */
    early: mysqlEnum('early', ['reading', 'returning']),
    /** The worker that holds the import: whoever writes must show the token. */
    leaseToken: char('lease_token', { length: 36 }),
    leaseHost: varchar('lease_host', { length: 191 }),
    leasePid: int('lease_pid', { unsigned: true }),
    /** With a token, the end of the lease; without one, nobody takes the import before. */
    leaseUntil: instant('lease_until'),
    /** Claims since the last committed chunk. */
    attempts: smallint('attempts', { unsigned: true }).notNull().default(0),
    /** Why the worker goes on later, for everybody to read; NULL while nothing holds it up. */
    waitingFor: varchar('waiting_for', { length: 500 }),
    /** When a failed import's file was removed from the spool: from then on it cannot be tried again. */
    fileDroppedAt: instant('file_dropped_at'),
    createdAt: instant('created_at').notNull(),
    startedAt: instant('started_at'),
    finishedAt: instant('finished_at'),
  },
  (table) => [
    // Refuses the second of two simultaneous uploads of one file; without it both would be stored.
    uniqueIndex('imports_live_sha256').on(table.liveSha256),
    // The worker's look for work; without it every look reads the whole history.
    index('imports_state').on(table.state),
    // A file has one import, whoever enters it; every request of a large upload asks for it.
    uniqueIndex('imports_spool_name').on(table.spoolName),
  ],
)

/** The ledger: one row a committed chunk, written in the transaction that stores the chunk's trips, rollups and rejects. */
export const importChunks = mysqlTable(
  'import_chunks',
  {
    id: id('id').autoincrement().primaryKey(),
    importId: id('import_id').notNull(),
    /** 0, 1, 2 … in the order of the file. */
    chunkNo: id('chunk_no').notNull(),
    byteFrom: rows('byte_from'),
    byteTo: rows('byte_to'),
    /** Physical lines, 1-based; `lineTo` is the line the next chunk starts on. */
    lineFrom: rows('line_from'),
    lineTo: rows('line_to'),
    rowsRead: rows('rows_read'),
    rowsStored: rows('rows_stored'),
    rowsRejected: rows('rows_rejected'),
    rowsSkipped: rows('rows_skipped'),
    /** Rows in `rejects` that were stored, with a flag. */
    flagsListed: rows('flags_listed'),
    /** Sum of the stored rows' hashes (trips/trip-digest.ts). */
    digest: char('digest', { length: 16 }).notNull(),
    /** The chunk whose rows hold this one's trips since chunks were merged; NULL: its own. */
    storedIn: int('stored_in', { unsigned: true }),
  },
  (table) => [
    // A chunk that is stored already refuses to be stored again, whoever tries.
    uniqueIndex('import_chunks_of_import').on(table.importId, table.chunkNo),
    // The chunks merged into one: read by every merge, undo and reconciliation.
    index('import_chunks_stored_in').on(table.storedIn),
  ],
)

/** Rows that were not stored, and rows that were stored with a flag (of each check the first thousand of a chunk), with their original bytes. */
export const rejects = mysqlTable(
  'rejects',
  {
    chunk: id('chunk').notNull(),
    /** Physical line of the row's start, 1-based, unique in its file. */
    line: bigint('line', { mode: 'number', unsigned: true }).notNull(),
    byteOffset: bigint('byte_offset', { mode: 'number', unsigned: true }).notNull(),
    columnName: varchar('column_name', { length: 191 }).notNull(),
    code: varchar('code', { length: 32 }).notNull(),
    /** Stored all the same: a check has flagged it. */
    kept: boolean('kept').notNull().default(false),
    reason: varchar('reason', { length: 500 }).notNull(),
    text: mediumblob('text').notNull(),
  },
  (table) => [primaryKey({ name: 'rejects_key', columns: [table.chunk, table.line, table.byteOffset] })],
)
