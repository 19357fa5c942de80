/** One line of a doctor's report: how it is, and for what is not well, what to do. */
export type Diagnosis = { level: 'ok' | 'warn' | 'fail'; name: string; says: string; todo?: string }

/** What a database server says of itself; a setting it does not have is missing. */
export type ServerFacts = {
  settings: Readonly<Record<string, string | undefined>>
  /** As SHOW GRANTS lists them. */
  grants: readonly string[]
  database: string
  /** Of our tables and their indexes. */
  dataBytes: number
  /** How far the server's clock is ahead of this machine's. */
  clockAheadMs: number
  /** A time that some zones skip, as it came back. */
  skippedTime: string
  isMigrated: boolean
}

export const skippedTime = '2018-03-25 02:30:00'

const mebibyte = 2 ** 20
const gibibyte = 2 ** 30

const ok = (name: string, says: string): Diagnosis => ({ level: 'ok', name, says })
const warn = (name: string, says: string, todo: string): Diagnosis => ({ level: 'warn', name, says, todo })
const fail = (name: string, says: string, todo: string): Diagnosis => ({ level: 'fail', name, says, todo })

export const bytesText = (bytes: number): string =>
  bytes >= gibibyte ? `${(bytes / gibibyte).toFixed(1)} GiB` : `${Math.round(bytes / mebibyte)} MiB`

/** Everything a Tripfold wants of its database server, in the order of a report. */
export const judgeServer = (facts: ServerFacts): Diagnosis[] =>
  [
    judgeVersion,
    judgePrivileges,
    judgeSchema,
    judgeCharset,
    judgeSqlMode,
    judgeLoadData,
    judgePacket,
    judgeDurability,
    judgeBinlog,
    judgeBufferPool,
    judgeRedo,
    judgeLimits,
    judgeClock,
    judgeZones,
  ].map((judge) => judge(facts))

const isOn = (value: string | undefined): boolean => value === 'ON' || value === '1'

/** [8, 4, 3] of `8.4.3` or `10.11.6-MariaDB-…`. */
const numbersOf = (version: string): number[] => (/^\d+(\.\d+)*/.exec(version)?.[0] ?? '0').split('.').map(Number)

const isAtLeast = (version: string, least: [number, number]): boolean => {
  const [major = 0, minor = 0] = numbersOf(version)
  return major > least[0] || (major === least[0] && minor >= least[1])
}

export function judgeVersion({ settings: { version = '' } }: ServerFacts): Diagnosis {
  const tested = 'MySQL 8.4 or 9, MariaDB 10.11'
  if (/tidb/i.test(version)) return warn('server', `${version} is not tested`, `Use ${tested} where you can`)
  const isMariadb = /mariadb/i.test(version)
  if (isAtLeast(version, isMariadb ? [10, 11] : [8, 4])) return ok('server', `${isMariadb ? '' : 'MySQL '}${version}`)
  return fail('server', `${version} is older than what Tripfold is tested with`, `Use ${tested}, or newer`)
}

const needed = ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'CREATE', 'ALTER', 'INDEX', 'DROP', 'CREATE VIEW']

/** What of it is not granted on the database; undefined when a role may hold it, which SHOW GRANTS does not tell. */
export function missingPrivileges(grants: readonly string[], database: string): string[] | undefined {
  const held = new Set<string>()
  for (const grant of grants) {
    const [, privileges, scope] = /^GRANT (.+?) ON (?:TABLE )?(.+?)\.\* TO /.exec(grant) ?? []
    if (!privileges || !covers(scope, database)) continue
    for (const privilege of privileges.split(',')) held.add(privilege.trim())
  }
  if (held.has('ALL PRIVILEGES')) return []
  const missing = needed.filter((privilege) => !held.has(privilege))
  return missing.length > 0 && grants.some((grant) => !grant.includes(' ON ')) ? undefined : missing
}

