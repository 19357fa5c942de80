import type { TimeSource } from '../csv-mapping.ts'
import { namesHalfDay } from '../half-day.ts'
import type { SampleColumn } from '../sample-columns.ts'

/** Of more cells without AM or PM they are not damaged. */
const damagedShareMax = 0.05

/** Whether the times of day say AM or PM, but for a few. */
export function saysHalfDays(time: TimeSource, all: readonly SampleColumn[]): boolean {
  if ('datetime' in time && time.format !== 'calendar') return false
  const { column } = 'datetime' in time ? time.datetime : time.time
  const cells = all[column].cells.filter((cell) => /\d/.test(cell))
  const without = cells.filter((cell) => !namesHalfDay(cell)).length
  return cells.length > 0 && without <= cells.length * damagedShareMax
}
