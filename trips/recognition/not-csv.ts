/** Most of a text's bytes are text; compressed bytes hold 10 % control characters, so do binary numbers. */
const controlShareMax = 0.01

/** First bytes (Latin-1) of what is sent under a .csv name or packed into a .gz by mistake, and what to do about it. */
const signatures: readonly [begins: string, what: string, remedy: string][] = [
  ['PK', 'a zip archive inside another archive (or an Excel workbook)', 'unpack it, or save the sheet as CSV'],
  ['\x1f\x8b', 'gzip inside gzip or zip', 'unpack it first'],
  ['\xd0\xcf\x11\xe0', 'an old Excel workbook', 'save the sheet as CSV'],
  ['BZh', 'a bzip2 archive', 'unpack it, or pack it with gzip or zip'],
  ['\xfd7zXZ', 'an xz archive', 'unpack it, or pack it with gzip or zip'],
  ['\x28\xb5\x2f\xfd', 'a zstd archive', 'unpack it, or pack it with gzip or zip'],
  ['7z\xbc\xaf', 'a 7-Zip archive', 'unpack it, or pack it with gzip or zip'],
  ['Rar!', 'a RAR archive', 'unpack it, or pack it with gzip or zip'],
  ['PAR1', 'a Parquet file', 'export it as CSV'],
  ['ARROW1', 'an Arrow file', 'export it as CSV'],
  ['ORC', 'an ORC file', 'export it as CSV'],
  ['Obj\x01', 'an Avro file', 'export it as CSV'],
  ['SQLite format 3', 'a SQLite database', 'export the table of trips as CSV'],
  ['%PDF-', 'a PDF', 'ask its publisher for the table as CSV'],
  ['{\\rtf', 'a Word document', 'save the table as CSV'],
  ['\xff\xfe\0\0', 'UTF-32 text', 'save it as UTF-8'],
  ['\0\0\xfe\xff', 'UTF-32 text', 'save it as UTF-8'],
]
/** Letters that may as well begin a name: what follows them in such a file is no text. */
const mayBeText = /^(?:PK|BZh|Rar!|PAR1|ARROW1|ORC)$/

const startsWith = (head: Uint8Array, begins: string): boolean =>
  Array.from(begins).every((byte, i) => head[i] === byte.charCodeAt(0))

/** A tar archive has its mark behind the first member's name. */
const tarMarkAt = 257

/** Why a file that begins with these bytes is no CSV text, as one sentence, or undefined. */
export function notCsvReason(head: Uint8Array): string | undefined {
  const control = head.reduce((count, byte) => count + (isControl(byte) ? 1 : 0), 0)
  const isBinary = control > head.length * controlShareMax || hasNulInFirstLine(head)
  const known = signatures.find(([begins]) => startsWith(head, begins) && (isBinary || !mayBeText.test(begins)))
  if (known) return `This is ${known[1]}, not a CSV file: ${known[2]}`
  if (startsWith(head.subarray(tarMarkAt), 'ustar'))
    return 'This is a tar archive, not a CSV file: unpack it and send the CSV file that is in it'
  // Staging has made UTF-8 of it; what is read without staging is a sample.
  if (startsWith(head, '\xff\xfe') || startsWith(head, '\xfe\xff') || looksLikeUtf16(head))
    return 'This file is UTF-16 text, which is not read here: save it as UTF-8'
  // A name in brackets, which a separator follows, begins a header.
  const text = Buffer.from(head.subarray(0, 512)).toString('utf8').trimStart()
  if (/^<[!?/a-z]/i.test(text) && !/^<[^<>]*>\s*[,;\t|]/.test(text))
    return 'This is HTML or XML, not a CSV file: often a login or error page that was saved under a .csv name'
  if (/^[{[]/.test(text) && !/^(?:\[[a-z_][^[\]"]*\]|\{[a-z_][^{}":]*\})/i.test(text))
    return 'This is JSON, not a CSV file: export the trips as CSV'
  if (hasOddLineEnds(head))
    return 'The lines of this file end in a separator of Unicode (U+2028, U+2029 or U+0085) that is no line end in CSV files: save it with usual line ends'
  if (isBinary) return binaryReason(head)
}

/** A disk or a copy that failed leaves a run of zero bytes in a text. */
function binaryReason(head: Uint8Array): string {
  const nul = head.indexOf(0)
  const isTextBefore = nul > 0 && head.subarray(0, nul).includes(10) && !head.subarray(0, nul).some(isControl)
  return isTextBefore
    ? `This file has zero bytes in it, the first at byte ${nul}: it is damaged, so get it again, or cut them out`
    : 'This is a binary file, not a CSV file'
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

/** Separators of lines, in UTF-8, in the first line and more than twice as many as line ends. */
function hasOddLineEnds(head: Uint8Array): boolean {
  let [odd, usual] = [0, 0]
  for (let i = 0; i < head.length; i++) {
    const byte = head[i]
    if (byte === 10 || byte === 13) usual++
    else if (byte === 0xe2 && head[i + 1] === 0x80 && (head[i + 2] & 0xfe) === 0xa8) odd++
    else if (byte === 0xc2 && head[i + 1] === 0x85) odd++
    if (usual === 1 && odd === 0) return false
  }
  return odd > 2 * usual
}
