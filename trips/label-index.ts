import { bytesBefore, firstBytes, stopsIn } from './byte-words.ts'

/** A spelling's string, its map entry and its places in the arrays. */
const spellingOverheadBytes = 128
const slotsMin = 64
/** An odd number without pattern, as Fibonacci hashing takes it (D. Knuth): the upper bits of a product depend on all below. */
const multiplier = 0x9e3779b1

/**
 * Labels numbered in order of first appearance, found by their bytes as they stand in the file, so that a known label costs
 * one hash and one comparison and no string. Several spellings in bytes may name one label (a no-break space around it).
 */
export class LabelIndex {
  readonly labels: string[] = []
  private readonly byLabel = new Map<string, number>()
  /** Spellings as words of four bytes, the last filled up with zeros: spelling s is arena[starts[s] … starts[s + 1]). */
  private arena = new Int32Array(1024)
  private readonly starts: number[] = [0]
  private readonly lengths: number[] = []
  private readonly labelOf: number[] = []
  private spelledBytes = 0
  /** Open addressing with linear probing: spelling + 1, or 0 where free. At most half full. */
  private slots = new Uint32Array(slotsMin)
  /** What a hash is shifted by to be a slot. */
  private slotShift = shiftOf(slotsMin)

  /** About what the spellings take, their bookkeeping included. */
  get bytes(): number {
    return this.spelledBytes + this.labelOf.length * spellingOverheadBytes
  }

  /** Forgets every label; memory of the usual few labels stays allocated. */
  clear(): void {
    this.labels.length = 0
    this.byLabel.clear()
    this.starts.length = 1
    this.lengths.length = 0
    this.labelOf.length = 0
    this.spelledBytes = 0
    if (this.slots.length > 4096) this.clearSlots(slotsMin)
    else this.slots.fill(0)
    if (this.arena.length > 16_384) this.arena = new Int32Array(1024)
  }

  /** Index of the label spelled bytes[start … end), or −1 when this spelling has not been added. */
  find(bytes: Uint8Array, start: number, end: number): number {
    const spelling = this.slots[this.slotOf(bytes, start, end)] - 1
    return spelling < 0 ? -1 : this.labelOf[spelling]
  }

  /**
   * Number of the spelling that stands at byte i and ends before the first byte that stops as for `stopsIn`, or −1 when it has not
   * been added. Looks for the end and hashes at once.
   */
  spellingAt(view: DataView, i: number, stop: number): number {
    let at = i
    let hash = 0
    let word = view.getInt32(at, true)
    let marks = stopsIn(word, stop)
    while (marks === 0) {
      hash = Math.imul(hash ^ word, multiplier)
      at += 4
      word = view.getInt32(at, true)
      marks = stopsIn(word, stop)
    }
    const rest = bytesBefore(marks)
    const last = firstBytes(word, rest)
    const length = at + rest - i
    const { slots, lengths } = this
    let slot = lastHash(hash, last, length) >>> this.slotShift
    let spelling = slots[slot] - 1
    while (spelling >= 0 && !(lengths[spelling] === length && this.spellsAt(spelling, view, i, at, last))) {
      slot = (slot + 1) & (slots.length - 1)
      spelling = slots[slot] - 1
    }
    return spelling
  }

  /** Index of the label that a spelling names. */
  labelOfSpelling(spelling: number): number {
    return this.labelOf[spelling]
  }

  /** How many bytes a spelling has. */
  bytesOfSpelling(spelling: number): number {
    return this.lengths[spelling]
  }

  private spellsAt(spelling: number, view: DataView, i: number, lastAt: number, last: number): boolean {
    const { arena } = this
    let k = this.starts[spelling]
    for (let at = i; at < lastAt; at += 4) if (arena[k++] !== view.getInt32(at, true)) return false
    return arena[k] === last
  }

  /** Index of a label by its text, numbering it when it is new. */
  add(label: string): number {
    const known = this.byLabel.get(label)
    if (known !== undefined) return known
    this.byLabel.set(label, this.labels.length)
    return this.labels.push(label) - 1
  }

  /** Like `add`, and remembers that bytes[start … end), which must not be known yet, spell this label. */
  addSpelling(bytes: Uint8Array, start: number, end: number, label: string): number {
    const index = this.add(label)
    if ((this.labelOf.length + 1) * 2 > this.slots.length) this.grow()
    const slot = this.slotOf(bytes, start, end)
    let to = this.starts[this.labelOf.length]
    const needed = to + ((end - start) >> 2) + 1
    if (needed > this.arena.length) this.arena = widened(this.arena, Math.max(needed, this.arena.length * 2))
    for (let i = start; i <= end; i += 4) this.arena[to++] = wordOf(bytes, i, end)
    this.starts.push(to)
    this.lengths.push(end - start)
    this.spelledBytes += end - start
    this.slots[slot] = this.labelOf.push(index)
    return index
  }

  /** The slot that holds the spelling, or the free one where it belongs. */
  private slotOf(bytes: Uint8Array, start: number, end: number): number {
    let hash = 0
    let i = start
    for (; i + 4 <= end; i += 4) hash = Math.imul(hash ^ wordOf(bytes, i, end), multiplier)
    let slot = lastHash(hash, wordOf(bytes, i, end), end - start) >>> this.slotShift
    while (this.slots[slot] !== 0 && !this.spells(this.slots[slot] - 1, bytes, start, end))
      slot = (slot + 1) & (this.slots.length - 1)
    return slot
  }

  private spells(spelling: number, bytes: Uint8Array, start: number, end: number): boolean {
    if (this.lengths[spelling] !== end - start) return false
    let at = this.starts[spelling]
    for (let i = start; i <= end; i += 4) if (this.arena[at++] !== wordOf(bytes, i, end)) return false
    return true
  }

  private clearSlots(count: number): void {
    this.slots = new Uint32Array(count)
    this.slotShift = shiftOf(count)
  }

  private grow(): void {
    this.clearSlots(this.slots.length * 2)
    for (let s = 0; s < this.labelOf.length; s++) {
      let hash = 0
      const last = this.starts[s + 1] - 1
      for (let at = this.starts[s]; at < last; at++) hash = Math.imul(hash ^ this.arena[at], multiplier)
      let slot = lastHash(hash, this.arena[last], this.lengths[s]) >>> this.slotShift
      while (this.slots[slot] !== 0) slot = (slot + 1) & (this.slots.length - 1)
      this.slots[slot] = s + 1
    }
  }
}

/** The upper bits of a hash of 32 that number so many slots. */
const shiftOf = (slots: number): number => Math.clz32(slots) + 1

const lastHash = (hash: number, word: number, length: number): number => Math.imul(hash ^ word ^ length, multiplier)

/** The word of the bytes from i on, zeros in place of those from `end` on. */
function wordOf(bytes: Uint8Array, i: number, end: number): number {
  let word = 0
  for (let k = Math.min(end, i + 4); k > i; ) word = (word << 8) | bytes[--k]
  return word
}

function widened(words: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(length)
  wider.set(words)
  return wider
}
