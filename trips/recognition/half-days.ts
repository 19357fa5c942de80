import type { TimeSource } from '../csv-mapping.ts'
import { namesHalfDay } from '../half-day.ts'
import type { SampleColumn } from '../sample-columns.ts'

/** So few that do are mistakes. */
const sayingShareMin = 0.05

/** Whether times of day say AM or PM. Those that do not may be of either half of the day, however many they are, unless their hour tells. */
export function saysHalfDays(time: TimeSource, all: readonly SampleColumn[]): boolean {
  if ('datetime' in time && time.format !== 'calendar') return false
  const { column } = 'datetime' in time ? time.datetime : time.time
  const cells = all[column].cells.filter((cell) => /\d/.test(cell))
  return cells.filter(namesHalfDay).length > cells.length * sayingShareMin
}
