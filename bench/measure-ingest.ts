import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Bench, requireDisk } from './bench-server.ts'
import { importTrips } from './import-trips.ts'
import { importWithDuckdb } from './import-with-duckdb.ts'
import { loadBare, loadParsed } from './load-bare.ts'
import type { ImportFigures, SystemName } from './result-line.ts'
import { differenceOf } from './trip-facts.ts'
import { openTripSource, type TripCase, type TripSource } from './trip-source.ts'

const systems: Record<SystemName, (bench: Bench, source: TripSource) => Promise<ImportFigures>> = {
  tripfold: (bench, source) => importTrips(bench, source, async (_scratch, figures) => figures),
  r1: loadBare,
  'r1-parsed': loadParsed,
  duckdb: importWithDuckdb,
}

export type Measured = { run: number; system: SystemName; csvBytes: number; figures: ImportFigures }

/** A row of CSV, of the longest shape. */
const rowBytesMax = 170
/** The file, a table 1.3 times as large with what it needs to be undone, and the redo log. */
const diskBytes = ({ rows, streamRows }: TripCase): number =>
  rowBytesMax * ((streamRows > 0 ? Math.min(rows, streamRows) : rows) + 1.5 * rows) + 2e9

/**
 * Measures each system `runs` times on the same trips, another one first each time, and tells of each as soon as it is known.
 * Throws when two of them do not hold the same trips afterwards; the report sees it too, by the facts of what was told.
 */
export async function measureIngest(
  bench: Bench,
  wanted: TripCase,
  { runs, names, tell }: { runs: number; names: readonly SystemName[]; tell: (measured: Measured) => void },
): Promise<void> {
  requireDisk(bench.dir, diskBytes(wanted), `${wanted.rows.toLocaleString('en')} rows`)
  const dir = join(bench.dir, 'csv')
  mkdirSync(dir, { recursive: true })
  let reference: { name: SystemName; figures: ImportFigures } | undefined
  const name = `${wanted.rows.toLocaleString('en')} ${wanted.shape}`
  try {
    bench.log(`${name}: making the trips …`)
    const source = await openTripSource(dir, wanted, bench.signal)
    for (let run = 1; run <= runs; run++) {
      for (let turn = 0; turn < names.length; turn++) {
        const system = names[(turn + run - 1) % names.length]
        bench.log(`${name}, run ${run} of ${runs}: ${system} …`)
        const figures = await systems[system](bench, source)
        reference ??= { name: system, figures }
        tell({ run, system, csvBytes: source.bytes(), figures })
        const difference = differenceOf(reference.figures.facts, figures.facts)
        if (difference) throw new Error(`${reference.name} and ${system} hold different trips: ${difference}`)
      }
    }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
