import { civilOfDay, dayOfTime, secondsPerDay, weekdayOfDay } from '../iso-week.ts'

const months = 'January February March April May June July August September October November December'.split(' ')
const weekdays = 'Mon Tue Wed Thu Fri Sat Sun'.split(' ')
const two = (n: number): string => String(n).padStart(2, '0')

type Moment = { time: number; year: number; month: number; day: number; hour: number; minute: number; second: number }

/** What stands for a part of a moment in a pattern. */
const parts: Record<string, (moment: Moment) => string | number> = {
  YYYY: ({ year }) => year,
  YY: ({ year }) => two(year % 100),
  MMMM: ({ month }) => months[month - 1],
  Mmm: ({ month }) => months[month - 1].slice(0, 3),
  MMM: ({ month }) => months[month - 1].slice(0, 3).toUpperCase(),
  mmm: ({ month }) => months[month - 1].slice(0, 3).toLowerCase(),
  MM: ({ month }) => two(month),
  M: ({ month }) => month,
  DDD: ({ time }) => weekdays[weekdayOfDay(dayOfTime(time))],
  DD: ({ day }) => two(day),
  D: ({ day }) => day,
  HH: ({ hour }) => two(hour),
  H: ({ hour }) => hour,
  hh: ({ hour }) => two(hour % 12 || 12),
  h: ({ hour }) => hour % 12 || 12,
  mm: ({ minute }) => two(minute),
  ss: ({ second }) => two(second),
  AM: ({ hour }) => (hour < 12 ? 'AM' : 'PM'),
  X: ({ time }) => time,
}
const part = /\[([^\]]*)\]|YYYY|YY|MMMM|Mmm|MMM|mmm|MM|M|DDD|DD|D|HH|H|hh|h|mm|ss|AM|X/g

export const usualTime = 'YYYY-MM-DD HH:mm:ss'

/** Wall seconds since 1970 as a pattern such as `M/D/YYYY h:mm AM` has it; `X` is their count, and what stands in brackets stays. */
export function timeText(pattern: string, time: number): string {
  const second = time % secondsPerDay
  const clock = { hour: Math.floor(second / 3600), minute: Math.floor(second / 60) % 60, second: second % 60 }
  const moment = { time, ...civilOfDay(dayOfTime(time)), ...clock }
  return pattern.replace(part, (word, kept?: string) => kept ?? String(parts[word](moment)))
}

/** Seconds between two moments that the pattern tells apart. */
export const stepOf = (pattern: string): number =>
  pattern.includes('ss') || pattern.includes('X') ? 1 : pattern.includes('mm') ? 60 : 3600
