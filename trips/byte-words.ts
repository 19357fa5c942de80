/*
 * Four bytes at once, as the word that `DataView.getInt32(…, true)` reads: the first is its lowest. What takes a loop of four
 * rounds with a byte takes a handful of additions and masks with a word.
 */

/** Whether all four are ASCII digits, 0x30 … 0x39: the upper half is 3, also with 6 added. */
export const areFourDigits = (word: number): boolean => (word & (word + 0x06060606) & 0xf0f0f0f0) === 0x30303030

/** The number that four digits stand for; upper halves do not count, so a byte 0 is a digit 0. */
export function fourDigits(word: number): number {
  const digits = word & 0x0f0f0f0f
  const pairs = (digits * 10 + (digits >>> 8)) & 0x00ff00ff
  return (pairs * 100 + (pairs >>> 16)) & 0xffff
}

/** A word of one byte four times. */
export const fourTimes = (byte: number): number => Math.imul(byte, 0x01010101)

/**
 * Marks (0x80) the first byte of the word that is below 14, as line ends are, or is the one that `stop` has four times; 0 where
 * there is none. Bytes behind the first may be marked for no reason. By A. Mycroft's test for a zero byte.
 */
export function stopsIn(word: number, stop: number): number {
  const differs = word ^ stop
  return (((word - 0x0e0e0e0e) & ~word) | ((differs - 0x01010101) & ~differs)) & 0x80808080
}

/** How many bytes of the word stand before the first that is marked. */
export const bytesBefore = (marks: number): number => (31 - Math.clz32(marks & -marks)) >>> 3

/** The first `count` bytes of the word, 0 … 3, and zeros. */
export const firstBytes = (word: number, count: number): number => word & ((1 << (count << 3)) - 1)

/** Where the first byte from i on stands that stops as for `stopsIn`. */
export function nextStop(view: DataView, i: number, stop: number): number {
  let at = i
  let marks = stopsIn(view.getInt32(at, true), stop)
  while (marks === 0) {
    at += 4
    marks = stopsIn(view.getInt32(at, true), stop)
  }
  return at + bytesBefore(marks)
}
