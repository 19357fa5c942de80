import { expect, test } from 'vitest'
import { type ChunkCounts, conservationFaults, contiguityFaults, type ImportCounts, leftoverFaults } from './ledger-faults.ts'

const chunks: ChunkCounts[] = [
  {
    chunkNo: 0,
    byteFrom: 57,
    byteTo: 500,
    lineFrom: 2,
    lineTo: 12,
    rowsRead: 10,
    rowsStored: 8,
    rowsRejected: 2,
    rowsSkipped: 0,
  },
  {
    chunkNo: 1,
    byteFrom: 500,
    byteTo: 700,
    lineFrom: 12,
    lineTo: 17,
    rowsRead: 5,
    rowsStored: 4,
    rowsRejected: 0,
    rowsSkipped: 1,
  },
]
const job: ImportCounts = {
  ...{ id: 1, state: 'done', isLeaving: false, bytesDone: 700, bytesTotal: 700 },
  ...{ rowsRead: 15, rowsStored: 12, rowsRejected: 2, rowsSkipped: 1 },
}
const faults = (one: ImportCounts, its: ChunkCounts[]) => [
  ...conservationFaults(one, its),
  ...contiguityFaults(one, its),
  ...leftoverFaults(one, its),
]
const with1 = (change: Partial<ChunkCounts>): ChunkCounts[] => [chunks[0], { ...chunks[1], ...change }]

test('a sound ledger, in whatever order, and one that is under way', () => {
  expect(faults(job, chunks)).toEqual([])
  expect(faults(job, [...chunks].reverse())).toEqual([])
  expect(faults({ ...job, state: 'loading', bytesTotal: 900 }, chunks)).toEqual([])
  expect(faults({ ...job, state: 'undone' }, [])).toEqual([])
})

test.each([
  ['a row is lost in a chunk', job, with1({ rowsStored: 3 }), 'chunk 1 has read 5 rows and stored 3'],
  ['the import counts other rows', { ...job, rowsStored: 13 }, chunks, 'rowsStored is 13, its chunks have 12'],
  ['a chunk is missing', job, [chunks[0], { ...chunks[1], chunkNo: 2 }], 'chunk 1 is missing, the next is 2'],
  ['bytes are skipped', job, with1({ byteFrom: 501 }), 'chunk 1 begins at byte 501, the one before ends at 500'],
  ['bytes are read twice', job, with1({ byteFrom: 499 }), 'chunk 1 begins at byte 499'],
  ['lines are skipped', job, with1({ lineFrom: 13 }), 'chunk 1 begins on line 13'],
  [
    'the end is not where it is said',
    job,
    with1({ byteTo: 690 }),
    'its last chunk ends at byte 690, 700 bytes are said to be done',
  ],
  ['the file is longer', { ...job, bytesTotal: 701 }, chunks, 'it is done with 700 of 701 bytes'],
  ['an undone import has chunks', { ...job, state: 'undone' }, chunks, 'it is undone and still has 12 trips'],
  [
    'a cancelled import has rejects',
    { ...job, state: 'cancelled' },
    with1({ rowsStored: 0 })
      .slice(2)
      .concat({ ...chunks[0], rowsStored: 0, rowsRead: 2 }),
    'still has 1 chunks',
  ],
] as [string, ImportCounts, ChunkCounts[], string][])('%s', (_, one, its, fault) => {
  expect(faults(one, its)).toContainEqual(expect.stringContaining(fault))
})

test('an import that is being taken back, and one whose rows were all rejected', () => {
  expect(faults({ ...job, isLeaving: true }, [chunks[0]])).toEqual([])
  const rejected = { ...chunks[0], rowsRead: 2, rowsStored: 0 }
  expect(faults({ ...job, state: 'failed' }, [rejected])).toEqual([])
})
