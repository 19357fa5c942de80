import fc from 'fast-check'
import { expect, test } from 'vitest'
import { areFourDigits, bytesBefore, firstBytes, fourDigits, fourTimes, nextStop, stopsIn } from './byte-words.ts'

const wordOf = (bytes: readonly number[]) => new DataView(Uint8Array.from(bytes).buffer).getInt32(0, true)
/** Bytes near the borders, and any. */
const byte = fc.oneof(fc.constantFrom(0, 13, 14, 47, 48, 57, 58, 127, 128, 176, 185, 250, 255), fc.integer({ min: 0, max: 255 }))
const four = fc.tuple(byte, byte, byte, byte)
const isDigit = (value: number) => value >= 48 && value <= 57

test('four digits are told from anything else', () => {
  fc.assert(
    fc.property(four, (bytes) => {
      expect(areFourDigits(wordOf(bytes))).toBe(bytes.every(isDigit))
    }),
    { numRuns: 20_000 },
  )
})

test('every number of four digits is read', () => {
  for (let n = 0; n < 10_000; n++) {
    const word = wordOf([...n.toString().padStart(4, '0')].map((digit) => digit.charCodeAt(0)))
    expect([areFourDigits(word), fourDigits(word)]).toEqual([true, n])
  }
})

test('the first byte that stops is found', () => {
  fc.assert(
    fc.property(four, byte, (bytes, stop) => {
      const first = bytes.findIndex((value) => value < 14 || value === stop)
      const marks = stopsIn(wordOf(bytes), fourTimes(stop))
      expect(marks === 0 ? -1 : bytesBefore(marks)).toBe(first)
      if (first >= 0) expect(firstBytes(wordOf(bytes), first)).toBe(wordOf(bytes.map((value, i) => (i < first ? value : 0))))
      const text = [...bytes, ...bytes, stop, 0, 0, 0, 0]
      const view = new DataView(Uint8Array.from(text).buffer)
      expect(nextStop(view, 1, fourTimes(stop))).toBe(text.findIndex((value, i) => i > 0 && (value < 14 || value === stop)))
    }),
    { numRuns: 20_000 },
  )
})
