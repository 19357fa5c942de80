/** Most of a text's bytes are text; compressed bytes hold 10 % control characters, so do binary numbers. */
const controlShareMax = 0.01

const startsWith = (bytes: Uint8Array, ...prefix: number[]): boolean => prefix.every((byte, i) => bytes[i] === byte)

/** Why a file that begins with these bytes is no CSV text, as one sentence, or undefined. */
export function notCsvReason(head: Uint8Array): string | undefined {
  if (startsWith(head, 0x50, 0x4b))
    return 'This is a zip archive (or an Excel workbook), not a CSV file: unpack it, or save the sheet as CSV'
  if (startsWith(head, 0x1f, 0x8b)) return 'This is gzip inside gzip, not a CSV file: unpack it first'
  if (startsWith(head, 0xff, 0xfe) || startsWith(head, 0xfe, 0xff) || looksLikeUtf16(head))
    return 'This file is UTF-16 text, which is not read: save it as UTF-8'
  const first = head.findIndex((byte) => byte > 32 && ![0xef, 0xbb, 0xbf].includes(byte))
  if (head[first] === 0x3c)
    return 'This is HTML or XML, not a CSV file: often a login or error page that was saved under a .csv name'
  if (head[first] === 0x7b || head[first] === 0x5b) return 'This is JSON, not a CSV file'
  const control = head.reduce((count, byte) => count + (isControl(byte) ? 1 : 0), 0)
  if (control > head.length * controlShareMax || hasNulInFirstLine(head)) return 'This is a binary file, not a CSV file'
}

/** Every other byte of the first characters is NUL, as ASCII in UTF-16 has it. */
function looksLikeUtf16(head: Uint8Array): boolean {
  const pairs = Math.min(20, head.length >> 1)
  const nuls = [0, 0]
  for (let i = 0; i < pairs * 2; i++) if (head[i] === 0) nuls[i % 2]++
  return pairs >= 2 && Math.max(...nuls) > pairs * 0.8 && Math.min(...nuls) < pairs * 0.2
}

/** Control characters but tab, line feed, form feed and carriage return. */
const isControl = (byte: number): boolean =>
  (byte < 32 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13) || byte === 127

function hasNulInFirstLine(head: Uint8Array): boolean {
  const nul = head.indexOf(0)
  return nul >= 0 && !head.subarray(0, nul).includes(10)
}
