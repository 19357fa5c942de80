import { ByteWindow } from './byte-window.ts'

/** A row, line ends inside its quotes included, is at most this many bytes: what bounds the reader's memory. */
export const rowBytesMax = 1_048_576
/** Quoted fields of a row that may run over a line end; see the cost of a stray quote below. */
const multiLineFieldsMax = 32
/** Bytes kept of a line that is longer than `rowBytesMax`. */
export const longLineHeadBytes = 4096

/** How a field is quoted. Its offsets lie inside the quotes, except for `malformed`, which is the raw text. */
export const fieldPlain = 0
export const fieldQuoted = 1
/** Quoted, with `""` inside that stand for `"`. */
export const fieldEscaped = 2
/** Text after the closing quote. */
export const fieldMalformed = 3

export type RowProblem = '' | 'line_too_long' | 'unclosed_quote'

/** Where a reader stands: a byte offset in the file and the number of the physical line that begins there (from 1). */
export type CsvPosition = { startByte: number; startLine: number }

export type AheadBytes = { bytes: Uint8Array<ArrayBuffer>; from: number; to: number }

const tab = 9
const lf = 10
const cr = 13
const quote = 34
const space = 32

// What a scan from a row's start came to.
const foundRow = 0
const foundBlank = 1
const needsMore = 2
const tooLong = 3
const leftOpen = 4
type Outcome = typeof foundRow | typeof foundBlank | typeof needsMore | typeof tooLong | typeof leftOpen

/**
 * Finds rows and fields in bytes that arrive in blocks of any size; no strings and nothing allocated per row.
 *
 *   reader.push(block); while (reader.next()) use(reader)   … and at the end   reader.finish(); while (reader.next()) use(reader)
 *
 * Fields follow RFC 4180. LF, CRLF and lone CR end a line, mixed as they come; empty lines are counted and passed over; a
 * UTF-8 byte order mark at byte 0 is passed over. Blanks (spaces, and tabs where none separates) before an opening quote and behind
 * a closing one are ignored, for many write `a, "b, c"`. With text behind the closing quote on its line, as in ` "Dock 7" North`, a
 * field that begins with blanks is none in quotes but plain: there the quotes are those of a text.
 *
 * **A row that cannot be ended is given up as its first physical line**, and reading goes on at the next line. That is a row
 * that is not complete within `rowBytesMax`, a quote still open at the end of the file, and a quoted field that runs over a
 * line end and has text after its closing quote (two stray quotes, not one field) or is the 33rd of its row that does, and rows of
 * which each line, quotes aside, has as many fields as rows usually have, where that is known. So a
 * stray quote costs one line, never the file. The rule looks at the file alone: how it is cut into blocks changes nothing.
 * It costs little: lines that a single open quote ran over hold no odd run of quotes, so none of them opens a quote that it
 * does not close; only a chain of such fields can be read again, at most once for each of its 32 links.
 */
export class CsvReader extends ByteWindow {
  /** The row found by `next()`, valid until the next call; `start … end` without its line end. */
  bytes: Uint8Array<ArrayBuffer>
  start = 0
  end = 0
  fieldCount = 0
  fieldStart = new Int32Array(64)
  fieldEnd = new Int32Array(64)
  fieldQuote = new Uint8Array(64)
  /** The row in the file: byteFrom … byteTo with its line end, first physical line. */
  byteFrom = 0
  byteTo = 0
  line = 0
  /** Not '' where the row was given up; it then has no fields, and for a line over `rowBytesMax` only its head as bytes. */
  problem: RowProblem = ''
  /** Empty lines passed over so far. */
  blankLines = 0

  private lineAt: number
  private bomPending: boolean
  /** A row that was incomplete is not scanned again before it has doubled: tiny blocks stay linear. */
  private rescanBytes = 0
  /** Of the row being scanned: physical line ends inside quotes, and quoted fields that have some. */
  private innerLines = 0
  private multiLineFields = 0
  private skipping = false

  constructor(
    private readonly delimiter: number,
    { startByte, startLine }: CsvPosition = { startByte: 0, startLine: 1 },
    private readonly usualFields = 0,
  ) {
    super(startByte)
    this.bytes = this.window
    this.lineAt = startLine
    this.bomPending = startByte === 0
  }

  /** Where the next row is looked for: behind the last row found, or the end of the file. */
  get position(): CsvPosition {
    return { startByte: this.windowByte + this.at, startLine: this.lineAt }
  }

