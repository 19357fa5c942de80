import { migrateDatabase } from '#db/migrate.ts'
import { databaseUrl, env } from '#env.ts'
import { enqueueFirstSample } from './first-sample.ts'

/** For deployments without the launcher: brings the schema up to date, and with `--sample` fills an empty Tripfold. */
async function main(): Promise<void> {
  await migrateDatabase(databaseUrl())
  console.log('Schema up to date')
  if (process.argv.includes('--sample') && (await enqueueFirstSample(databaseUrl(), env().spoolDir)))
    console.log('First run: 20,000 sample trips wait for the worker')
}

main().catch((error: Error) => {
  console.error(error.message)
  process.exitCode = 1
})
