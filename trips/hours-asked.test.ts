import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dayMax } from './grain.ts'
import { hourSince1970, hoursAsked } from './hours-asked.ts'
import { weekdayOfDay, weekOfDay } from './iso-week.ts'

const day = fc.oneof(
  fc.integer({ min: -10, max: 20 }),
  fc.integer({ min: 19_000, max: 19_030 }),
  fc.integer({ min: dayMax - 9, max: dayMax + 9 }),
)
const days = fc.option(
  fc.array(
    fc.tuple(day, day).map(([a, b]) => ({ first: Math.min(a, b), last: Math.max(a, b) })),
    { minLength: 1, maxLength: 3 },
  ),
)
const some = (values: fc.Arbitrary<number>) => fc.option(fc.array(values, { minLength: 1, maxLength: 4 }), { nil: undefined })

test('an hour counts when its day, weekday and hour of the day are asked about', () => {
  fc.assert(
    fc.property(
      days,
      some(fc.integer({ min: 0, max: 23 })),
      some(fc.integer({ min: 1, max: 7 })),
      fc.array(day, { minLength: 10 }),
      (days, hours, weekdays, tried) => {
        const asked = hoursAsked({ hours, weekdays }, days)
        for (const day of tried)
          for (let hour = 0; hour < 24; hour++) {
            const counts =
              day >= 0 &&
              day <= dayMax &&
              (days === null || days.some(({ first, last }) => day >= first && day <= last)) &&
              (!hours || hours.includes(hour)) &&
              (!weekdays || weekdays.includes(weekdayOfDay(day) + 1))
            const at = hourSince1970(weekOfDay(day), weekdayOfDay(day) * 24 + hour)
            expect([day, hour, asked[at] === 1]).toEqual([day, hour, counts])
          }
      },
    ),
  )
})
