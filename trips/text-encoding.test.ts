import { expect, test } from 'vitest'
import { decodeText, encodeText, guessEncoding, isHardlyLatin1, shownText } from './text-encoding.ts'

const bytes = (...values: number[]) => Uint8Array.from(values)

test('Latin-1 is read as windows-1252, whatever the runtime makes of 0x80 to 0x9F', () => {
  const marks = Uint8Array.from({ length: 32 }, (_, i) => 0x80 + i)
  const text = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ'
  expect(decodeText(marks, 'latin1')).toBe(text)
  expect(decodeText(bytes(0x64, 0x92, 0xe9, 0x80), 'latin1')).toBe('d’é€')
  expect(shownText(bytes(0x64, 0x92, 0xe9, 0x80), 'latin1')).toBe('d’é€')
})

test('a label that is UTF-8 is so in a file of Latin-1 too', () => {
  const zürich = new TextEncoder().encode('Zürich')
  expect(decodeText(zürich, 'latin1')).toBe('Zürich')
  expect(decodeText(bytes(0x5a, 0xfc, 0x72), 'latin1')).toBe('Zür')
  expect(decodeText(bytes(0x5a, 0xfc, 0x72), 'utf-8')).toBeUndefined()
})

test('Windows-1250 where it is stated, or a file of rejects says so', () => {
  const lodz = bytes(0xa3, 0xf3, 0x64, 0x9f)
  expect([decodeText(lodz, 'windows-1250'), decodeText(lodz, 'latin1')]).toEqual(['Łódź', '£ódŸ'])
  expect(guessEncoding([lodz])).toBe('latin1')
  const line = 'tripfold_line;tripfold_byte;tripfold_column;tripfold_reason (windows_1250 dmy);region'
  expect(guessEncoding([new TextEncoder().encode(line)])).toBe('windows-1250')
})

test.each(['latin1', 'windows-1250'] as const)('every byte of %s is written as it was read', (encoding) => {
  for (let byte = 0; byte < 256; byte++)
    expect(encodeText(decodeText(bytes(byte), encoding) ?? '', encoding)).toEqual(bytes(byte))
  expect(encodeText('a🚲ж', encoding)).toEqual(bytes(0x61, 0x3f, 0x3f))
})

/** Text in an encoding that Node only reads: the bytes that are read as each character. */
function encodedAs(encoding: string, text: string): Uint8Array {
  const decoder = new TextDecoder(encoding)
  const characters = new Map<string, number[]>()
  for (let byte = 0; byte < 256; byte++) characters.set(decoder.decode(bytes(byte)), [byte])
  for (let lead = 0x81; lead < 0xff; lead++)
    for (let trail = 0x40; trail < 0xff; trail++) {
      const character = decoder.decode(bytes(lead, trail))
      if (!characters.has(character)) characters.set(character, [lead, trail])
    }
  return Uint8Array.from(Array.from(text).flatMap((character) => characters.get(character) ?? [0x3f]))
}

test.each([
  ['windows-1251', 'Москва, Санкт-Петербург'],
  ['koi8-r', 'Москва, Тверь'],
  ['ibm866', 'Москва, Тверь'],
  ['windows-1253', 'Αθήνα, Πάτρα'],
  ['shift_jis', '東京, 大阪, サッポロ'],
  ['gbk', '北京, 上海'],
  ['euc-kr', '서울, 부산'],
  ['macintosh', 'Zürich, Genève, Malmö'],
])('%s is hardly Latin-1', (encoding, text) => {
  const encoded = encodedAs(encoding, text)
  expect(new TextDecoder(encoding).decode(encoded)).toBe(text)
  expect([guessEncoding([encoded]), isHardlyLatin1([encoded])]).toEqual(['latin1', true])
})

test('CP437, which Node does not read, is hardly Latin-1', () => {
  const zürichGenèveMalmö = Buffer.from('Z\x81rich, Gen\x8ave, Malm\x94', 'latin1')
  expect(isHardlyLatin1([zürichGenèveMalmö])).toBe(true)
})

test.each([
  'Zürich, Genève, Málaga, São Paulo, Malmö, Århus, Reykjavík',
  'Estação da Conceição, Praça da Sé, Ligação, Consolação',
  'Regent’s Park, O’Hare, Saint–Denis',
  'Gare de l’Est « sud », Cœur, Þórsgata, Œuvre',
  'Tõnismäe, Žižkov, Šiauliai, 5 €, 20 °C, Main St…',
  'Küçükçekmece',
  'Üçüncü, Paris',
  'Þjóðólfur, Jäääre',
  'SACRÉ-CŒUR, KOŠICE, PRAŽSKÁ',
  'Genève\u00a0\u00a0\u00a0, «\u00a0École\u00a0»',
  'Škoda…park',
])('%s is Latin-1', (text) => {
  const encoded = encodeText(text, 'latin1')
  expect(decodeText(encoded, 'latin1')).toBe(text)
  expect([guessEncoding([encoded]), isHardlyLatin1([encoded])]).toEqual(['latin1', false])
})

test('parts in UTF-8 do not speak against Latin-1', () => {
  const utf8 = new TextEncoder()
  const joined = ['Conceição\n'.repeat(55), 'Conceição, Regent’s Park\n'.repeat(25)] as const
  const bytesOfBoth = Buffer.concat([encodeText(joined[0], 'latin1'), utf8.encode(joined[1])])
  expect(isHardlyLatin1([bytesOfBoth])).toBe(false)
})
