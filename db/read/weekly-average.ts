import { ruleText } from '#trips/answer-words.ts'
import { type Relation, relations, type WeeklyAverageQuery } from '#trips/filters.ts'
import type { OneEndRelation, TripQuestion } from '#trips/grain.ts'
import type { WeeklyAverageView } from '#trips/views.ts'
import { type Coverage, weeklyAverage } from '#trips/weekly-average.ts'
import type { Database } from '../client.ts'
import type { Bounds } from './bounds.ts'
import { readCoverage } from './coverage.ts'
import { weeklySql } from './doubters-sql.ts'
import { toQuestion } from './question.ts'
import { inSnapshot, provenance, type Snapshot } from './snapshot.ts'
import { readWeeklySeries, type TripsOfWeek } from './weekly-series.ts'

/** The weekly average of an area, by the query's rule and relation. */
export const readWeeklyAverage = (db: Database, query: WeeklyAverageQuery, bounds?: Bounds): Promise<WeeklyAverageView> =>
  inSnapshot(db, async (snapshot) => averageIn(snapshot, query, await toQuestion(snapshot, query)), bounds)

/** The same inside a snapshot that others read too. */
export async function averageIn(
  snapshot: Snapshot,
  query: WeeklyAverageQuery,
  question: TripQuestion,
): Promise<WeeklyAverageView> {
  const coverage = await readCoverage(snapshot, question)
  const series = await readSeries(snapshot, question, query.relations === 'all' ? relations : [query.relation])
  const answer = weeklyAverage(coverage, series.get(query.relation) ?? new Map(), query.weeks)
  const rule = ruleText(query.weeks, answer)
  return {
    ...answer,
    relation: query.relation,
    weeks_rule: query.weeks,
    relations: query.relations === 'all' ? relations.map((relation) => relationTotal(relation, series, coverage, query)) : null,
    provenance: provenance(snapshot, query, rule, weeklySql),
  }
}

function relationTotal(
  relation: Relation,
  series: Map<Relation, TripsOfWeek>,
  coverage: Coverage | undefined,
  { weeks }: WeeklyAverageQuery,
) {
  const { total_trips, weekly_average } = weeklyAverage(coverage, series.get(relation) ?? new Map(), weeks)
  return { relation, total_trips, weekly_average }
}

/** Series of the relations asked for; `touches` is starts + ends − within, and without an area all are the same. */
async function readSeries(
  snapshot: Snapshot,
  question: TripQuestion,
  wanted: readonly Relation[],
): Promise<Map<Relation, TripsOfWeek>> {
  const found = new Map<Relation, TripsOfWeek>()
  const read = async (relation: OneEndRelation) => {
    const known = found.get(relation) ?? (await readWeeklySeries(snapshot, { ...question, relation }))
    found.set(relation, known)
    return known
  }
  for (const relation of wanted) {
    if (!question.area) found.set(relation, await read('starts'))
    else if (relation !== 'touches') await read(relation)
    else found.set('touches', addSeries(await read('starts'), await read('ends'), await read('within')))
  }
  return found
}

function addSeries(starts: TripsOfWeek, ends: TripsOfWeek, within: TripsOfWeek): TripsOfWeek {
  const sum: TripsOfWeek = new Map(starts)
  for (const [week, trips] of ends) sum.set(week, (sum.get(week) ?? 0) + trips)
  for (const [week, trips] of within) sum.set(week, (sum.get(week) ?? 0) - trips)
  return sum
}
