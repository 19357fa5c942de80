/**
 * ISO 8601 weeks of wall-clock seconds. A week is counted as whole weeks since Monday 1969-12-29, the Monday before
 * 1970-01-01 (a Thursday): week 0 holds 1970-01-01. Pure integer arithmetic, no Date and no zone.
 */
export const secondsPerDay = 86_400
export const secondsPerWeek = 7 * secondsPerDay
/** Days from Monday 1969-12-29 to 1970-01-01. */
const mondayOffsetDays = 3

export const dayOfTime = (time: number): number => Math.floor(time / secondsPerDay)
export const weekOfDay = (day: number): number => Math.floor((day + mondayOffsetDays) / 7)
export const weekOfTime = (time: number): number => Math.floor((time + mondayOffsetDays * secondsPerDay) / secondsPerWeek)
/** First day (Monday) of a week, in days since 1970-01-01. */
export const mondayOfWeek = (week: number): number => week * 7 - mondayOffsetDays
/** Monday = 0 … Sunday = 6. */
export const weekdayOfDay = (day: number): number => (((day + mondayOffsetDays) % 7) + 7) % 7
/** 0 is Monday from 00:00 to 00:59. */
export const hourOfWeek = (weekday: number, hour: number): number => weekday * 24 + hour
export const hoursOfDay = 24
export const hoursOfWeek = 7 * hoursOfDay
export const hourOfTime = (time: number): number => Math.floor((time % secondsPerDay) / 3600)
export const hourOfWeekOfTime = (time: number): number => hourOfWeek(weekdayOfDay(dayOfTime(time)), hourOfTime(time))

/** Days since 1970-01-01 of a civil date (proleptic Gregorian); Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
export function dayOfCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

/** The civil date of a day since 1970-01-01; the inverse of `dayOfCivil`. */
export function civilOfDay(dayNumber: number): { year: number; month: number; day: number } {
  const z = dayNumber + 719_468
  const era = Math.floor(z / 146_097)
  const dayOfEra = z - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shifted = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1
  const month = shifted + (shifted < 10 ? 3 : -9)
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day }
}

const pad = (n: number, width = 2): string => String(n).padStart(width, '0')

/** `2018-05-31` */
export function dateText(dayNumber: number): string {
  const { year, month, day } = civilOfDay(dayNumber)
  return `${pad(year, 4)}-${pad(month)}-${pad(day)}`
}

/** The day of `2018-05-31`, days since 1970-01-01. */
export function dayOfDate(text: string): number {
  const [year, month, day] = text.split('-').map(Number)
  return dayOfCivil(year, month, day)
}

/** `2018-05-31 06:20:59` */
export function datetimeText(time: number): string {
  const second = time % secondsPerDay
  return `${dateText(dayOfTime(time))} ${pad(Math.floor(second / 3600))}:${pad(Math.floor(second / 60) % 60)}:${pad(second % 60)}`
}

/** `2018-W18`: the ISO year is the year of the week's Thursday, so 2018-12-31 is in 2019-W01. */
export function weekText(week: number): string {
  const thursday = mondayOfWeek(week) + 3
  const { year } = civilOfDay(thursday)
  const number = Math.floor((thursday - dayOfCivil(year, 1, 1)) / 7) + 1
  return `${pad(year, 4)}-W${pad(number)}`
}
