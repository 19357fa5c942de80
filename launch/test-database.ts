import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startOrInstall } from '#db/server/start-or-install.ts'
import { env } from '#env.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** mysql://user:password@host:port of an account that may create databases; no database is named. */
    databaseAdminUrl: string
  }
}

/** One database server for a whole test run: a private one that is thrown away, or the one TEST_DATABASE_URL names. */
export default async function provideDatabase(project: TestProject): Promise<() => Promise<void>> {
  const { TEST_DATABASE_URL: given, TEST_ENGINE: engine } = env()
  const dir = join(tmpdir(), `tripfold-test-${process.pid}`)
  const server = given ? undefined : await startOrInstall({ dir, engine, ephemeral: true }, console.log)
  project.provide('databaseAdminUrl', given ?? server?.url ?? '')
  return async () => {
    await server?.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}
