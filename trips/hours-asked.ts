import { type DayRange, dayMax } from './grain.ts'
import { hoursOfWeek, mondayOfWeek, weekdayOfDay } from './iso-week.ts'

/**
 * Hours since 1970-01-01 00:00 that count, 1 where they do: the hours and weekdays asked about, of some days or of any. One look-up
 * a trip or a count, whatever is asked of its time.
 */
export function hoursAsked(
  { hours, weekdays }: { hours?: readonly number[]; weekdays?: readonly number[] },
  days: readonly DayRange[] | null,
): Uint8Array {
  const ofWeek = Uint8Array.from({ length: hoursOfWeek }, (_, at) => {
    const [weekday, hour] = [Math.floor(at / 24) + 1, at % 24]
    return Number((!hours || hours.includes(hour)) && (!weekdays || weekdays.includes(weekday)))
  })
  const asked = new Uint8Array((dayMax + 1) * 24)
  for (const { first, last } of days ?? [{ first: 0, last: dayMax }]) {
    const [from, to] = [Math.max(0, first) * 24, (Math.min(dayMax, last) + 1) * 24]
    const week = Math.min(to, from + hoursOfWeek)
    for (let hour = from; hour < week; hour++)
      asked[hour] = ofWeek[(weekdayOfDay(Math.floor(from / 24)) * 24 + hour - from) % hoursOfWeek]
    // What is there is copied until it is enough.
    for (let done = week; done < to; done += done - from) asked.copyWithin(done, from, Math.min(done, from + to - done))
  }
  return asked
}

/** The hour since 1970 of an hour of a week (iso-week.ts); negative in the days before. */
export const hourSince1970 = (week: number, hour: number): number => mondayOfWeek(week) * 24 + hour
