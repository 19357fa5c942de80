import type { CsvReader } from './csv-reader.ts'

/**
 * Whether two fields begin with one and the same `2018-05-31 ` and go on in the same form, the second not before the first: then
 * the checks need no number of it. Most trips end on the day they start, and reading a second time costs as much as the first.
 */
export function laterOnTheDay({ bytes, fieldStart, fieldEnd, fieldQuote }: CsvReader, first: number, second: number): boolean {
  const from = fieldStart[first]
  const length = fieldEnd[first] - from
  const offset = fieldStart[second] - from
  if (fieldEnd[second] - fieldStart[second] !== length || length < 16 || fieldQuote[first] !== fieldQuote[second]) return false
  if (bytes[from + 4] !== 0x2d || !isDigit(bytes[from + length - 1]) || !isDigit(bytes[from + offset + length - 1])) return false
  for (let i = from; i < from + length; i++)
    if (bytes[i] !== bytes[i + offset])
      return i - from > 10 && bytes[i + offset] > bytes[i] && isDigit(bytes[i]) && isDigit(bytes[i + offset])
  return true
}

const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57
