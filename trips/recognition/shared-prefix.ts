import { pointScore } from '../column-names.ts'

const prefixes: readonly RegExp[] = [
  /^\d+[.):] */, // 2. started_at
  /^[\p{L}_][\p{L}\p{N}_ ]*[.:[]/u, // t.started_at, properties.started_at, Trips[started_at]
]
const sides = ['origin', 'destination'] as const

const namesPoint = (name: string): boolean =>
  sides.some((side) => (['lat', 'lon', 'wkt'] as const).some((role) => pointScore(name, side, role) > 0))

/** What columns are called that have no name. */
const nameless = /^(?:|column \d+|Unnamed: \d+)$/

/**
 * The names without what stands before all of them, or before those of all coordinates, as databases and spreadsheets write the
 * name of a table, or a number, before each: it says nothing of any column.
 */
export function withoutPrefix(names: readonly string[]): string[] {
  const points = names.filter(namesPoint)
  for (const prefix of prefixes) {
    const found = [names.filter((name) => !nameless.test(name)), points].find(
      (some) => some.length > 1 && some.every((name) => prefix.test(name)),
    )
    if (!found) continue
    const texts = new Set(found.map((name) => textOf(name, prefix)))
    if (texts.size === 1) return names.map((name) => (texts.has(textOf(name, prefix)) ? name.replace(prefix, '') : name))
  }
  return [...names]
}

const textOf = (name: string, prefix: RegExp): string | undefined => prefix.exec(name)?.[0].replace(/^\d+/, '')
