const lf = 10
/** What there is room for behind the last byte: a scan's sentinel, and words that begin before it. */
const roomBytes = 32

/** The bytes of a file that have come and are still looked at: a buffer that blocks are appended to and a reader eats from. */
export class ByteWindow {
  /** Bytes at … filled − 1 are to be read; there is always room for more, see roomBytes. */
  protected window = new Uint8Array(roomBytes)
  protected at = 0
  protected filled = 0
  /** The file's offset of window[0]. */
  protected windowByte: number
  protected finished = false

  constructor(startByte: number) {
    this.windowByte = startByte
  }

  /** Takes in the file's next bytes (copied). */
  push(block: Uint8Array): void {
    const held = this.filled - this.at
    const needed = held + block.length + roomBytes
    if (needed > this.window.length) {
      const wider = new Uint8Array(Math.max(needed, held === 0 ? 0 : needed + (needed >> 1)))
      wider.set(this.window.subarray(this.at, this.filled))
      this.window = wider
    } else if (this.at > 0) this.window.copyWithin(0, this.at, this.filled)
    this.window.set(block, held)
    this.windowByte += this.at
    this.at = 0
    this.filled = held + block.length
  }

  /** Says that the file has ended: its last line needs no line end. */
  finish(): void {
    this.finished = true
  }

  /** Behind the line end at i (nothing at the end of the file), or −1 when the byte after a CR has not come yet. */
  protected afterLineEnd(i: number): number {
    if (i >= this.filled) return i
    if (this.window[i] === lf) return i + 1
    if (i + 1 < this.filled) return this.window[i + 1] === lf ? i + 2 : i + 1
    return this.finished ? i + 1 : -1
  }
}
