import { z } from 'zod'
import { areFourDigits, fourDigits } from './byte-words.ts'
import { dayOfCivil, secondsPerDay } from './iso-week.ts'

/** How a date is written whose year does not come first with four digits; `ymd` admits no such date, `yymmdd` a year of two. */
export const dateOrder = z.enum(['ymd', 'mdy', 'dmy', 'yymmdd'])
export type DateOrder = z.infer<typeof dateOrder>

/** What is returned in place of a time. */
export const notATime = -1
export const noSuchDay = -2
export const noSuchClock = -3
export const timeOutOfRange = -4

export const yearMin = 1970
export const yearMax = 2105
/** A two-digit year from here on is 19xx, below it 20xx. */
const pivotYear = 70

/** First day of each month from 1970-01, one more than the range has: the difference of two is a month's length. */
const monthStarts = Int32Array.from({ length: (yearMax + 1 - yearMin) * 12 + 1 }, (_, month) =>
  dayOfCivil(yearMin + Math.floor(month / 12), (month % 12) + 1, 1),
)
const timeMax = monthStarts[monthStarts.length - 1] * secondsPerDay - 1

// The scan: the place in the bytes, and how many digits the last number had.
let at = 0
let digits = 0

function scanNumber(bytes: Uint8Array, end: number): number {
  const from = at
  let value = 0
  while (at < end && bytes[at] >= 48 && bytes[at] <= 57) value = value * 10 + bytes[at++] - 48
  digits = at - from
  return value
}

/** Passes the point at `at` and the digits behind it; false when there are none. */
function passFraction(bytes: Uint8Array, end: number): boolean {
  at++
  scanNumber(bytes, end)
  return digits > 0
}

const peek = (bytes: Uint8Array, end: number): number => (at < end ? bytes[at] : 0)
const isTwo = (count: number): boolean => count === 1 || count === 2

/** Day since 1970-01-01 of the date at `at`, or a negative code. */
function scanDate(bytes: Uint8Array, end: number, order: DateOrder): number {
  const first = scanNumber(bytes, end)
  const firstDigits = digits
  const separator = peek(bytes, end)
  if (separator !== 0x2d && separator !== 0x2f && separator !== 0x2e) return notATime
  at++
  const second = scanNumber(bytes, end)
  if (!isTwo(digits) || peek(bytes, end) !== separator) return notATime
  at++
  const third = scanNumber(bytes, end)
  if (firstDigits === 4) return isTwo(digits) ? dayOf(first, second, third) : notATime
  if (!isTwo(firstDigits) || order === 'ymd' || (digits !== 4 && digits !== 2)) return notATime
  if (order === 'yymmdd') return digits === 2 && firstDigits === 2 ? dayOf(fullYear(first), second, third) : notATime
  const year = digits === 4 ? third : fullYear(third)
  return order === 'mdy' ? dayOf(year, first, second) : dayOf(year, second, first)
}

/** The year that two digits stand for. */
export const fullYear = (year: number): number => year + (year < pivotYear ? 2000 : 1900)

function dayOf(year: number, month: number, day: number): number {
  if (month < 1 || month > 12 || day < 1 || day > 31) return noSuchDay
  if (year < yearMin || year > yearMax) return timeOutOfRange
  const index = (year - yearMin) * 12 + month - 1
  const start = monthStarts[index]
  return day > monthStarts[index + 1] - start ? noSuchDay : start + day - 1
}