/** `*`, a quoted name, or one with the wildcards of a grant: % and _, unless escaped. */
function covers(scope: string, database: string): boolean {
  if (scope === '*') return true
  const name = scope.replace(/^`|`$/g, '').replaceAll('``', '`')
  const source = name.replace(/\\([%_\\])|([%_])|([.*+?^${}()|[\]])/g, (_, escaped, wild, special) =>
    wild ? (wild === '%' ? '.*' : '.') : `\\${escaped ?? special}`.replace(/^\\([%_])$/, '$1'),
  )
  return new RegExp(`^${source}$`, 's').test(database)
}

export function judgePrivileges({ grants, database }: ServerFacts): Diagnosis {
  const missing = missingPrivileges(grants, database)
  if (missing === undefined) return ok('privileges', 'come through a role, which was not looked into')
  if (missing.length === 0) return ok('privileges', `all that are needed on ${database}`)
  return fail(
    'privileges',
    `${missing.join(', ')} missing on ${database}`,
    `GRANT ALL PRIVILEGES ON \`${database}\`.* TO the user of DATABASE_URL`,
  )
}

export const judgeSchema = ({ isMigrated }: ServerFacts): Diagnosis =>
  isMigrated
    ? ok('schema', 'up to date')
    : fail('schema', 'not that of this version', 'Run npm start, or node --import tsx launch/migrate.ts')

export function judgeCharset({ settings, database }: ServerFacts): Diagnosis {
  const charset = settings.character_set_database
  if (charset === 'utf8mb4') return ok('character set', 'utf8mb4')
  return fail(
    'character set',
    `${charset}: names of files and places may not fit`,
    `ALTER DATABASE \`${database}\` CHARACTER SET utf8mb4, before the first start`,
  )
}

/** Quotes and escapes that statements rely on. */
const breakingModes = ['ANSI_QUOTES', 'NO_BACKSLASH_ESCAPES', 'PAD_CHAR_TO_FULL_LENGTH', 'ORACLE', 'ANSI', 'DB2', 'MSSQL']

export function judgeSqlMode({ settings: { sql_mode: mode = '' } }: ServerFacts): Diagnosis {
  const modes = mode.split(',')
  const breaking = modes.filter((one) => breakingModes.includes(one))
  if (breaking.length > 0)
    return fail('SQL mode', `${breaking.join(', ')} changes what statements mean`, 'Remove it from sql_mode in my.cnf')
  if (modes.some((one) => one.startsWith('STRICT_'))) return ok('SQL mode', 'strict')
  return warn('SQL mode', 'not strict: bad values become warnings', 'Add STRICT_TRANS_TABLES to sql_mode in my.cnf')
}

export const judgeLoadData = ({ settings }: ServerFacts): Diagnosis =>
  isOn(settings.local_infile)
    ? ok('local_infile', 'on: imports load at full speed')
    : warn(
        'local_infile',
        'off: imports insert in batches, at about half the speed',
        'SET GLOBAL local_infile = 1, and local_infile=1 in my.cnf',
      )

export function judgePacket({ settings }: ServerFacts): Diagnosis {
  const bytes = Number(settings.max_allowed_packet)
  if (bytes >= 16 * mebibyte) return ok('max_allowed_packet', bytesText(bytes))
  return fail('max_allowed_packet', `${bytesText(bytes)}: a batch of INSERTs may not fit`, 'max_allowed_packet=64M in my.cnf')
}

export function judgeDurability({ settings }: ServerFacts): Diagnosis {
  const loose = [
    settings.innodb_flush_log_at_trx_commit !== '1' && 'innodb_flush_log_at_trx_commit=1',
    isOn(settings.log_bin) && settings.sync_binlog !== '1' && 'sync_binlog=1',
    settings.innodb_doublewrite === 'OFF' && 'innodb_doublewrite=ON',
  ].filter((setting) => setting !== false)
  if (loose.length === 0) return ok('durability', 'what is committed survives a power cut')
  return warn('durability', 'a power cut may take what was said to be in', `${loose.join(', ')} in my.cnf`)
}