  /** Moves to the next row. False when more bytes are needed, or after `finish()` when there is no more. */
  next(): boolean {
    if (this.skipping) return this.skipLongLine()
    if (this.bomPending && !this.passBom()) return false
    for (;;) {
      if (this.at === this.filled) return false
      const outcome = this.scan()
      if (outcome === foundBlank) continue
      if (outcome === foundRow) return true
      if (outcome === needsMore) return false
      return this.giveUp(outcome === leftOpen ? 'unclosed_quote' : 'line_too_long')
    }
  }

  /**
   * The bytes from the next row on, for a reader that is quicker with most rows than `next()` is, and tells of them by `pass`. A
   * line end stands behind the last of them. Undefined where only `next()` can go on: in a line that is too long, at the byte
   * order mark, in a row that has not doubled.
   */
  ahead(): AheadBytes | undefined {
    const { window, at, filled } = this
    if (this.skipping || this.bomPending || filled - at < this.rescanBytes) return undefined
    window[filled] = lf
    return { bytes: window, from: at, to: filled }
  }

  /** Moves to byte `at` of `ahead().bytes`, behind so many rows of one line each. */
  pass(at: number, rows: number): void {
    this.at = at
    this.lineAt += rows
    this.rescanBytes = 0
  }

  private passBom(): boolean {
    const bom = [0xef, 0xbb, 0xbf]
    const matched = bom.findIndex((byte, i) => i >= this.filled || this.window[i] !== byte)
    if (matched >= 0 && matched === this.filled && !this.finished) return false
    this.bomPending = false
    if (matched < 0) this.at = bom.length
    return true
  }

  private scan(): Outcome {
    const { window, at, filled, delimiter } = this
    const isFull = filled - at > rowBytesMax
    if (!isFull && !this.finished && filled - at < this.rescanBytes) return needsMore
    const limit = isFull ? at + rowBytesMax + 1 : filled
    const top = Math.max(delimiter, cr) // one comparison for most bytes: letters and digits are above a comma
    const endsFile = this.finished && !isFull
    // A line end behind the last byte stops every loop below without a bounds check; at the end of the file it is the row's.
    const covered = window[limit]
    window[limit] = lf
    this.innerLines = 0
    this.multiLineFields = 0
    let { fieldStart, fieldEnd, fieldQuote } = this
    let count = 0
    let i = at
    let isOpen = false
    for (;;) {
      if (count === fieldStart.length) {
        this.widenFields()
        ;({ fieldStart, fieldEnd, fieldQuote } = this)
      }
      let c = window[i]
      // One comparison for most fields: letters, digits and signs are above a quote.
      const open = c > quote ? -1 : this.behindBlanks(i)
      if (open >= 0 && window[open] === quote) {
        i = this.scanQuoted(i, open, limit, count)
        isOpen = i < 0
        if (isOpen) break
        c = window[i]
      } else {
        fieldStart[count] = i
        while (c > top || (c !== delimiter && c !== lf && c !== cr)) c = window[++i]
        fieldEnd[count] = i
        fieldQuote[count] = fieldPlain
      }
      count++
      if (c !== delimiter) break
      i++
    }
    window[limit] = covered
    if (isOpen) return i === -2 || endsFile || isFull ? leftOpen : this.waitForMore()
    if (i >= limit && !endsFile) return isFull ? tooLong : this.waitForMore()
    const next = this.afterLineEnd(i)
    if (next < 0) return this.waitForMore()
    if (this.innerLines > 0 && this.usualFields > 1 && this.areRows(at, i)) return leftOpen
    this.fieldCount = count
    return this.take(i, next, i === at)
  }

  /** The first byte from i on that is no blank. */
  private behindBlanks(i: number): number {
    const { window, delimiter } = this
    let at = i
    while (window[at] === space || (window[at] === tab && delimiter !== tab)) at++
    return at
  }

  /** Whether every line of what is quoted as one row is one by itself: a field of one row was opened, and one of another closed. */
  private areRows(from: number, to: number): boolean {
    const { window, delimiter, usualFields } = this
    let fields = 1
    for (let i = from; i < to; i++) {
      const c = window[i]
      if (c === delimiter) fields++
      if (c !== lf && c !== cr) continue
      if (fields !== usualFields) return false
      fields = 1
      if (c === cr && window[i + 1] === lf) i++
    }
    return fields === usualFields
  }

