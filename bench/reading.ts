import { createChunkBuffers, createChunkReader } from '#trips/read-chunk.ts'
import { recogniseMapping } from '#trips/recognition/recognise-mapping.ts'
import { parseReadingOptions } from './options.ts'
import { type ShapeName, shapes } from './shapes.ts'

/** As much as an import reads from the disk at once. */
const blockBytes = 1024 * 1024

/** Made once, as an import does. */
const buffers = [createChunkBuffers(), createChunkBuffers()]

/**
 * npm run bench -- reading: what it costs the processor to turn bytes that are in memory into columns, without database or disk.
 * The least of several runs, because whatever else the machine does only adds.
 */
export function reading(args: string[]): Promise<void> {
  const { rows, shape, runs, seed } = parseReadingOptions(args)
  for (const name of shape)
    for (const count of rows) {
      const blocks = blocksOf(name, seed, count)
      const megabytes = blocks.reduce((sum, block) => sum + block.length, 0) / 1e6
      const seconds = Math.min(...Array.from({ length: runs }, () => readAll(blocks, count)))
      const perMillion = (seconds / count) * 1e6
      console.log(
        `${name.padEnd(10)} ${count.toLocaleString('en')} rows, ${((megabytes / count) * 1e6).toFixed(0)} bytes a row: ` +
          `${perMillion.toFixed(3)} s of CPU a million rows, ${(megabytes / seconds).toFixed(0)} MB/s`,
      )
    }
  return Promise.resolve()
}

function blocksOf(shape: ShapeName, seed: number, rows: number): Buffer[] {
  const bytes = Buffer.concat([...shapes[shape].blocks({ seed, rows })])
  const count = Math.ceil(bytes.length / blockBytes)
  return Array.from({ length: count }, (_, i) => bytes.subarray(i * blockBytes, (i + 1) * blockBytes))
}

/** Seconds of CPU, those of the compiler and the collector of garbage included. Throws when not every row was a trip. */
function readAll(blocks: readonly Buffer[], expected: number): number {
  const recognised = recogniseMapping([blocks[0]], 'trips.csv', {}, Date.now() / 1000)
  if ('problem' in recognised) throw new Error(recognised.problem.message)
  const before = process.cpuUsage()
  const reader = createChunkReader(recognised.mapping, { buffers })
  let trips = 0
  for (const block of blocks) for (const { columns } of reader.push(block)) trips += columns.length
  for (const { columns } of reader.end()) trips += columns.length
  const { user, system } = process.cpuUsage(before)
  if (trips !== expected) throw new Error(`${trips} trips were read, expected ${expected}`)
  return (user + system) / 1e6
}
