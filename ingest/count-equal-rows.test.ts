import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fileHashes } from '#trips/row-hashes.ts'
import { digestTrips } from '#trips/stored-trips.ts'
import { countEqualRows } from './count-equal-rows.ts'
import type { HashSource } from './hash-files.ts'

type Pair = readonly [low: number, high: number]
type Damage = (words: Uint32Array) => void

const columnsOf = (pairs: readonly Pair[]) => ({
  length: pairs.length,
  hashLow: Uint32Array.from(pairs, ([low]) => low),
  hashHigh: Uint32Array.from(pairs, ([, high]) => high),
})
const ledgerOf = (chunks: readonly (readonly Pair[])[]) =>
  chunks.map((pairs, i) => ({ id: i + 10, chunkNo: i, ...digestTrips(columnsOf(pairs)) }))

/** Row hashes in memory, of which some are damaged until they are made anew. */
function storeOf(chunks: readonly (readonly Pair[])[], damages: Map<number, Damage> = new Map()) {
  const remade: number[] = []
  let open = 0
  const sourceOf = (chunkNo: number): HashSource => {
    const { starts, words } = fileHashes(columnsOf(chunks[chunkNo]))
    damages.get(chunkNo)?.(words)
    open++
    return {
      starts,
      read: async (into, from, to) => into.set(words.subarray(from * 2, to * 2)),
      close: async () => void open--,
    }
  }
  return {
    remade,
    left: () => open,
    open: async (wanted: readonly { chunkNo: number }[]) => wanted.map(({ chunkNo }) => sourceOf(chunkNo)),
    remake: async ({ chunkNo }: { chunkNo: number }) => {
      remade.push(chunkNo)
      damages.delete(chunkNo)
    },
  }
}

const word = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 0xffffffff }))
// Few of one bucket, or all: hashes of one low word are filed together however many they are.
const pair = fc.oneof(fc.tuple(word, word), fc.tuple(fc.constant(5), word))
const chunksOfRows = fc.array(fc.array(pair, { maxLength: 60 }), { maxLength: 6 })
const rooms = fc.constantFrom(undefined, { held: 16, section: 8 }, { held: 128, section: 5 })
const equalIn = (pairs: readonly Pair[]) => pairs.length - new Set(pairs.map(String)).size

test('rows that equal an earlier one, wherever chunks end and however little is held at a time', async () => {
  await fc.assert(
    fc.asyncProperty(chunksOfRows, rooms, async (chunks, room) => {
      const store = storeOf(chunks)
      expect(await countEqualRows(store, ledgerOf(chunks), room)).toBe(equalIn(chunks.flat()))
      expect(store.remade).toEqual([])
      expect(store.left()).toBe(0)
    }),
    { numRuns: 300 },
  )
})

test.each<[string, Damage]>([
  ['has another word', (words) => (words[7] ^= 4)],
  ['has zeros', (words) => void words.fill(0, 40)],
  [
    'has two hashes in each other’s place',
    (words) => void words.set([...words.slice(-2), ...words.slice(2, -2), ...words.slice(0, 2)]),
  ],
])('a chunk whose file %s is made anew, and all are counted again', async (_, damage) => {
  const rows = Array.from({ length: 90 }, (__, i): Pair => [Math.imul((i % 60) + 1, 0x9e3779b1) >>> 0, i % 60])
  const chunks = [rows.slice(0, 30), rows.slice(30, 60), rows.slice(60)]
  const store = storeOf(chunks, new Map([[1, damage]]))
  // Little room: the buckets of each chunk are read one by one.
  expect(await countEqualRows(store, ledgerOf(chunks), { held: 16, section: 8 })).toBe(30)
  expect(store.remade).toEqual([1])
  expect(store.left()).toBe(0)
})

test('a disk that damages whatever it is given is no reason to count for ever', async () => {
  const chunks = [[[1, 2] as const], [[1, 2] as const]]
  const damage = (words: Uint32Array) => void words.fill(9)
  const store = { ...storeOf(chunks, new Map([[0, damage]])), remake: async () => {} }
  await expect(countEqualRows(store, ledgerOf(chunks))).rejects.toThrow('the row hashes of chunk 0 were damaged 3 times')
  expect(store.left()).toBe(0)
})
