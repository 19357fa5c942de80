import { cellOfQuadkey, finestLevel, quadkeyOf } from './cell.ts'
import type { Group } from './group-counter.ts'
import { dayParts, type TimeOfDay } from './time-bucket.ts'

/** A group's name in a URL: `<origin quadkey>-<destination quadkey>-hour8`, `…-daypart1` or `…-none`. */
export const groupKey = (
  { originX, originY, destinationX, destinationY, bucket }: Omit<Group, 'trips'>,
  level: number,
  time: TimeOfDay,
): string =>
  `${quadkeyOf(originX, originY, level)}-${quadkeyOf(destinationX, destinationY, level)}-${time}${time === 'none' ? '' : bucket}`

/** What a key names; undefined when it names no group. */
export function parseGroupKey(key: string): (Omit<Group, 'trips'> & { level: number; time: TimeOfDay }) | undefined {
  const match = /^([0-3]+)-([0-3]+)-(?:(hour|daypart)(\d{1,2})|none)$/.exec(key)
  const [origin, destination] = [cellOfQuadkey(match?.[1] ?? ''), cellOfQuadkey(match?.[2] ?? '')]
  if (!match || !origin || !destination || origin.level !== destination.level || origin.level > finestLevel) return undefined
  const time = (match[3] ?? 'none') as TimeOfDay
  const bucket = Number(match[4] ?? 0)
  if (bucket >= (time === 'hour' ? 24 : time === 'daypart' ? dayParts.length : 1)) return undefined
  return {
    originX: origin.x,
    originY: origin.y,
    destinationX: destination.x,
    destinationY: destination.y,
    bucket,
    level: origin.level,
    time,
  }
}