/** Seconds since midnight of the time of day that runs from `at` to the end, or a negative code. */
function scanClock(bytes: Uint8Array, end: number): number {
  let hour = scanNumber(bytes, end)
  if (!isTwo(digits) || peek(bytes, end) !== 0x3a) return notATime
  at++
  const minute = scanNumber(bytes, end)
  if (digits !== 2) return notATime
  let second = 0
  if (peek(bytes, end) === 0x3a) {
    at++
    second = scanNumber(bytes, end)
    if (digits !== 2) return notATime
    if (peek(bytes, end) === 0x2e) {
      if (!passFraction(bytes, end)) return notATime
    }
  }
  if (at < end) {
    const half = scanHalfDay(bytes, end)
    if (half !== 'none') {
      // `18:20 PM` and `0:20 AM` say the same twice; `18:20 AM` and `0:20 PM` contradict themselves.
      if (half === 'am' ? hour > 12 : hour === 0) return noSuchClock
      if (hour <= 12) hour = (hour % 12) + (half === 'pm' ? 12 : 0)
    }
    if (at < end && !passZone(bytes, end)) return notATime
  }
  return hour > 23 || minute > 59 || second > 59 ? noSuchClock : hour * 3600 + minute * 60 + second
}

function passSpaces(bytes: Uint8Array, end: number): void {
  while (at < end && bytes[at] === 32) at++
}

/** Passes AM or PM, if there. */
function scanHalfDay(bytes: Uint8Array, end: number): 'am' | 'pm' | 'none' {
  passSpaces(bytes, end)
  if (at + 2 > end || (bytes[at + 1] | 32) !== 0x6d) return 'none'
  const letter = bytes[at] | 32
  if (letter !== 0x61 && letter !== 0x70) return 'none'
  // Zones begin so, too: America/New_York, PMST.
  const next = at + 2 < end ? bytes[at + 2] | 32 : 0
  if (next >= 0x61 && next <= 0x7a) return 'none'
  at += 2
  passSpaces(bytes, end)
  return letter === 0x61 ? 'am' : 'pm'
}

/** Passes Z, UTC, GMT or ±hh[[:]mm] up to the end: a time keeps its own wall clock, so what the offset says does not matter. */
function passZone(bytes: Uint8Array, end: number): boolean {
  const lower = bytes[at] | 32
  if (bytes[at] !== 0x2b && bytes[at] !== 0x2d) {
    if (lower === 0x7a) return at + 1 === end
    const name = at + 3 === end ? (lower << 16) | ((bytes[at + 1] | 32) << 8) | (bytes[at + 2] | 32) : 0
    return name === 0x757463 || name === 0x676d74
  }
  at++
  const offset = scanNumber(bytes, end)
  if (digits === 4) return at === end && offset % 100 < 60 && offset <= 1559
  if (digits !== 2 || offset > 15) return false
  if (at === end) return true
  if (bytes[at++] !== 0x3a) return false
  return scanNumber(bytes, end) < 60 && digits === 2 && at === end
}

/** Leaves spaces out on both sides, and tabs, which keep spreadsheets from reading a time: sets `at` and returns the end. */
function trim(bytes: Uint8Array, start: number, end: number): number {
  const isBlank = (byte: number) => byte === 32 || byte === 9
  let to = end
  while (to > start && isBlank(bytes[to - 1])) to--
  for (at = start; at < to && isBlank(bytes[at]); at++);
  return to
}

/**
 * Wall-clock seconds since 1970-01-01 of a date and time such as `2018-05-31 06:20:59`, `2016/8/1 0:00`, `4/1/2014 12:11 PM`,
 * `2022-05-01T00:55:46.521+00:00`. Fractions are cut, an offset is passed over. Strict: returns `notATime`, `noSuchDay`,
 * `noSuchClock` or `timeOutOfRange` (all negative) for anything else.
 */
export function readDatetime(bytes: Uint8Array, start: number, end: number, order: DateOrder): number {
  const to = trim(bytes, start, end)
  const day = scanDate(bytes, to, order)
  if (day < 0) return day
  const gap = at
  if ((peek(bytes, to) | 32) === 0x74) at++
  else {
    if (peek(bytes, to) === 0x2c) at++ // `31/05/2018, 06:20:59`
    passSpaces(bytes, to)
  }
  if (at === gap) return notATime
  const clock = scanClock(bytes, to)
  return clock < 0 ? clock : day * secondsPerDay + clock
}

