import type { RowDataPacket } from 'mysql2/promise'
import type { Database } from '../client.ts'
import { type ServerFacts, skippedTime } from '../judge-server.ts'
import { readHealth } from './health.ts'

const settingNames = [
  ...['version', 'local_infile', 'max_allowed_packet', 'sql_mode', 'read_only', 'max_connections'],
  ...['character_set_database', 'time_zone', 'system_time_zone', 'log_bin', 'sync_binlog', 'max_binlog_cache_size'],
  ...['binlog_expire_logs_seconds', 'expire_logs_days', 'innodb_flush_log_at_trx_commit', 'innodb_doublewrite'],
  ...['innodb_buffer_pool_size', 'innodb_redo_log_capacity', 'innodb_log_file_size', 'innodb_lock_wait_timeout'],
]

/** What the server says of itself and of us. Reads only. */
export async function readServerFacts(db: Database): Promise<ServerFacts> {
  const read = async (statement: string, values: unknown[] = []) =>
    (await db.$client.query<RowDataPacket[]>(statement, values))[0]
  const settings = Object.fromEntries(
    (await read('SHOW VARIABLES WHERE Variable_name IN (?)', [settingNames])).map((row) => [row.Variable_name, row.Value]),
  )
  const [{ name }] = await read('SELECT DATABASE() AS name')
  const [{ bytes }] = await read(
    'SELECT CAST(COALESCE(SUM(data_length + index_length), 0) AS DOUBLE) AS bytes FROM information_schema.tables WHERE table_schema = DATABASE()',
  )
  const [{ micros }] = await read("SELECT TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) AS micros")
  const clockAheadMs = Number(micros) / 1000 - Date.now()
  const [{ time }] = await read('SELECT CAST(? AS DATETIME) AS time', [skippedTime])
  return {
    settings,
    grants: (await read('SHOW GRANTS')).map((row) => String(Object.values(row)[0])),
    database: name,
    dataBytes: bytes,
    clockAheadMs,
    skippedTime: time,
    isMigrated: (await readHealth(db)).migrated,
  }
}
