import type { CsvMapping } from '../csv-mapping.ts'
import { RowChecks } from '../row-checks.ts'
import { tripsOfSample } from './trips-of-sample.ts'

/** The share of the doubtful trips of a sample on which two sets of boxes may not agree. */
const otherwiseMax = 0.2

/**
 * Whether a mapping found in the beginning of a file is the one that the whole file shows. All must be equal but the usual boxes,
 * which are measured in a sample and never agree: with 250 cities in a file some have enough trips for one in this sample and some in that.
 * These must find mostly the same trips of the whole file's sample doubtful.
 */
export function isSameMapping(early: CsvMapping, whole: CsvMapping, sample: readonly Uint8Array[]): boolean {
  return sortedJson(withoutBoxes(early)) === sortedJson(withoutBoxes(whole)) && judgeAlike(early, whole, sample)
}

/** What rows of odd lengths and the last one are compared with differs as little. */
const withoutBoxes = ({ usual_rows, checks, ...mapping }: CsvMapping): CsvMapping => ({
  ...mapping,
  usual_rows: usual_rows && { ...usual_rows, boxes: undefined, last_cell: undefined },
  checks: checks && { ...checks, usual_boxes: {} },
})

function judgeAlike(early: CsvMapping, whole: CsvMapping, sample: readonly Uint8Array[]): boolean {
  if (!early.checks || !whole.checks) return true
  const [earlyChecks, wholeChecks] = [new RowChecks(early.checks), new RowChecks(whole.checks)]
  let [otherwise, doubtful] = [0, 0]
  for (const { columns, regions } of tripsOfSample(sample, whole)) {
    const bits = wholeChecks.judgePlaces(columns, 0, regions)
    otherwise += Number(bits !== earlyChecks.judgePlaces(columns, 0, regions))
    doubtful += Number(bits !== 0)
  }
  return otherwise <= otherwiseMax * doubtful
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
