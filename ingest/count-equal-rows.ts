import type { LedgerChunk } from '#db/stored/ledger.ts'
import { DistinctHashes } from '#trips/distinct-hashes.ts'
import { hashBuckets, sumHashes } from '#trips/row-hashes.ts'
import { TripDigest } from '#trips/trip-digest.ts'
import type { HashSource } from './hash-files.ts'
import type { RowHashStore } from './row-hash-store.ts'

/** Hashes held at a time: with what sorting takes 8 MB. Buckets are taken together up to this many; at 100 million rows each alone. */
const heldMax = 2 ** 19
/** Hashes read at a time, 2 MB. */
const sectionRows = 2 ** 18
/** Files read at once. */
const readsMax = 256
/** A file that was damaged is made anew, and everything counted again. More than once means that the disk keeps nothing. */
const attemptsMax = 3

/** How many hashes may be held and read at a time; tests bring smaller ones. */
export type CountingRoom = { held: number; section: number }

/**
 * Counts the rows of an import that equal an earlier one: all rows without the different ones (trips/distinct-hashes.ts). Bucket
 * after bucket over all chunks, so that memory is bounded whatever the import: 12 MB. The hashes of every chunk are summed on the way
 * and must be the ledger's digest. 3.6 s of CPU at 100 million rows, on a machine that is busy with others. Throws FileProblem when the trips of a chunk are not those of the
 * ledger, and what disk and database throw.
 */
export async function countEqualRows(
  store: Pick<RowHashStore, 'open' | 'remake'>,
  chunks: readonly LedgerChunk[],
  room: CountingRoom = { held: heldMax, section: sectionRows },
): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    const sources = await store.open(chunks)
    try {
      const counting = new Counting(sources, room)
      const distinct = await counting.distinct()
      const wrong = chunks.filter((chunk, i) => !counting.isDigest(i, chunk.digest))
      if (wrong.length === 0) return chunks.reduce((sum, { rowsStored }) => sum + rowsStored, 0) - distinct
      if (attempt === attemptsMax) throw new Error(`the row hashes of chunk ${wrong[0].chunkNo} were damaged ${attempt} times`)
      for (const chunk of wrong) await store.remake(chunk)
    } finally {
      await Promise.all(sources.map((source) => source.close()))
    }
  }
}

/** Buckets from `first` to before `end`. */
type Round = { first: number; end: number }
/** Rows of one source. */
type Piece = { source: number; from: number; to: number }

class Counting {
  private readonly digests: TripDigest[]
  private readonly misplaced = new Set<number>()
  private readonly section: Uint32Array
  private readonly hashes: DistinctHashes
  /** Showings that the buckets so far have needed. */
  private showings = 1

  constructor(
    private readonly sources: readonly HashSource[],
    private readonly room: CountingRoom,
  ) {
    this.digests = sources.map(() => new TripDigest())
    const rows = sources.reduce((sum, { starts }) => sum + starts[hashBuckets], 0)
    this.section = new Uint32Array(Math.min(room.section, rows) * 2)
    this.hashes = new DistinctHashes(Math.min(room.held, rows))
  }

  async distinct(): Promise<number> {
    let distinct = 0
    for (const round of this.rounds()) distinct += await this.distinctOf(round)
    return distinct
  }

  isDigest = (source: number, digest: string): boolean => !this.misplaced.has(source) && this.digests[source].text() === digest

  /** Neighbouring buckets together while they fit; one that is too large alone comes in several showings. */
  private rounds(): Round[] {
    const rounds: Round[] = []
    let held = 0
    for (let bucket = 0; bucket < hashBuckets; bucket++) {
      const rows = this.sources.reduce((sum, { starts }) => sum + starts[bucket + 1] - starts[bucket], 0)
      const last = rounds.at(-1)
      if (last && held + rows <= this.room.held) last.end = bucket + 1
      else rounds.push({ first: bucket, end: bucket + 1 })
      held = last?.end === bucket + 1 ? held + rows : rows
    }
    return rounds
  }

  private async distinctOf(round: Round): Promise<number> {
    for (let isSummed = false; ; isSummed = true) {
      let distinct = 0
      let isEnough = true
      for (let showing = 0; showing < this.showings && isEnough; showing++) {
        await this.show(round, showing, !isSummed && showing === 0)
        isEnough = !this.hashes.isFull
        distinct += this.hashes.end()
      }
      if (isEnough) return distinct
      this.showings *= 2
      // Showings go by 16 bits of the hashes. At 2^16 the import would have 10^13 different rows.
      if (this.showings > 2 ** 16) throw new Error(`row hashes of bucket ${round.first} are not spread`)
    }
  }

  private async show(round: Round, showing: number, mustSum: boolean): Promise<void> {
    for (const pieces of this.sections(round)) {
      let at = 0
      const parts = pieces.map((piece) => {
        const words = this.section.subarray(at, at + (piece.to - piece.from) * 2)
        at += words.length
        return { ...piece, words }
      })
      await Promise.all(parts.map(({ source, words, from, to }) => this.sources[source].read(words, from, to)))
      if (mustSum) for (const { source, words } of parts) this.sum(source, words, round)
      this.hashes.add(this.section.subarray(0, at), this.showings, showing)
    }
  }

  private sum(source: number, words: Uint32Array, { first, end }: Round): void {
    if (!sumHashes(words, first, end, this.digests[source])) this.misplaced.add(source)
  }

  /** The rows of some buckets in all sources, cut to what is read at a time. */
  private *sections({ first, end }: Round): Generator<Piece[]> {
    const roomRows = this.section.length / 2
    let pieces: Piece[] = []
    let free = roomRows
    for (const [source, { starts }] of this.sources.entries())
      for (let from = starts[first]; from < starts[end]; ) {
        if (free === 0 || pieces.length === readsMax) {
          yield pieces
          ;[pieces, free] = [[], roomRows]
        }
        const to = Math.min(starts[end], from + free)
        pieces.push({ source, from, to })
        free -= to - from
        from = to
      }
    if (pieces.length > 0) yield pieces
  }
}
