import { spawnSync } from 'node:child_process'
import { cpus, release, totalmem } from 'node:os'
import type { RowDataPacket } from 'mysql2/promise'
import type { Database } from '#db/client.ts'
import type { Machine } from './result-line.ts'

export const thisMachine = (): Machine => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGib: Math.round(totalmem() / 2 ** 30),
  kernel: release(),
  node: process.version,
})

/** The commit that is checked out, with a + when files differ from it. */
export function currentCommit(): string {
  const git = (...args: string[]) => spawnSync('git', args, { encoding: 'utf8' }).stdout?.trim() ?? ''
  const commit = git('rev-parse', '--short=10', 'HEAD')
  return commit === '' ? 'unknown' : `${commit}${git('status', '--porcelain', '--', '.', ':!bench') === '' ? '' : '+'}`
}

const settingNames = [
  'innodb_buffer_pool_size',
  'innodb_redo_log_capacity',
  'innodb_log_file_size',
  'innodb_flush_log_at_trx_commit',
  'innodb_flush_method',
  'innodb_doublewrite',
  'innodb_page_size',
  'innodb_io_capacity',
  'log_bin',
  'sync_binlog',
  'max_allowed_packet',
]

/** The server's settings that matter to imports, as it says them; those it does not know are left out. */
export async function readSettings(db: Database): Promise<Record<string, string>> {
  const [rows] = await db.$client.query<RowDataPacket[]>('SHOW VARIABLES WHERE Variable_name IN (?)', [settingNames])
  const settings = rows.map((row): [string, string] => [row.Variable_name, row.Value])
  return Object.fromEntries(settings.sort(([a], [b]) => settingNames.indexOf(a) - settingNames.indexOf(b)))
}
