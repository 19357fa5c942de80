import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readDegrees } from './decimal-degrees.ts'

const read = (text: string): number => {
  const bytes = new TextEncoder().encode(`9${text}9`) // what stands around a number is not read
  return readDegrees(bytes, 1, bytes.length - 1)
}

test.each<[string, number]>([
  ['14.4973794438195', 144973794],
  ['-74.0337589', -740337589],
  ['+1', 10_000_000],
  ['007.5', 75_000_000],
  ['-.5', -5_000_000],
  ['5.', 50_000_000],
  ['0', 0],
  ['-0.0', 0],
  ['  45.5 ', 455_000_000],
  ['0.00000005', 1],
  ['-0.00000005', -1],
  ['0.00000004999999999999999999', 0],
  ['-0.000000049', 0],
  ['179.99999995', 1_800_000_000],
  ['1.00000001234567890123456789012', 10_000_000],
  ['1.2e1', 120_000_000],
  ['1.2E+01', 120_000_000],
  ['-7403375890e-8', -740_337_589],
  ['5e-8', 1],
  ['4.9e-8', 0],
  ['0e999999999', 0],
  ['1e-999999999', 0],
  ['404.55759', 4_045_575_900],
])('%s', (text, expected) => {
  expect(read(text)).toBe(expected)
})

test.each([
  '',
  ' ',
  '.',
  '-',
  '+-1',
  'NaN',
  'Infinity',
  '0x1F',
  '45,4',
  '1 2',
  '1e',
  '1e+',
  'e5',
  '12.5°',
  '1.2.3',
  '١٢',
  'null',
])("'%s' is no number", (text) => {
  expect(read(text)).toBeNaN()
})

test.each(['1e400', '99999999999999999999', '-1e11'])('%s is beyond any degree', (text) => {
  expect(Math.abs(read(text))).toBeGreaterThan(1e15)
})

/** The same by whole numbers: digits scaled to 1e-40 degree, halves away from zero. */
function exact(sign: string, whole: string, fraction: string): number {
  const scaled = BigInt(whole + fraction.padEnd(40, '0'))
  const rounded = (scaled + 5n * 10n ** 32n) / 10n ** 33n
  return Number(sign === '-' ? -rounded : rounded)
}

test('agrees with exact arithmetic, also with the point moved by an exponent', () => {
  const digits = (minLength: number, maxLength: number) =>
    fc.string({ unit: fc.constantFrom(...'0123456789'), minLength, maxLength })
  fc.assert(
    fc.property(
      fc.constantFrom('', '-', '+'),
      digits(1, 3),
      digits(0, 30),
      fc.integer({ min: 0, max: 12 }),
      (sign, whole, fraction, shift) => {
        const expected = exact(sign, whole, fraction)
        expect(read(`${sign}${whole}.${fraction}`)).toBe(expected)
        expect(read(`${sign}0.${'0'.repeat(shift)}${whole}${fraction}e${shift + whole.length}`)).toBe(expected)
        expect(read(`${sign}${whole}${fraction}e-${fraction.length}`)).toBe(expected)
      },
    ),
    { numRuns: 2_000 },
  )
})
