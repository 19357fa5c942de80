/** Time of day as planners cut it. Hours are inclusive. */
export const timesOfDay = ['hour', 'daypart', 'none'] as const
export type TimeOfDay = (typeof timesOfDay)[number]

export const dayParts = [
  { name: 'early AM', from: 0, to: 5 },
  { name: 'AM peak', from: 6, to: 9 },
  { name: 'midday', from: 10, to: 14 },
  { name: 'PM peak', from: 15, to: 18 },
  { name: 'late PM', from: 19, to: 23 },
] as const

/** hour (0–23) → index into `dayParts`. */
export const dayPartOfHour: readonly number[] = Array.from({ length: 24 }, (_, hour) =>
  dayParts.findIndex((part) => hour >= part.from && hour <= part.to),
)

/** The bucket of an hour: the hour itself, its day part, or 0 where time of day does not count. */
export const bucketOfHour = (time: TimeOfDay, hour: number): number =>
  time === 'hour' ? hour : time === 'daypart' ? dayPartOfHour[hour] : 0

const clock = (hour: number): string => `${String(hour).padStart(2, '0')}:00`

/** `06:00–10:00 (AM peak)`, `08:00–09:00`, or `any time`. */
export function bucketText(time: TimeOfDay, bucket: number): string {
  if (time === 'none') return 'any time'
  if (time === 'hour') return `${clock(bucket)}–${clock((bucket + 1) % 24)}`
  const part = dayParts[bucket]
  return `${clock(part.from)}–${clock((part.to + 1) % 24)} (${part.name})`
}