  /**
   * Scans the field that begins at `from` and whose quote opens at `open`, and records it as field `index`. Returns where it stops (a
   * delimiter, a line end or the limit), −1 when it is not closed before the limit, −2 when it ran over a line end and text follows its quote.
   */
  private scanQuoted(from: number, open: number, limit: number, index: number): number {
    const { window } = this
    let state: number = fieldQuoted
    let lines = 0
    let i = open + 1
    for (;;) {
      let c = window[i]
      while (c !== quote && c !== lf && c !== cr) c = window[++i]
      if (i >= limit) return -1
      if (c !== quote) {
        lines++
        i += c === cr && window[i + 1] === lf && i + 1 < limit ? 2 : 1
      } else if (window[i + 1] === quote) {
        state = fieldEscaped
        i += 2
      } else break
    }
    const close = i
    i = this.behindBlanks(close + 1)
    let c = window[i]
    const isMalformed = c !== this.delimiter && c !== lf && c !== cr
    if (lines > 0 && (isMalformed || ++this.multiLineFields > multiLineFieldsMax)) return -2
    const isPlain = isMalformed && open > from
    if (isPlain) {
      i = from
      c = window[i]
    }
    while (c !== this.delimiter && c !== lf && c !== cr) c = window[++i]
    this.fieldStart[index] = isMalformed ? from : open + 1
    this.fieldEnd[index] = isMalformed ? i : close
    this.fieldQuote[index] = isPlain ? fieldPlain : isMalformed ? fieldMalformed : state
    this.innerLines += lines
    return i
  }

  private waitForMore(): Outcome {
    this.rescanBytes = Math.min(2 * (this.filled - this.at), rowBytesMax + 1)
    return needsMore
  }

  /** Makes at … end the current row, or a blank line, and moves behind its line end. */
  private take(end: number, next: number, isBlank: boolean): Outcome {
    if (isBlank) this.blankLines++
    else {
      this.bytes = this.window
      this.start = this.at
      this.end = end
      this.byteFrom = this.windowByte + this.at
      this.byteTo = this.windowByte + next
      this.line = this.lineAt
      this.problem = ''
    }
    this.lineAt += 1 + (isBlank ? 0 : this.innerLines)
    this.at = next
    this.rescanBytes = 0
    return isBlank ? foundBlank : foundRow
  }

  /** Makes the row's first physical line the current row, with a problem; a line longer than all that is held is skipped. */
  private giveUp(problem: RowProblem): boolean {
    const end = this.lineEnd(Math.min(this.filled, this.at + rowBytesMax + 1))
    if (end < 0) {
      this.bytes = this.window.slice(this.at, this.at + longLineHeadBytes)
      this.byteFrom = this.windowByte + this.at
      this.skipping = true
      return this.skipLongLine()
    }
    const next = this.afterLineEnd(end)
    if (next < 0) return false
    this.takeLine(end, next, problem)
    return true
  }

  private takeLine(end: number, next: number, problem: RowProblem): void {
    this.innerLines = 0
    this.take(end, next, false)
    this.fieldCount = 0
    this.problem = problem
  }

  /** The first line end from the row's start; the end of the file counts as one unless the line is too long; else −1. */
  private lineEnd(limit: number): number {
    for (let i = this.at; i < limit; i++) if (this.window[i] === lf || this.window[i] === cr) return i
    return this.finished && limit - this.at <= rowBytesMax ? limit : -1
  }

  private skipLongLine(): boolean {
    let i = this.at
    while (i < this.filled && this.window[i] !== lf && this.window[i] !== cr) i++
    this.at = i
    if (i === this.filled && !this.finished) return false
    const next = this.afterLineEnd(i)
    if (next < 0) return false
    this.skipping = false
    const { bytes, byteFrom } = this
    this.takeLine(i, next, 'line_too_long')
    this.bytes = bytes
    this.byteFrom = byteFrom
    this.start = 0
    this.end = bytes.length
    return true
  }

  private widenFields(): void {
    const length = this.fieldStart.length * 2
    const [fieldStart, fieldEnd, fieldQuote] = [new Int32Array(length), new Int32Array(length), new Uint8Array(length)]
    fieldStart.set(this.fieldStart)
    fieldEnd.set(this.fieldEnd)
    fieldQuote.set(this.fieldQuote)
    this.fieldStart = fieldStart
    this.fieldEnd = fieldEnd
    this.fieldQuote = fieldQuote
  }
}
