import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from '#db/client.ts'
import { locate } from '#db/read/areas.ts'
import { readWeeklyAverage } from '#db/read/weekly-average.ts'
import { weeklyAverageQuery } from '#trips/filters.ts'
import { mulberry32 } from '#trips/mulberry32.ts'
import { sampleCities } from '#trips/sample-city.ts'
import { withBenchServer } from './bench-server.ts'
import { importTrips } from './import-trips.ts'
import { parseAnswersOptions } from './options.ts'
import { type AnswersLine, appendLine } from './result-line.ts'
import { describeSession } from './session.ts'
import { percentile } from './statistics.ts'
import { openTripSource } from './trip-source.ts'

/** npm run bench -- answers: imports the trips, then asks the weekly average of 200 seeded boxes, one after the other. */
export async function answers(args: string[]): Promise<void> {
  const options = parseAnswersOptions(args)
  await withBenchServer({ engine: options.engine, chunkRows: null, log: console.log }, async (bench) => {
    const session = await describeSession(bench, options.seed)
    const dir = join(bench.dir, 'csv')
    mkdirSync(dir)
    for (const rows of [...options.rows].sort((a, b) => a - b)) {
      const source = await openTripSource(
        dir,
        { shape: 'native', rows, seed: options.seed, files: 1, streamRows: 0 },
        bench.signal,
      )
      await importTrips(bench, source, async ({ db }) => {
        const boxes = await askBoxes(db)
        const all = boxes.flatMap(({ ms }) => ms)
        console.log(
          `${rows.toLocaleString('en')} rows: p50 ${percentile(all, 0.5).toFixed(1)} ms, p95 ${percentile(all, 0.95).toFixed(1)} ms`,
        )
        appendLine(options.out, { subject: 'answers', ...session, at: new Date().toISOString(), shape: 'native', rows, boxes })
      })
    }
  })
}

/** Edges of 0.5, 3, 12 and 60 km, about. */
const boxDegrees = [0.005, 0.03, 0.12, 0.6]
const boxesOfSize = 50

/** Milliseconds of boxes around the cities' centres, the sizes taking turns. */
async function askBoxes(db: Database): Promise<AnswersLine['boxes']> {
  const random = mulberry32(2)
  const boxes = boxDegrees.map((degrees) => ({ degrees, ms: [] as number[] }))
  for (let i = 0; i < boxesOfSize * boxes.length; i++) {
    const { degrees, ms } = boxes[i % boxes.length]
    const city = sampleCities[Math.floor(random() * sampleCities.length)]
    const [west, south] = [city.lon, city.lat].map((centre) => centre + (random() - 0.5) * 0.1 - degrees / 2)
    const bbox = [west, south, west + degrees, south + degrees].map((edge) => edge.toFixed(6)).join(',')
    const startedMs = performance.now()
    await readWeeklyAverage(db, await locate(db, weeklyAverageQuery.parse({ bbox })))
    ms.push(Math.round((performance.now() - startedMs) * 100) / 100)
  }
  return boxes
}
