import { expect, test } from 'vitest'
import { judgeServer, missingPrivileges, type ServerFacts, skippedTime } from './judge-server.ts'

const gibibyte = 2 ** 30
const sound: ServerFacts = {
  settings: {
    ...{ version: '8.4.3', local_infile: 'ON', max_allowed_packet: '67108864', sql_mode: 'STRICT_TRANS_TABLES,NO_ZERO_DATE' },
    ...{ read_only: 'OFF', max_connections: '151', character_set_database: 'utf8mb4', time_zone: 'SYSTEM' },
    ...{ system_time_zone: 'UTC', log_bin: 'ON', sync_binlog: '1', max_binlog_cache_size: '18446744073709547520' },
    ...{ binlog_expire_logs_seconds: '2592000', innodb_flush_log_at_trx_commit: '1', innodb_doublewrite: 'ON' },
    ...{ innodb_buffer_pool_size: String(gibibyte), innodb_redo_log_capacity: String(gibibyte), innodb_lock_wait_timeout: '50' },
  },
  grants: ['GRANT USAGE ON *.* TO `tripfold`@`%`', 'GRANT ALL PRIVILEGES ON `tripfold`.* TO `tripfold`@`%`'],
  database: 'tripfold',
  dataBytes: 2 * gibibyte,
  clockAheadMs: 20,
  skippedTime,
  isMigrated: true,
}
const unwell = (facts: ServerFacts) => judgeServer(facts).filter(({ level }) => level !== 'ok')
const set = (settings: Record<string, string | undefined>): ServerFacts => ({
  ...sound,
  settings: { ...sound.settings, ...settings },
})

test('a sound server of either engine', () => {
  expect(unwell(sound)).toEqual([])
  const mariadb = { version: '10.11.6-MariaDB-0+deb12u1', log_bin: 'OFF', innodb_redo_log_capacity: undefined }
  expect(unwell(set({ ...mariadb, innodb_log_file_size: String(gibibyte) }))).toEqual([])
})

test.each([
  ['fail', 'server', set({ version: '8.0.36' })],
  ['fail', 'server', set({ version: '10.6.12-MariaDB' })],
  ['warn', 'server', set({ version: '8.0.11-TiDB-v8.5.0' })],
  ['fail', 'privileges', { ...sound, grants: ['GRANT SELECT, INSERT ON `tripfold`.* TO `a`@`%`'] }],
  ['fail', 'schema', { ...sound, isMigrated: false }],
  ['fail', 'character set', set({ character_set_database: 'latin1' })],
  ['fail', 'SQL mode', set({ sql_mode: 'STRICT_TRANS_TABLES,ANSI_QUOTES' })],
  ['warn', 'SQL mode', set({ sql_mode: '' })],
  ['warn', 'local_infile', set({ local_infile: 'OFF' })],
  ['fail', 'max_allowed_packet', set({ max_allowed_packet: '4194304' })],
  ['warn', 'durability', set({ innodb_flush_log_at_trx_commit: '2' })],
  ['warn', 'durability', set({ sync_binlog: '0' })],
  ['warn', 'durability', set({ innodb_doublewrite: 'OFF' })],
  ['fail', 'binary log', set({ max_binlog_cache_size: '1048576' })],
  ['warn', 'binary log', set({ binlog_expire_logs_seconds: '0' })],
  ['warn', 'binary log', set({ binlog_expire_logs_seconds: undefined, expire_logs_days: '0' })],
  ['warn', 'buffer pool', { ...sound, dataBytes: 40 * gibibyte }],
  ['warn', 'redo log', set({ innodb_redo_log_capacity: '104857600' })],
  ['fail', 'limits', set({ read_only: 'ON' })],
  ['warn', 'limits', set({ innodb_lock_wait_timeout: '600' })],
  ['warn', 'limits', set({ max_connections: '10' })],
  ['warn', 'clocks', { ...sound, clockAheadMs: -3_600_000 }],
  ['fail', 'time zones', { ...sound, skippedTime: '2018-03-25 03:30:00' }],
] as [string, string, ServerFacts][])('%s: %s', (level, name, facts) => {
  const found = unwell(facts)
  expect(found.map((one) => `${one.level} ${one.name}`)).toEqual([`${level} ${name}`])
  expect(found[0].todo).toBeTruthy()
})

test('privileges by wildcard, on everything, in parts, and by a role', () => {
  const all = (scope: string) => [`GRANT ALL PRIVILEGES ON ${scope}.* TO 'a'@'%'`]
  expect(missingPrivileges(all('*'), 'tripfold')).toEqual([])
  expect(missingPrivileges(all('`trip\\_%`'), 'trip_1')).toEqual([])
  expect(missingPrivileges(all('`trip\\_%`'), 'tripx1')).toContain('CREATE VIEW')
  expect(missingPrivileges(all('`other`'), 'tripfold')).toContain('SELECT')
  const parts = 'SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, INDEX, ALTER'
  expect(missingPrivileges([`GRANT ${parts} ON \`t\`.* TO \`a\`@\`%\``], 't')).toEqual(['CREATE VIEW'])
  expect(missingPrivileges(['GRANT `writer`@`%` TO `a`@`%`'], 't')).toBeUndefined()
})
