import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fourTimes } from './byte-words.ts'
import { LabelIndex } from './label-index.ts'

const encoder = new TextEncoder()
const lookUp = (index: LabelIndex, text: string): number => {
  const bytes = encoder.encode(`<${text}>`)
  const known = index.find(bytes, 1, bytes.length - 1)
  return known >= 0 ? known : index.addSpelling(bytes, 1, bytes.length - 1, text)
}

test('numbers labels in order of first appearance, like a map by text, also over a clear', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 3 }), { maxLength: 300 }), (texts) => {
      const index = new LabelIndex()
      for (let round = 0; round < 2; round++) {
        const expected = [...new Set(texts)]
        expect(texts.map((text) => lookUp(index, text))).toEqual(texts.map((text) => expected.indexOf(text)))
        expect(index.labels).toEqual(expected)
        index.clear()
        expect([index.labels.length, index.bytes, index.find(encoder.encode('a'), 0, 1)]).toEqual([0, 0, -1])
      }
    }),
  )
})

test('holds many labels', () => {
  const index = new LabelIndex()
  for (let i = 0; i < 50_000; i++) expect(lookUp(index, `label ${i}`)).toBe(i)
  expect(lookUp(index, 'label 31415')).toBe(31_415)
  expect(index.bytes).toBeGreaterThan(50_000 * 11)
})

test('two spellings can name one label', () => {
  const index = new LabelIndex()
  const bytes = encoder.encode('Prague\u00a0')
  expect([lookUp(index, 'Prague'), index.find(bytes, 0, bytes.length)]).toEqual([0, -1])
  expect(index.addSpelling(bytes, 0, bytes.length, 'Prague')).toBe(0)
  expect([index.find(bytes, 0, bytes.length), index.labels]).toEqual([0, ['Prague']])
})

test('a spelling is found from where it begins, up to the byte that ends it', () => {
  const words = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'é', ' ', '"'), maxLength: 12 }), { maxLength: 200 })
  fc.assert(
    fc.property(words, fc.constantFrom(',', ';', '|'), (texts, end) => {
      const index = new LabelIndex()
      for (const text of texts.slice(0, 100)) lookUp(index, text)
      for (const text of texts) {
        const bytes = encoder.encode(`<${text}${end}${' '.repeat(8)}`)
        const length = encoder.encode(text).length
        const spelling = index.spellingAt(new DataView(bytes.buffer), 1, fourTimes(end.charCodeAt(0)))
        const found = spelling < 0 ? [-1] : [index.labelOfSpelling(spelling), index.bytesOfSpelling(spelling)]
        const expected = index.find(bytes, 1, 1 + length)
        expect(found).toEqual(expected < 0 ? [-1] : [expected, length])
      }
    }),
  )
})
