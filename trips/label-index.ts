/** A spelling's string, its map entry and its places in the arrays. */
const spellingOverheadBytes = 128

/**
 * Labels numbered in order of first appearance, found by their bytes as they stand in the file, so that a known label costs
 * one hash and one comparison and no string. Several spellings in bytes may name one label (a no-break space around it).
 */
export class LabelIndex {
  readonly labels: string[] = []
  private readonly byLabel = new Map<string, number>()
  /** Spellings: spelling s is arena[starts[s] … starts[s + 1]) and names label `labelOf[s]`. */
  private arena = new Uint8Array(4096)
  private readonly starts: number[] = [0]
  private readonly labelOf: number[] = []
  /** Open addressing with linear probing: spelling + 1, or 0 where free. At most half full. */
  private slots = new Uint32Array(64)

  /** About what the spellings take, their bookkeeping included. */
  get bytes(): number {
    return this.starts[this.labelOf.length] + this.labelOf.length * spellingOverheadBytes
  }

  /** Forgets every label; memory of the usual few labels stays allocated. */
  clear(): void {
    this.labels.length = 0
    this.byLabel.clear()
    this.starts.length = 1
    this.labelOf.length = 0
    if (this.slots.length > 4096) this.slots = new Uint32Array(64)
    else this.slots.fill(0)
    if (this.arena.length > 65_536) this.arena = new Uint8Array(4096)
  }

  /** Index of the label spelled bytes[start … end), or −1 when this spelling has not been added. */
  find(bytes: Uint8Array, start: number, end: number): number {
    const spelling = this.slots[this.slotOf(bytes, start, end)] - 1
    return spelling < 0 ? -1 : this.labelOf[spelling]
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
    const from = this.starts[this.labelOf.length]
    const to = from + end - start
    if (to > this.arena.length) this.arena = widened(this.arena, Math.max(to, this.arena.length * 2))
    this.arena.set(bytes.subarray(start, end), from)
    this.starts.push(to)
    this.slots[slot] = this.labelOf.push(index)
    return index
  }

  /** The slot that holds the spelling, or the free one where it belongs. The hash is FNV-1a (G. Fowler, L. C. Noll, P. Vo). */
  private slotOf(bytes: Uint8Array, start: number, end: number): number {
    let hash = 0x811c9dc5
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193)
    const mask = this.slots.length - 1
    let slot = (hash ^ (hash >>> 15)) & mask
    while (this.slots[slot] !== 0 && !this.spells(this.slots[slot] - 1, bytes, start, end)) slot = (slot + 1) & mask
    return slot
  }

  private spells(spelling: number, bytes: Uint8Array, start: number, end: number): boolean {
    let at = this.starts[spelling]
    if (this.starts[spelling + 1] - at !== end - start) return false
    for (let i = start; i < end; i++, at++) if (this.arena[at] !== bytes[i]) return false
    return true
  }

  private grow(): void {
    this.slots = new Uint32Array(this.slots.length * 2)
    for (let s = 0; s < this.labelOf.length; s++) this.slots[this.slotOf(this.arena, this.starts[s], this.starts[s + 1])] = s + 1
  }
}

function widened(bytes: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const wider = new Uint8Array(length)
  wider.set(bytes)
  return wider
}
