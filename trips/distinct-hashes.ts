/** Rows are sorted into so many parts, by 8 bits that say nothing of their bucket (row-hashes.ts), before they are compared. */
const parts = 256
const partOf = (hashLow: number): number => (hashLow >>> 16) & 255

/**
 * Counts different 64-bit hashes among up to `capacity`, or among any number that repeat so few. Hashes are sorted into parts of
 * some thousand, each of which meets in an open-addressing table that fits the processor's nearest cache: 20 ns a hash, however
 * many are equal, where one table for all took 20 to 50. Takes 16 bytes a hash of its capacity.
 *
 * Hashes are compared and not what was hashed. Among n rows two different ones share all 64 bits with a chance of n²/2⁶⁵: once in
 * 3,700 files of 100 million rows, which are then said to have one equal row too many. Between rows that differ in two
 * neighbouring words alone (the far end of trips that start at one place and second) the chance is 2⁻⁵⁰ a pair, as both halves mix
 * alike there: simulated 2 × 10⁸ times. Zones and whole hours make 10⁸ such pairs among 10⁸ rows: one in ten million files.
 */
export class DistinctHashes {
  /** True once there were too many different hashes to hold: `end` then says nothing, and they must come in several showings. */
  isFull = false
  private length = 0
  private readonly words: Uint32Array
  private readonly sorted: Uint32Array
  private table = new Uint32Array(0)

  constructor(private readonly capacity: number) {
    this.words = new Uint32Array(capacity * 2)
    this.sorted = new Uint32Array(capacity * 2)
  }

  /** Takes in hashes, at most half the capacity, as low and high half in turn; of several showings those that fall to this one. */
  add(words: Uint32Array, showings = 1, showing = 0): void {
    if (this.isFull) return
    if (this.length + words.length / 2 > this.capacity) {
      this.dropRepeats()
      // Else every addition from now on might find as little room, and sort all of them again.
      if (this.length > this.capacity / 2) {
        this.isFull = true
        return
      }
    }
    if (showings === 1) {
      this.words.set(words, this.length * 2)
      this.length += words.length / 2
    } else this.addSome(words, showings, showing)
  }

  private addSome(words: Uint32Array, showings: number, showing: number): void {
    let to = this.length * 2
    for (let at = 0; at < words.length; at += 2) {
      // Bits of neither bucket, part nor slot.
      if (((words[at] & 0xffff) ^ (words[at + 1] >>> 16)) % showings !== showing) continue
      this.words[to++] = words[at]
      this.words[to++] = words[at + 1]
    }
    this.length = to / 2
  }

  /** How many different hashes came; then forgets them. */
  end(): number {
    this.dropRepeats()
    const distinct = this.length
    this.length = 0
    this.isFull = false
    return distinct
  }

  private dropRepeats(): void {
    const ends = this.sortByPart()
    let to = 0
    for (let part = 0; part < parts; part++) to = this.keepDistinct(part === 0 ? 0 : ends[part - 1], ends[part], to)
    this.length = to / 2
  }

  /** Sorts the words by part; returns where each part ends. */
  private sortByPart(): Uint32Array {
    const { words, sorted } = this
    const end = this.length * 2
    const next = new Uint32Array(parts + 1)
    for (let at = 0; at < end; at += 2) next[partOf(words[at]) + 1] += 2
    for (let part = 0; part < parts; part++) next[part + 1] += next[part]
    for (let at = 0; at < end; at += 2) {
      const part = partOf(words[at])
      const place = next[part]
      sorted[place] = words[at]
      sorted[place + 1] = words[at + 1]
      next[part] = place + 2
    }
    // Each part's first place has moved to its end.
    return next
  }

  /** Writes the different ones among sorted words back, from `to` on; returns where they end. */
  private keepDistinct(from: number, end: number, to: number): number {
    const { words, sorted } = this
    const table = this.emptyTable(end - from)
    const mask = table.length - 1
    // Two zeros mark a free slot, and are a hash as well.
    let hadZero = false
    for (let at = from; at < end; at += 2) {
      const low = sorted[at]
      const high = sorted[at + 1]
      if (low === 0 && high === 0) {
        if (hadZero) continue
        hadZero = true
      } else {
        let slot = (high << 1) & mask
        while ((table[slot] !== low || table[slot + 1] !== high) && (table[slot] !== 0 || table[slot + 1] !== 0))
          slot = (slot + 2) & mask
        if (table[slot] === low && table[slot + 1] === high) continue
        table[slot] = low
        table[slot + 1] = high
      }
      words[to] = low
      words[to + 1] = high
      to += 2
    }
    return to
  }

  /** A table of twice as many free slots as `words` may need. */
  private emptyTable(words: number): Uint32Array {
    let size = 16
    while (size < words * 2) size *= 2
    if (this.table.length < size) this.table = new Uint32Array(size)
    return this.table.subarray(0, size).fill(0)
  }
}
