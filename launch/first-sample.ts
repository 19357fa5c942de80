import { Readable } from 'node:stream'
import { connect } from '#db/client.ts'
import { countImports } from '#db/read/imports.ts'
import { enqueueFile } from '#ingest/enqueue-file.ts'
import { sampleTrips } from '#trips/sample-trips.ts'

const sample = { seed: 1, rows: 20_000 }

/** Puts the bundled sample before the worker when nothing was ever imported; says whether it did. */
export async function enqueueFirstSample(databaseUrl: string, spoolDir: string): Promise<boolean> {
  const db = connect(databaseUrl, { connections: 1 })
  try {
    if ((await countImports(db)) > 0) return false
    const stream = Readable.from(sampleTrips(sample))
    await enqueueFile({ db, spoolDir }, { stream, fileName: 'sample-trips.csv', isSample: true })
    return true
  } finally {
    await db.$client.end()
  }
}
