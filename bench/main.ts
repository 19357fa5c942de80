import { answers } from './answers.ts'
import { ingest } from './ingest.ts'
import { reading } from './reading.ts'
import { report } from './report.ts'

const usage = `npm run bench -- ingest   imports seeded trips, and has the yardsticks do the same
npm run bench -- answers  asks seeded questions over HTTP, and its peers the same
npm run bench -- reading  reads seeded rows from memory: CPU a million rows, stored nowhere
npm run bench -- report   writes bench/RESULTS.md and bench/pictures/ from bench/results/

  --rows 1e5,1e6          how many; one measurement each (default 1e6)
  --engine mysql|mariadb  default: what is installed, MySQL first
  --seed 1
  --out FILE              where results are added (default bench/results/<subject>.jsonl)
ingest and reading also take
  --shape native,…        city, world, sorted, unsorted, many, bikeshare (reading: all)
  --runs 3                each system so often (default 3; 1 above 1e7 rows; reading 5)
ingest also takes
  --peers r1,duckdb       none, r1, r1-parsed, duckdb
  --files 1               the rows spread over so many files, all there from the start
  --chunk-rows 262144     rows of a transaction
  --stream                files of at most 1e7 rows, made anew for each system: less room on the disk
answers also takes
  --peers duckdb,…        none, duckdb, scan, btree, spatial, postgis, pandas (default all; most of them up to 1e7 rows)`

const verbs: Record<string, (args: string[]) => Promise<void>> = { ingest, answers, reading, report }

async function main([verb = '', ...args]: string[]): Promise<void> {
  if (verb in verbs && !args.includes('--help')) return verbs[verb](args)
  console.log(usage)
  if (verb !== '--help' && !args.includes('--help')) process.exitCode = 1
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message)
  process.exitCode = 1
})
