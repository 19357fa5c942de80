import { type DayRange, dayMax } from './grain.ts'
import { hoursOfWeek, mondayOfWeek, weekdayOfDay } from './iso-week.ts'

type Hours = { hours?: readonly number[]; weekdays?: readonly number[] }
type Days = readonly DayRange[] | null

let last: { key: string; asked: Uint8Array } | undefined

/**
 * Hours since 1970-01-01 00:00 that count, 1 where they do: the hours and weekdays asked about, of some days or of any. One look-up
 * a trip or a count, whatever is asked of its time. The last one is remembered: it takes 0.7 ms, and every part of a question asks.
 */
export function hoursAsked({ hours, weekdays }: Hours, days: Days): Uint8Array {
  const key = JSON.stringify([hours, weekdays, days])
  if (last?.key !== key) last = { key, asked: fill({ hours, weekdays }, days) }
  return last.asked
}

function fill({ hours, weekdays }: Hours, days: Days): Uint8Array {
  const ofWeek = Uint8Array.from({ length: hoursOfWeek }, (_, at) => {
    const [weekday, hour] = [Math.floor(at / 24) + 1, at % 24]
    return Number((!hours || hours.includes(hour)) && (!weekdays || weekdays.includes(weekday)))
  })
  const asked = new Uint8Array((dayMax + 1) * 24)
  for (const { first, last } of days ?? [{ first: 0, last: dayMax }]) {
    const [from, to] = [Math.max(0, first) * 24, (Math.min(dayMax, last) + 1) * 24]
    const weekEnd = Math.min(to, from + hoursOfWeek)
    for (let hour = from; hour < weekEnd; hour++)
      asked[hour] = ofWeek[(weekdayOfDay(Math.floor(from / 24)) * 24 + hour - from) % hoursOfWeek]
    // What is there is copied until it is enough.
    for (let done = weekEnd; done < to; done += done - from) asked.copyWithin(done, from, Math.min(done, from + to - done))
  }
  return asked
}

/** The hour since 1970 of an hour of a week (iso-week.ts); negative in the days before. */
export const hourSince1970 = (week: number, hour: number): number => mondayOfWeek(week) * 24 + hour
