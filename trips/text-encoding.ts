import { z } from 'zod'

/** `latin1` is read as windows-1252, which is what files called Latin-1 are in practice. */
export const textEncoding = z.enum(['utf-8', 'latin1'])
export type TextEncoding = z.infer<typeof textEncoding>

const utf8 = new TextEncoder()
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const lenientUtf8 = new TextDecoder('utf-8', { ignoreBOM: true })
const windows1252 = new TextDecoder('windows-1252')
/** What windows-1252 has from 0x80 to 0x9F; the five that it leaves open stay control characters. */
const windows1252Marks = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ'

/** The bytes as text, or undefined where they are not valid UTF-8. */
export function decodeText(bytes: Uint8Array, encoding: TextEncoding): string | undefined {
  if (encoding === 'latin1') return latin1Text(bytes)
  try {
    return strictUtf8.decode(bytes)
  } catch {
    return undefined
  }
}

/**
 * What is well-formed UTF-8 is that even in a file of Latin-1, as where two files were joined: `Ã¼` is nobody's label. The rest
 * is windows-1252, of which Node from 20.18.3 on leaves 0x80 to 0x9F undecoded (nodejs/node#56542).
 */
function latin1Text(bytes: Uint8Array): string {
  const marked = (control: string) => windows1252Marks[control.charCodeAt(0) - 0x80]
  return decodeText(bytes, 'utf-8') ?? windows1252.decode(bytes).replace(/[\x80-\x9f]/g, marked)
}

/** The text in a file's encoding; what Latin-1 does not have becomes a question mark. */
export function encodeText(text: string, encoding: TextEncoding): Uint8Array {
  if (encoding === 'utf-8') return utf8.encode(text)
  return Uint8Array.from(text, (character) => {
    const code = character.charCodeAt(0)
    if (code < 0x80 || (code >= 0xa0 && code <= 0xff)) return code
    const mark = windows1252Marks.indexOf(character)
    return mark < 0 ? 0x3f : 0x80 + mark
  })
}

/** The bytes as text to show, at most `charsMax` characters: what cannot be shown becomes U+FFFD or a space. */
export function shownText(bytes: Uint8Array, encoding: TextEncoding, charsMax = 60): string {
  const head = bytes.subarray(0, charsMax * 4)
  const text = (encoding === 'latin1' ? latin1Text(head) : lenientUtf8.decode(head)).replace(/\p{Cc}/gu, ' ').trim()
  const characters = Array.from(text)
  return characters.length > charsMax ? `${characters.slice(0, charsMax).join('')}…` : text
}

/**
 * UTF-8 unless the bytes speak against it: more bytes that cannot be UTF-8 than well-formed characters of several bytes.
 * A single damaged character does not turn a UTF-8 file into Latin-1, and Latin-1 text almost never forms a UTF-8 character.
 */
export function guessEncoding(blocks: readonly Uint8Array[]): TextEncoding {
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
