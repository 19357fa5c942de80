import type { DashboardParams } from '#trips/filters.ts'
import type { WeeklyAverageView } from '#trips/views.ts'
import { hasPlaces, placeWords } from '../map/places.ts'
import { averageText, rangeOfDays, signedText } from '../ui/numbers.ts'

/** Where a question is asked: `old town`, `This box, labelled Turin`, `Region Turin`, `All regions`. */
function placeText(params: DashboardParams): string {
  if (!hasPlaces(params)) return params.region ? `Region ${params.region}` : 'All regions'
  return placeWords(params).replace(/^this /, 'This ') + (params.region ? `, labelled ${params.region}` : '')
}

/** The places of both sides; of two that are called the same the second is `The other box`. */
export function placesOfSides(params: DashboardParams, base: DashboardParams): [answer: string, base: string] {
  const [answer, other] = [placeText(params), placeText(base)]
  const isSame = params.bbox === base.bbox && params.area === base.area
  return [answer, isSame || answer !== other ? other : other.replace(/^This /, 'The other ')]
}

/** When: `May 1 – 31, 2018`; what is not covered says so. */
export const daysOfSide = ({ from, to }: Pick<WeeklyAverageView, 'from' | 'to'>): string =>
  from && to ? rangeOfDays(from, to) : 'no days covered'

const times = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 })

/** `0.8 more a week, 1.12 times as many`. */
export function differenceText(difference: number | null, ratio: number | null): string {
  if (difference === null) return 'Nothing to compare: a side has no week.'
  if (difference === 0) return 'As many a week.'
  const more = `${averageText(Math.abs(difference))} ${difference > 0 ? 'more' : 'fewer'} a week`
  return ratio === null ? `${more}.` : `${more}, ${times.format(ratio)} times as many.`
}

/** The same in signs, where it stands in a table. */
export const differenceSign = (answer: number | undefined, base: number | undefined): string =>
  answer === undefined || base === undefined ? '–' : signedText(answer - base)
