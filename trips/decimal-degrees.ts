import { areFourDigits, fourDigits } from './byte-words.ts'

/** Byte offset where the last number read by `scanDegrees` ended. */
export const degreesScan = { end: 0 }

const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57

/** 10^(7 − n): what n kept fraction digits are short of 1e-7 degree. */
const missingScale = [1e7, 1e6, 1e5, 1e4, 1e3, 1e2, 10, 1]

/**
 * Reads the decimal number at bytes[at …] and returns it in 1e-7, by decimal digits only: no floating-point number stands
 * between the text and the integer. Rounded half away from zero at the seventh fraction digit. NaN when no number begins
 * there; a number beyond any degree may come back inexact or infinite. `degreesScan.end` is set behind what was read.
 */
export function scanDegrees(bytes: Uint8Array, at: number, end: number): number {
  const isNegative = bytes[at] === 0x2d
  let i = isNegative || bytes[at] === 0x2b ? at + 1 : at
  const first = i
  let value = 0
  while (i < end && isDigit(bytes[i])) {
    value = value * 10 + bytes[i] - 48
    i++
  }
  let digits = i - first
  let kept = 0
  let carry = 0
  if (i < end && bytes[i] === 0x2e) {
    const point = i++
    const keptEnd = Math.min(end, i + 7)
    while (i < keptEnd && isDigit(bytes[i])) {
      value = value * 10 + bytes[i] - 48
      i++
    }
    kept = i - point - 1
    if (kept === 7 && i < end && bytes[i] >= 53 && bytes[i] <= 57) carry = 1
    while (i < end && isDigit(bytes[i])) i++
    digits += i - point - 1
  }
  degreesScan.end = i
  if (digits === 0) return Number.NaN
  if (i < end && (bytes[i] | 0x20) === 0x65) return scanExponent(bytes, at, end)
  const magnitude = value * missingScale[kept] + carry
  return isNegative ? 0 - magnitude : magnitude
}

const exponential = /^([+-]?)(\d*)\.?(\d*)e([+-]?\d+)/i

/** The rare `1.2e1`: moves the decimal point in the string of digits. */
function scanExponent(bytes: Uint8Array, at: number, end: number): number {
  const match = exponential.exec(asciiText(bytes, at, end))
  if (!match) return Number.NaN // 12e, 12east
  const [text, sign, whole, fraction, exponent] = match
  degreesScan.end = at + text.length
  const digits = (whole + fraction).replace(/^0+/, '')
  const point = Number(exponent) + whole.length - (whole.length + fraction.length - digits.length)
  const cut = point + 7
  if (digits === '' || cut < 0) return 0
  if (point > 10) return sign === '-' ? -Infinity : Infinity
  const magnitude = Number(digits.slice(0, cut).padEnd(cut, '0')) + (digits[cut] >= '5' ? 1 : 0)
  return sign === '-' ? 0 - magnitude : magnitude
}

function asciiText(bytes: Uint8Array, at: number, end: number): string {
  let text = ''
  for (let i = at; i < end; i++) text += String.fromCharCode(bytes[i])
  return text
}

/** The whole of bytes[start … end), spaces around it aside, as 1e-7; NaN when it is not one decimal number. */
export function readDegrees(bytes: Uint8Array, start: number, end: number): number {
  let from = start
  let to = end
  while (from < to && bytes[from] <= 32) from++
  while (to > from && bytes[to - 1] <= 32) to--
  const value = scanDegrees(bytes, from, to)
  return degreesScan.end === to ? value : Number.NaN
}

/** A number takes no more bytes, or is left to others. */
const plainBytesMax = 32

/**
 * Reads the number at byte i into out[n] and returns where it ends, or −1 where there is none or it lies beyond ± `max`. What
 * comes behind the number is for the caller to see. Seven decimals, as most files have them, are read as two words.
 */
export function plainDegrees(bytes: Uint8Array, view: DataView, i: number, out: Int32Array, n: number, max: number): number {
  const isNegative = bytes[i] === 0x2d
  let at = isNegative ? i + 1 : i
  let whole = 0
  while (isDigit(bytes[at]) && whole < 100) whole = whole * 10 + bytes[at++] - 48
  const first = view.getInt32(at + 1, true)
  const last = view.getInt32(at + 4, true)
  let value = 0
  let end = at + 8
  // Up to 180 whole degrees, so that all of it stays in integers of 32 bits.
  if (bytes[at] === 0x2e && whole <= 180 && areFourDigits(first) && areFourDigits(last) && !isDigit(bytes[end])) {
    const magnitude = whole * 1e7 + fourDigits(first) * 1000 + fourDigits(last & 0xffffff00)
    value = isNegative ? 0 - magnitude : magnitude
  } else {
    value = scanDegrees(bytes, i, i + plainBytesMax)
    end = degreesScan.end
  }
  if (!(value <= max && value >= -max)) return -1
  out[n] = value
  return end
}
