import type { Utf16 } from './file-kind.ts'

const loneSurrogate = /\p{Surrogate}/gu

/**
 * UTF-16 as UTF-8, block by block. Half of a surrogate pair, and half a character at the end, become bytes that are not UTF-8,
 * so that a label with them is rejected and nothing around it shifts. The byte order mark stays, as UTF-8 has it.
 */
export async function* utf8OfUtf16(blocks: AsyncIterable<Buffer>, encoding: Utf16): AsyncGenerator<Buffer> {
  let held: Buffer = Buffer.alloc(0)
  for await (const block of blocks) {
    const bytes = Buffer.concat([held, block])
    const end = wholeCharacters(bytes, encoding)
    held = bytes.subarray(end)
    if (end > 0) yield encoded(textOf(bytes.subarray(0, end), encoding))
  }
  if (held.length === 0) return
  yield encoded(textOf(held.subarray(0, held.length & ~1), encoding))
  if (held.length % 2 === 1) yield Buffer.of(0xff)
}

/** Up to the last whole code unit, but not between the two of a pair. */
function wholeCharacters(bytes: Buffer, encoding: Utf16): number {
  const end = bytes.length & ~1
  if (end === 0) return 0
  const last = encoding === 'utf-16le' ? bytes.readUInt16LE(end - 2) : bytes.readUInt16BE(end - 2)
  return last >= 0xd800 && last < 0xdc00 ? end - 2 : end
}

const textOf = (bytes: Buffer, encoding: Utf16): string =>
  encoding === 'utf-16le' ? bytes.toString('utf16le') : Buffer.from(bytes).swap16().toString('utf16le')

function encoded(text: string): Buffer {
  if (text.search(loneSurrogate) < 0) return Buffer.from(text)
  const parts: Buffer[] = []
  let from = 0
  for (const { 0: half, index } of text.matchAll(loneSurrogate)) {
    const code = half.charCodeAt(0)
    parts.push(Buffer.from(text.slice(from, index)), Buffer.of(0xed, 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)))
    from = index + 1
  }
  return Buffer.concat([...parts, Buffer.from(text.slice(from))])
}