export function judgeBinlog({ settings }: ServerFacts): Diagnosis {
  if (!isOn(settings.log_bin)) return ok('binary log', 'off')
  if (Number(settings.max_binlog_cache_size) < gibibyte)
    return fail(
      'binary log',
      `a transaction may have ${bytesText(Number(settings.max_binlog_cache_size))}; one of ours may have some 100 MiB`,
      'max_binlog_cache_size=4G in my.cnf, or a smaller CHUNK_ROWS',
    )
  const seconds = Number(settings.binlog_expire_logs_seconds ?? 86_400 * Number(settings.expire_logs_days ?? 0))
  if (seconds > 0) return ok('binary log', `kept for ${(seconds / 86_400).toFixed(1)} days; an import writes its size there too`)
  return warn('binary log', 'is never removed; every import adds its size', 'binlog_expire_logs_seconds=259200 in my.cnf')
}

export function judgeBufferPool({ settings, dataBytes }: ServerFacts): Diagnosis {
  const pool = Number(settings.innodb_buffer_pool_size)
  const says = `${bytesText(pool)} for ${bytesText(dataBytes)} of data`
  if (pool >= Math.min(dataBytes / 4, 64 * gibibyte) && pool >= 128 * mebibyte) return ok('buffer pool', says)
  return warn(
    'buffer pool',
    `${says}: answers will wait for the disk`,
    `innodb_buffer_pool_size=${Math.max(1, Math.ceil(dataBytes / 4 / gibibyte))}G in my.cnf`,
  )
}

export function judgeRedo({ settings }: ServerFacts): Diagnosis {
  const bytes = Number(settings.innodb_redo_log_capacity ?? settings.innodb_log_file_size)
  if (bytes >= 512 * mebibyte) return ok('redo log', bytesText(bytes))
  const setting = settings.innodb_redo_log_capacity === undefined ? 'innodb_log_file_size' : 'innodb_redo_log_capacity'
  return warn('redo log', `${bytesText(bytes)}: large imports stop and wait for it`, `${setting}=1G in my.cnf`)
}

/** Our connections give a statement up after 120 s of silence; web and worker hold up to 14 and a few. */
const lockWaitSecondsMax = 100
const connectionsMin = 30

export function judgeLimits({ settings }: ServerFacts): Diagnosis {
  if (isOn(settings.read_only)) return fail('limits', 'the server is read-only', 'SET GLOBAL read_only = 0, or use its primary')
  if (Number(settings.innodb_lock_wait_timeout) > lockWaitSecondsMax)
    return warn(
      'limits',
      `innodb_lock_wait_timeout is ${settings.innodb_lock_wait_timeout} s, longer than our patience`,
      'innodb_lock_wait_timeout=50 in my.cnf',
    )
  if (Number(settings.max_connections) < connectionsMin)
    return warn('limits', `${settings.max_connections} connections at most`, 'max_connections=100 in my.cnf')
  return ok('limits', `${settings.max_connections} connections, ${settings.innodb_lock_wait_timeout} s for a lock`)
}

const clockMsMax = 5000

export function judgeClock({ clockAheadMs }: ServerFacts): Diagnosis {
  if (Math.abs(clockAheadMs) <= clockMsMax) return ok('clocks', 'this machine and the database agree')
  const seconds = Math.round(Math.abs(clockAheadMs) / 1000)
  return warn(
    'clocks',
    `the database's is ${seconds} s ${clockAheadMs > 0 ? 'ahead' : 'behind'}; leases use it alone, times shown are off`,
    'Keep both by NTP',
  )
}

export function judgeZones({ skippedTime: came, settings }: ServerFacts): Diagnosis {
  const zone = settings.time_zone === 'SYSTEM' ? settings.system_time_zone : settings.time_zone
  if (came === skippedTime) return ok('time zones', `times come back as they are stored (server ${zone})`)
  return fail('time zones', `${skippedTime} came back as ${came}`, 'Please report this, with the version of the server')
}