/** Days since 1970-01-01 of a date alone, or with a midnight behind it as databases export dates; or a negative code. */
export function readDate(bytes: Uint8Array, start: number, end: number, order: DateOrder): number {
  const to = trim(bytes, start, end)
  const day = scanDate(bytes, to, order)
  if (day < 0 || at === to) return day
  const time = readDatetime(bytes, start, end, order)
  if (time < 0) return time
  return time % secondsPerDay === 0 ? day : notATime
}

/** Seconds since midnight of a time of day alone, or a negative code. */
export const readClock = (bytes: Uint8Array, start: number, end: number): number => scanClock(bytes, trim(bytes, start, end))

/** 1970-04-26. What counts fewer is 0 in place of NULL, or of another unit than the file's other rows: seconds among milliseconds. */
const epochSecondsMin = 10_000_000

/** Digits of an epoch count that are below a second. */
export const unitDigits = { epoch_seconds: 0, epoch_milliseconds: 3, epoch_microseconds: 6, epoch_nanoseconds: 9 }

/**
 * Wall-clock seconds (UTC) of an epoch count in seconds, or in units of which 10^`digitsBelow` make one; or a negative code. The
 * digits below a second are left out as digits: nanoseconds do not fit a number.
 */
export function readEpoch(bytes: Uint8Array, start: number, end: number, digitsBelow: number): number {
  const to = trim(bytes, start, end)
  let last = at
  while (last < to && bytes[last] >= 48 && bytes[last] <= 57) last++
  if (last === at) return notATime
  const seconds = scanNumber(bytes, Math.max(at, last - digitsBelow))
  at = last
  if (peek(bytes, to) === 0x2e && !passFraction(bytes, to)) return notATime
  return at < to ? notATime : seconds > timeMax || seconds < epochSecondsMin ? timeOutOfRange : seconds
}

/** Bytes of what `usualDatetime` reads. */
export const usualDatetimeBytes = 19

/**
 * What `readDatetime` makes of `2018-05-31 06:20:59`, with a space or a T, from byte i on; `notATime` for any other form and
 * for what does not exist. Read as words of four bytes, in a third of the time.
 */
export function usualDatetime(view: DataView, i: number): number {
  const year = view.getInt32(i, true)
  const dashMonth = view.getInt32(i + 4, true) // -05-
  const dayGap = view.getInt32(i + 8, true) // 31 0
  const hourColon = view.getInt32(i + 11, true) // 06:2
  const colonSecond = view.getInt32(i + 15, true) // 0:59
  const monthDay = ((dashMonth >>> 8) & 0xffff) | (dayGap << 16)
  const hourMinute = (hourColon & 0xffff) | ((hourColon >>> 8) & 0xff0000) | (colonSecond << 24)
  const gap = (dayGap >>> 16) & 0xff
  const isUsual =
    areFourDigits(year) &&
    areFourDigits(monthDay) &&
    areFourDigits(hourMinute) &&
    areFourDigits((colonSecond & 0xffff0000) | 0x3030) &&
    (dashMonth & 0xff0000ff) === 0x2d00002d &&
    (gap === 0x20 || gap === 0x54) &&
    (hourColon & 0xff0000) === 0x3a0000 &&
    (colonSecond & 0xff00) === 0x3a00
  return isUsual
    ? timeOf(fourDigits(year), fourDigits(monthDay), fourDigits(hourMinute), fourDigits(colonSecond & 0xffff0000))
    : notATime
}

function timeOf(year: number, monthDay: number, hourMinute: number, second: number): number {
  const month = (monthDay / 100) | 0
  const hour = (hourMinute / 100) | 0
  const day = dayOf(year, month, monthDay - month * 100)
  const minute = hourMinute - hour * 100
  return day < 0 || hour > 23 || minute > 59 || second > 59 ? notATime : day * secondsPerDay + hour * 3600 + minute * 60 + second
}
