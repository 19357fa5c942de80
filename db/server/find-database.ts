import { composeDatabase } from './compose-database.ts'
import type { EngineKind } from './engine.ts'
import type { FoundDatabase } from './found-database.ts'
import { givenDatabase } from './given-database.ts'
import { NoEngineError } from './private-server.ts'
import { startOrInstall } from './start-or-install.ts'

export type FindDatabaseOptions = {
  /** The folder for a private server's data. */
  home: string
  /** DATABASE_URL, when somebody set it: then nothing is started. */
  given?: string
  /** For a private server; default: the engine of the first start, else MySQL before MariaDB. */
  engine?: EngineKind
  log: (line: string) => void
  signal?: AbortSignal
}

/**
 * Finds a MySQL server or starts one: the given one; mysqld or mariadbd as a private child; MariaDB from Debian's packages;
 * MySQL in a container. Throws one sentence when none of these is to be had.
 */
export async function findDatabase({ home, given, engine, log, signal }: FindDatabaseOptions): Promise<FoundDatabase> {
  if (given) return givenDatabase(given)
  try {
    const server = await startOrInstall({ dir: home, engine, signal }, log)
    const name = server.kind === 'mysql' ? 'MySQL' : 'MariaDB'
    return { ...server, said: `private ${name} ${server.version}, data in ${home}/${server.kind}-data` }
  } catch (error) {
    if (!(error instanceof NoEngineError)) throw error
    const inContainer = error.hasData ? undefined : composeDatabase(home, log)
    if (inContainer) return inContainer
    throw new Error(
      `${error.message}: set DATABASE_URL=mysql://user:password@host:port/database, or install MySQL, MariaDB or Docker Compose`,
    )
  }
}
