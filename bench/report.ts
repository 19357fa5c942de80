import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { darkColours, type Picture } from './chart-style.ts'
import { ensurePeers } from './import-with-duckdb.ts'
import { readLines } from './result-line.ts'
import { picturesOf, resultsText } from './results-text.ts'

/** npm run bench -- report: RESULTS.md and pictures/ from every line in results/, however far the runs have come. */
export async function report(args: string[]): Promise<void> {
  const { folder } = parseArgs({ args, options: { folder: { type: 'string', default: 'bench' } } }).values
  const lines = readLines(join(folder, 'results'))
  ensurePeers()
  const pictures = picturesOf(lines)
  await draw(join(folder, 'pictures'), pictures)
  writeFileSync(join(folder, 'RESULTS.md'), resultsText(lines))
  console.log(`${join(folder, 'RESULTS.md')} and ${pictures.length} pictures from ${lines.length} results`)
}

async function draw(folder: string, pictures: readonly Picture[]): Promise<void> {
  const { drawSvg } = await import('./peers/draw-svg.ts') // only now is its chart library installed
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const { name, option, ...about } of pictures)
    writeFileSync(join(folder, `${name}.svg`), drawSvg(option, { ...about, dark: darkColours }))
}
