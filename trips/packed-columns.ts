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

const headerBase = (bytes: Uint8Array, at: number): number =>
  ((bytes[at + 1] << 24) | (bytes[at + 2] << 16) | (bytes[at + 3] << 8) | bytes[at + 4]) >>> 0

/** Throws when the bytes are not `columnCount` packed columns of n rows: a damaged segment is never read as trips. */
export function checkPacked(bytes: Uint8Array, columnCount: number, n: number): void {
  let expected = columnCount * columnHeaderBytes
  for (let c = 0; c < columnCount; c++) expected += n * (bytes[c * columnHeaderBytes] ?? 0)
  if (bytes.length !== expected) throw new Error(`damaged segment: ${bytes.length} bytes, expected ${expected} for ${n} trips`)
}

/** Unpacks column `index` of n rows into out[0 … n). One loop a width: 1–2 ns a value. */
export function unpackColumn(bytes: Uint8Array, n: number, columnCount: number, index: number, out: Uint32Array): void {
  let at = columnCount * columnHeaderBytes
  for (let c = 0; c < index; c++) at += n * bytes[c * columnHeaderBytes]
  const width = bytes[index * columnHeaderBytes]
  const base = headerBase(bytes, index * columnHeaderBytes)
  if (width === 0) out.fill(base, 0, n)
  else if (width === 1) for (let i = 0; i < n; i++) out[i] = base + bytes[at + i]
  else if (width === 2) for (let i = 0; i < n; i++, at += 2) out[i] = base + ((bytes[at] << 8) | bytes[at + 1])
  else if (width === 3)
    for (let i = 0; i < n; i++, at += 3) out[i] = base + ((bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2])
  else
    for (let i = 0; i < n; i++, at += 4)
      out[i] = base + (((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0)
}

/** Unpacks column `index` of n rows, but only the given rows of it: out[row] of each. About 3 ns a value. */
export function unpackRows(
  bytes: Uint8Array,
  n: number,
  columnCount: number,
  index: number,
  out: Uint32Array,
  rows: Uint32Array,
  count: number,
): void {
  let start = columnCount * columnHeaderBytes
  for (let c = 0; c < index; c++) start += n * bytes[c * columnHeaderBytes]
  const width = bytes[index * columnHeaderBytes]
  const base = headerBase(bytes, index * columnHeaderBytes)
  for (let i = 0; i < count; i++) {
    const row = rows[i]
    let value = 0
    for (let at = start + row * width, end = at + width; at < end; at++) value = (value << 8) | bytes[at]
    out[row] = base + (value >>> 0)
  }
}
