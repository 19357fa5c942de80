import type { DashboardParams, Relation, WeeksRule } from '#trips/filters.ts'
import type { WeeklyAverageView } from '#trips/views.ts'
import { hasPlaces, placeWords } from '../map/places.ts'
import { averageText, countOf, rangeOfDays } from '../ui/numbers.ts'

export const relationNames: Record<Relation, string> = {
  starts: 'start',
  ends: 'end',
  within: 'do both',
  touches: 'do either',
}

const verbs: Record<Relation, [string, string]> = {
  starts: ['starts', 'start'],
  ends: ['ends', 'end'],
  within: ['starts and ends', 'start and end'],
  touches: ['starts or ends', 'start or end'],
}

/** What follows the large number: `trips a week start in this box`. */
export function sentenceAfterNumber(params: DashboardParams, relation: Relation, average: number | null): string {
  const one = average === 1
  const words = [one ? 'trip a week' : 'trips a week']
  const hasArea = hasPlaces(params)
  if (hasArea && params.region) words.push(`labelled ${params.region}`)
  if (params.datasource) words.push(`from ${params.datasource}`)
  if (hasArea) words.push(`${verbs[relation][one ? 0 : 1]} in ${placeWords(params)}`)
  else words.push(params.region ? `in the region ${params.region}` : 'in all regions together')
  return words.join(' ')
}

type Rule = Pick<WeeklyAverageView, 'weeks' | 'weeks_rule' | 'series' | 'total_trips' | 'from' | 'to' | 'zero_weeks'>

const rules: Record<WeeksRule, (answer: Rule, partial: number) => string> = {
  all: ({ weeks }, partial) => `mean of ${countOf(weeks, 'ISO week')}${partial ? `, ${partial} of them partial` : ''}`,
  complete: ({ weeks }, partial) =>
    `mean of ${countOf(weeks, 'complete ISO week')}${partial ? `, ${countOf(partial, 'partial week')} left out` : ''}`,
  per7days: ({ weeks, total_trips }) => `${countOf(total_trips, 'trip')} ÷ ${countOf(Math.round(weeks * 7), 'day')} × 7`,
}

/** The rule under the number: `mean of 26 ISO weeks, 2 of them partial, 1 without trips, Jan 1 – Jun 30, 2018`. */
export function ruleText(answer: Rule): string {
  if (answer.from === null || answer.to === null) return 'no week is covered by what is asked'
  const partial = answer.series.filter((week) => week.partial).length
  const words = [rules[answer.weeks_rule](answer, partial)]
  if (answer.zero_weeks) words.push(`${answer.zero_weeks} without trips`)
  return `${words.join(', ')}, ${rangeOfDays(answer.from, answer.to)}`
}

/** The whole answer in one sentence, for assistive technology and the window's title. */
export const answerText = (params: DashboardParams, answer: WeeklyAverageView): string =>
  `${averageText(answer.weekly_average)} ${sentenceAfterNumber(params, answer.relation, answer.weekly_average)}`
