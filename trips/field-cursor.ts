import { type CsvReader, fieldEscaped, fieldMalformed } from './csv-reader.ts'
import { shownText, type TextEncoding } from './text-encoding.ts'

const quote = 34
/** No point, number or date is longer, but for an object that has other fields before its point. */
const cellBytesMax = 400
const objectBytesMax = 2000
const brace = 0x7b

/** Bytes of a cell that are looked at, by the first of them. */
export const lookedAtMax = (first: number, usual: number): number => (first === brace ? objectBytesMax : usual)

/** The field of a row that is being read: `bytes` from … to − 1, without quotes, escaped quotes undone. */
export class FieldCursor {
  protected bytes: Uint8Array = new Uint8Array(0)
  protected from = 0
  protected to = 0
  private unescaped = new Uint8Array(256)

  constructor(private readonly encoding: TextEncoding) {}

  /** False where the field has text after its closing quote. */
  protected moveTo(row: CsvReader, column: number): boolean {
    this.bytes = row.bytes
    this.from = row.fieldStart[column]
    this.to = row.fieldEnd[column]
    if (row.fieldQuote[column] === fieldEscaped) this.unescape()
    return row.fieldQuote[column] !== fieldMalformed
  }

  private unescape(): void {
    if (this.to - this.from > this.unescaped.length) this.unescaped = new Uint8Array((this.to - this.from) * 2)
    let length = 0
    for (let i = this.from; i < this.to; i++) {
      if (this.bytes[i] === quote) i++
      this.unescaped[length++] = this.bytes[i]
    }
    this.bytes = this.unescaped
    this.from = 0
    this.to = length
  }

  /** The field as text to show to people. */
  protected found(): string {
    return shownText(this.bytes.subarray(this.from, this.to), this.encoding)
  }

  /** The field as text for the slower readers; '' where it is longer than anything they read. */
  protected cellText(): string {
    const bytesMax = lookedAtMax(this.bytes[this.from], cellBytesMax)
    const isLong = this.to - this.from > bytesMax
    return isLong ? '' : shownText(this.bytes.subarray(this.from, this.to), this.encoding, bytesMax)
  }
}
