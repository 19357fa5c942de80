import { spawnSync } from 'node:child_process'
import { z } from 'zod'
import type { Peer } from './answer-peer.ts'
import type { Bench } from './bench-server.ts'
import { foundCounts } from './found.ts'
import { type LineProgram, startLineProgram } from './line-program.ts'
import type { TripSource } from './trip-source.ts'

const pythons = ['python3', '/usr/bin/python3']
const hasPandas = (python: string): boolean => spawnSync(python, ['-c', 'import pandas']).status === 0

/** Why pandas cannot be asked here; undefined when it can. */
export const pandasMissing = (): string | undefined =>
  pythons.some(hasPandas) ? undefined : 'no python3 here imports pandas (Debian: python3-pandas)'

const loaded = z.object({ version: z.string(), rows: z.number(), bytes: z.number(), seconds: z.number() })
const counted = z.object({ ms: z.number(), counts: z.array(z.tuple([z.number(), z.number()])) })

/** pandas: one frame in memory, points as integers of 1e-7 degree, labels as categories; every question compares all rows. */
export async function withPandas(_bench: Bench, source: TripSource, use: (peer: Peer) => Promise<void>): Promise<void> {
  const program = await startLineProgram(pythons.find(hasPandas) ?? pythons[0], ['bench/peers/ask-pandas.py'])
  try {
    let figures = { version: '', rows: 0, bytes: 0, seconds: 0 }
    for await (const files of source.batches()) {
      const now = loaded.parse(await order(program, { load: files.map(({ path }) => path) }))
      figures = { ...now, seconds: figures.seconds + now.seconds }
    }
    await use({
      version: `pandas ${figures.version}`,
      fillSeconds: figures.seconds,
      storedBytes: figures.bytes,
      ask: async ({ selection }) => {
        const { ms, counts } = counted.parse(await order(program, selection))
        return { ms, found: foundCounts(counts.map(([week, trips]) => [String(week), trips])) }
      },
    })
  } finally {
    await program.stop()
  }
}

async function order(program: LineProgram, value: object): Promise<unknown> {
  const [line] = await program.tell(JSON.stringify(value), () => true)
  return JSON.parse(line)
}
