import type { Database } from '#db/client.ts'
import type { LedgerChunk } from '#db/stored/ledger.ts'
import { readSampledTrips } from '#db/stored/sampled-trips.ts'
import { hashBuckets, MissingHashes } from '#trips/row-hashes.ts'
import type { RowHashStore } from './row-hash-store.ts'

/** One chunk in so many is looked at: 13 of 100 million rows, at some 25 ms each. */
const chunksEach = 8
/** Trips read back of each, by either end, more or less: some 100 segments, at random. A chunk of no more is read whole. */
const sampleTrips = 8192
const sectionRows = 2 ** 18

/**
 * Reads some of an import's stored trips back, by both ends, and looks each up among the row hashes of its chunk, which were made
 * from the file. Returns what differs. Finds what a fault does to many segments: one in a tenth of them escapes once in 2,000
 * imports, at 100 million rows one in a hundredth once in 10,000. A single damaged one only `verify` finds, which reads everything.
 */
export async function readBack(db: Database, store: RowHashStore, chunks: readonly LedgerChunk[]): Promise<string[]> {
  const looked = shuffled(chunks.filter(({ rowsStored }) => rowsStored > 0)).slice(0, Math.ceil(chunks.length / chunksEach))
  const differences: string[] = []
  for (const chunk of looked) differences.push(...(await differencesIn(db, store, chunk)))
  return differences
}

/** Fisher and Yates. */
function shuffled<T>(all: readonly T[]): T[] {
  const items = [...all]
  for (let i = items.length - 1; i > 0; i--) {
    const other = Math.floor(Math.random() * (i + 1))
    ;[items[i], items[other]] = [items[other], items[i]]
  }
  return items
}

async function differencesIn(db: Database, store: RowHashStore, chunk: LedgerChunk): Promise<string[]> {
  const share = Math.ceil(chunk.rowsStored / sampleTrips)
  const samples = await readSampledTrips(db, chunk.id, { share, remainder: Math.floor(Math.random() * share) })
  const missing = samples.map((sample) => new MissingHashes(sample))
  const [source] = await store.open([chunk])
  try {
    const rows = source.starts[hashBuckets]
    const section = new Uint32Array(Math.min(rows, sectionRows) * 2)
    for (let from = 0; from < rows; from += sectionRows) {
      const to = Math.min(rows, from + sectionRows)
      const words = section.subarray(0, (to - from) * 2)
      await source.read(words, from, to)
      for (const one of missing) one.find(words)
    }
  } finally {
    await source.close()
  }
  return missing.flatMap((one, end) => {
    const found = one.count()
    return found === 0
      ? []
      : [
          `chunk ${chunk.chunkNo} by ${end === 0 ? 'origin' : 'destination'}: ${found} of ${samples[end].length} trips read back are not in the file`,
        ]
  })
}
