import type { CsvMapping } from './csv-mapping.ts'
import type { UsualBox } from './quality-checks.ts'

/**
 * Whether a mapping found in the beginning of a file is the one that the whole file shows. All must be equal but the usual boxes,
 * which are measured in a sample and never agree to the last unit: there the same regions must have one, each of whose sides
 * lies within a tenth of its size.
 */
export function isSameMapping(early: CsvMapping, whole: CsvMapping): boolean {
  if (sortedJson(withoutBoxes(early)) !== sortedJson(withoutBoxes(whole))) return false
  const [found, expected] = [boxesOf(early), boxesOf(whole)]
  const regions = Object.keys(expected)
  return (
    regions.length === Object.keys(found).length &&
    regions.every((region) => found[region] !== undefined && areNear(found[region], expected[region]))
  )
}

const boxesOf = ({ checks }: CsvMapping): Record<string, UsualBox> => checks?.usual_boxes ?? {}

const withoutBoxes = (mapping: CsvMapping): CsvMapping =>
  mapping.checks ? { ...mapping, checks: { ...mapping.checks, usual_boxes: {} } } : mapping

/** A box is three times as wide as the middle nine tenths of its trips, whose edges two samples find within some hundredths. */
const nearShare = 0.1

function areNear(a: UsualBox, b: UsualBox): boolean {
  const [west, south, east, north] = b
  const size = [east - west, north - south]
  return a.every((side, i) => Math.abs(side - b[i]) <= nearShare * size[i % 2])
}

/**
 * Whether rows are stored or not by what a sample shows to be usual: the beginning of a file then decides nothing. A box that the
 * sender gives is the same whatever is there.
 */
export function dependsOnSample({ checks }: CsvMapping, isBoxGiven: boolean): boolean {
  const rules = checks?.rules
  return !isBoxGiven && (rules?.outside_region === 'reject' || rules?.swapped === 'reject')
}

/** JSON in which the order of keys says nothing: databases keep their own. */
export const sortedJson = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
