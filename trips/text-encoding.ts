import { z } from 'zod'

/**
 * `latin1` is read as windows-1252, which is what files called Latin-1 are in practice. Nothing in a file tells it from
 * windows-1250, of Polish, Czech and Hungarian programs, so that must be stated.
 */
export const textEncoding = z.enum(['utf-8', 'latin1', 'windows-1250'])
export type TextEncoding = z.infer<typeof textEncoding>

const utf8 = new TextEncoder()
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const lenientUtf8 = new TextDecoder('utf-8', { ignoreBOM: true })
/** What windows-1252 has from 0x80 to 0x9F, which Node from 20.18.3 on leaves undecoded (nodejs/node#56542). */
const windows1252Marks = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ'
/** The five of them that stand for no character. */
const undefinedMarks = /[\x81\x8d\x8f\x90\x9d]/g
const upperHalf = Uint8Array.from({ length: 128 }, (_, i) => 0x80 + i)
/** The characters of the bytes from 0x80 on. */
const upperHalves = {
  latin1: windows1252Marks + new TextDecoder('latin1').decode(upperHalf.subarray(32)),
  'windows-1250': new TextDecoder('windows-1250').decode(upperHalf),
}

/** The bytes as text, or undefined where they are not valid UTF-8. */
export function decodeText(bytes: Uint8Array, encoding: TextEncoding): string | undefined {
  if (encoding !== 'utf-8') return byteText(bytes, encoding)
  try {
    return strictUtf8.decode(bytes)
  } catch {
    return undefined
  }
}

/** What is well-formed UTF-8 is that in any file, as where two files were joined: `Ã¼` is nobody's label. */
function byteText(bytes: Uint8Array, encoding: Exclude<TextEncoding, 'utf-8'>): string {
  const characters = upperHalves[encoding]
  return (
    decodeText(bytes, 'utf-8') ??
    Array.from(bytes, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : characters[byte - 0x80])).join('')
  )
}

/** The text in a file's encoding; what that does not have becomes a question mark. */
export function encodeText(text: string, encoding: TextEncoding): Uint8Array {
  if (encoding === 'utf-8') return utf8.encode(text)
  return Uint8Array.from(text, (character) => {
    const byte = upperHalves[encoding].indexOf(character)
    return character < '\x80' ? character.charCodeAt(0) : byte < 0 ? 0x3f : 0x80 + byte
  })
}

/** The bytes as text to show, at most `charsMax` characters: what cannot be shown becomes U+FFFD or a space. */
export function shownText(bytes: Uint8Array, encoding: TextEncoding, charsMax = 60): string {
  const head = bytes.subarray(0, charsMax * 4)
  const text = (encoding === 'utf-8' ? lenientUtf8.decode(head) : byteText(head, encoding).replace(undefinedMarks, '\ufffd'))
    .replace(/\p{Cc}/gu, ' ')
    .trim()
  const characters = Array.from(text)
  return characters.length > charsMax ? `${characters.slice(0, charsMax).join('')}…` : text
}

/** As `rejectNames` writes it, whatever separates columns. */
const saysWindows1250 = /^tripfold_line.*tripfold_reason \([^)]*windows_1250/

/**
 * UTF-8 unless the bytes speak against it: more bytes that cannot be UTF-8 than well-formed characters of several bytes.
 * A single damaged character does not turn a UTF-8 file into Latin-1, and Latin-1 text almost never forms a UTF-8 character.
 * A file of rejects says that it is `windows_1250`.
 */
export function guessEncoding(blocks: readonly Uint8Array[]): TextEncoding {
  if (saysWindows1250.test(lenientUtf8.decode(blocks[0]?.subarray(0, 200)))) return 'windows-1250'
  let wellFormed = 0
  let damaged = 0
  for (const block of blocks)
    for (let i = 0; i < block.length; i++) {
      if (block[i] < 0x80) continue
      const following = block[i] >= 0xf0 ? 3 : block[i] >= 0xe0 ? 2 : 1
      if (i + following >= block.length) break // the block may end within a character
      let matched = 0
      if (block[i] >= 0xc2 && block[i] <= 0xf4) while (matched < following && (block[i + 1 + matched] & 0xc0) === 0x80) matched++
      if (matched === following) {
        wellFormed++
        i += following
      } else damaged++
    }
  return damaged > wellFormed ? 'latin1' : 'utf-8'
}

/** Of the places where Latin-1 text leaves ASCII hardly one is odd; one damaged row of a few does not make a file so. */
const oddShareMin = 1 / 3
/**
 * Letters beyond ASCII side by side, of words that are such letters alone (`Üçü` in `Üçüncü` is not) or so many of them: Cyrillic, Greek,
 * Chinese and Japanese words are so.
 */
const oddWordMin = 3
const oddRunMin = 4
const noBreakSpace = 0xa0
const isLetter = (byte: number): boolean => (byte | 32) >= 0x61 && (byte | 32) <= 0x7a
const isCapital = (byte: number): boolean => byte >= 0x41 && byte <= 0x5a
/** Between letters Windows-1252 has an ellipsis, apostrophes, dashes, `œ`, `š` and `ž`; the other bytes below 0xa0 are letters of DOS and Macintosh. */
const usualBetweenLetters: ReadonlySet<number> = new Set([0x85, 0x91, 0x92, 0x96, 0x97, 0x9a, 0x9c, 0x9e])
/** `Š`, `Œ`, `Ž` and `Ÿ`. */
const usualBetweenCapitals: ReadonlySet<number> = new Set([0x8a, 0x8c, 0x8e, 0x9f])

/** Whether bytes that are no UTF-8 are hardly Latin-1 either, but Windows-1251, Shift-JIS, GBK, CP437 or another encoding. */
export function isHardlyLatin1(blocks: readonly Uint8Array[]): boolean {
  let [runs, odd] = [0, 0]
  for (const block of blocks)
    for (let i = 0; i < block.length; i++) {
      if (block[i] < 0x80) continue
      const from = i
      while (block[i] >= 0x80) i++
      const run = block.subarray(from, i)
      // As where files were joined.
      if (decodeText(run, 'utf-8') !== undefined) continue
      runs++
      if (isOddRun(run, block[from - 1], block[i])) odd++
    }
  return odd > runs * oddShareMin
}

function isOddRun(run: Uint8Array, before: number, behind: number): boolean {
  const letters = run.filter((byte) => byte !== noBreakSpace).length
  if (letters >= oddRunMin) return true
  if (letters >= oddWordMin) return !isLetter(before) && !isLetter(behind)
  const [byte] = run
  if (run.length > 1 || byte >= noBreakSpace || !isLetter(before) || !isLetter(behind)) return false
  const isUsual = usualBetweenLetters.has(byte) || (usualBetweenCapitals.has(byte) && isCapital(before) && isCapital(behind))
  return !isUsual
}
