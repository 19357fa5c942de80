/**
 * Columns of unsigned 32-bit integers packed to bytes: each column keeps its smallest value (its base) and, of every value,
 * only as many big-endian bytes of value − base as its largest needs (0 to 4). Big-endian so that SQL reads a value with
 * CONV(HEX(SUBSTR())), see the `trips` view.
 *
 *   header   per column: width (1 byte), base (4 bytes)
 *   payload  per column: n × width bytes
 */
export const columnHeaderBytes = 5

/** Packs columns into a buffer of its own, used again for the next: a new one each time would cost as much as the packing. */
export class ColumnPacker {
  private buffer = new Uint8Array(4096)

  /** Packs the rows from … to − 1 of the columns; valid until the next. About 1.5 ns a value. */
  pack(columns: readonly Uint32Array[], from: number, to: number): Uint8Array {
    const n = to - from
    const header = columns.length * columnHeaderBytes
    if (this.buffer.length < header + columns.length * n * 4) this.buffer = new Uint8Array(header + columns.length * n * 4)
    let at = header
    for (let c = 0; c < columns.length; c++) at += this.packColumn(columns[c], from, to, c * columnHeaderBytes, at)
    return this.buffer.subarray(0, at)
  }

  /** Writes a column's header and values; returns how many bytes the values take. */
  private packColumn(column: Uint32Array, from: number, to: number, header: number, at: number): number {
    let [min, max] = [0xffffffff, 0]
    for (let i = from; i < to; i++) {
      const value = column[i]
      if (value < min) min = value
      if (value > max) max = value
    }
    const base = from < to ? min : 0
    const span = max - base
    const width = span <= 0 ? 0 : span < 0x100 ? 1 : span < 0x10000 ? 2 : span < 0x1000000 ? 3 : 4
    this.buffer[header] = width
    for (let place = 4, rest = base; place > 0; place--, rest >>>= 8) this.buffer[header + place] = rest
    writeColumn(this.buffer, at, column, from, to, base, width)
    return (to - from) * width
  }
}

/** Writes values − base, big-endian, `width` bytes each. */
function writeColumn(
  bytes: Uint8Array,
  start: number,
  values: Uint32Array,
  from: number,
  to: number,
  base: number,
  width: number,
): void {
  let at = start
  if (width === 1) for (let i = from; i < to; i++) bytes[at++] = values[i] - base
  else if (width === 2)
    for (let i = from; i < to; i++, at += 2) {
      const rest = values[i] - base
      bytes[at] = rest >>> 8
      bytes[at + 1] = rest
    }
  else if (width === 3)
    for (let i = from; i < to; i++, at += 3) {
      const rest = values[i] - base
      bytes[at] = rest >>> 16
      bytes[at + 1] = rest >>> 8
      bytes[at + 2] = rest
    }
  else if (width === 4)
    for (let i = from; i < to; i++, at += 4) {
      const rest = values[i] - base
      bytes[at] = rest >>> 24
      bytes[at + 1] = rest >>> 16
      bytes[at + 2] = rest >>> 8
      bytes[at + 3] = rest
    }
}

/** The largest number of so many bytes. */
const spans = [0, 0xff, 0xffff, 0xffffff, 0xffffffff]

/**
 * Reads packed columns, those of one segment or block after the other: `load` one, then ask. What is loaded is copied, for a value is one load
 * of four bytes from a buffer the compiler knows, and a shift: 1 ns, where the bytes of a buffer that changes took 2.5 (Node 20).
 */
export class PackedReader {
  private bytes = new Uint8Array(8192)
  private view = new DataView(this.bytes.buffer)
  private n = 0
  /** Where each column's values begin. */
  private readonly starts: Uint32Array

  constructor(private readonly columnCount: number) {
    this.starts = new Uint32Array(columnCount)
  }

  /** Throws when the bytes are not as many as such columns of n rows take. */
  load(bytes: Uint8Array, n: number): void {
    let end = this.columnCount * columnHeaderBytes
    for (let c = 0; c < this.columnCount; c++) {
      this.starts[c] = end
      end += n * (bytes[c * columnHeaderBytes] ?? 0)
    }
    if (bytes.length !== end) throw new Error(`damaged columns: ${bytes.length} bytes, expected ${end} for ${n} rows`)
    // The last value is read with up to three bytes behind it.
    if (this.bytes.length < end + 3) {
      this.bytes = new Uint8Array(2 * end + 3)
      this.view = new DataView(this.bytes.buffer)
    }
    this.bytes.set(bytes)
    this.n = n
  }

  /** A column's values as out[0 … n). */
  unpack(column: number, out: Uint32Array): void {
    const { view, n } = this
    const { start, width, shift, base } = this.packing(column)
    if (width === 0) out.fill(base, 0, n)
    else for (let i = 0; i < n; i++) out[i] = base + (view.getUint32(start + i * width) >>> shift)
  }

  /** The value that all rows have, where the packing shows it. */
  constant(column: number): number | undefined {
    const { width, base } = this.packing(column)
    return width === 0 ? base : undefined
  }

  /** A column's values in the given rows, out[row] of each. */
  unpackRows(column: number, out: Uint32Array, rows: Uint32Array, count: number): void {
    const { view } = this
    const { start, width, shift, base } = this.packing(column)
    for (let i = 0; i < count; i++) {
      const row = rows[i]
      out[row] = width === 0 ? base : base + (view.getUint32(start + row * width) >>> shift)
    }
  }

  /** Of the given rows keeps those whose value lies in low … high, without a branch a row, and returns how many they are. */
  keepBetween(column: number, low: number, high: number, rows: Uint32Array, count: number): number {
    const { view } = this
    const { start, width, shift, base } = this.packing(column)
    if (base > high) return 0
    if (base >= low && base + spans[width] <= high) return count
    if (width === 0) return 0
    // Values below low wrap around to above the span.
    const [offset, span] = [(base - low) | 0, (high - low) >>> 0]
    let kept = 0
    for (let i = 0; i < count; i++) {
      const row = rows[i]
      rows[kept] = row
      kept += Number((offset + (view.getUint32(start + row * width) >>> shift)) >>> 0 <= span)
    }
    return kept
  }

  /** All rows for which `table` has a 1 at value ÷ unit: rows[0 … count). */
  selectBy(column: number, unit: number, table: Uint8Array, rows: Uint32Array): number {
    const { view, n } = this
    const { start, width, shift, base } = this.packing(column)
    let count = 0
    for (let row = 0; row < n; row++) {
      const value = width === 0 ? base : base + (view.getUint32(start + row * width) >>> shift)
      rows[count] = row
      count += table[Math.floor(value / unit)]
    }
    return count
  }

  private packing(column: number) {
    const header = column * columnHeaderBytes
    const width = this.bytes[header]
    return { start: this.starts[column], width, shift: 32 - 8 * width, base: this.view.getUint32(header + 1) }
  }
}
