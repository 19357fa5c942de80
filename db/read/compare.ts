import { alignmentOf, baseFiltersOf, compareAverages } from '#trips/comparison.ts'
import type { CompareQuery } from '#trips/filters.ts'
import type { CompareView, WeeklyAverageView } from '#trips/views.ts'
import type { Database } from '../client.ts'
import type { Bounds } from './bounds.ts'
import { toQuestion } from './question.ts'
import { inSnapshot, type Snapshot, withOwnTally } from './snapshot.ts'
import { averageIn } from './weekly-average.ts'

/** Two weekly averages of one state of the trips, and what lies between them. */
export const readCompare = (db: Database, query: CompareQuery, bounds?: Bounds): Promise<CompareView> =>
  inSnapshot(
    db,
    async (snapshot) => {
      const answer = await averageIn(snapshot, { ...query, relations: 'one' }, await toQuestion(snapshot, query))
      const comparison = await comparisonIn(snapshot, query, answer)
      if (!comparison) throw new Error('a query of /compare that says nothing to compare with has passed its schema')
      return { answer, ...comparison }
    },
    bounds,
  )

/** What an answer is compared with, in the same snapshot; null where nothing is. */
export async function comparisonIn(
  snapshot: Snapshot,
  query: CompareQuery,
  answer: WeeklyAverageView,
): Promise<Omit<CompareView, 'answer'> | null> {
  const filters = baseFiltersOf(query)
  if (!filters) return null
  const own = withOwnTally(snapshot)
  const base = await averageIn(own, { ...filters, relations: 'one' }, await toQuestion(own, filters, 'base_'))
  return {
    base,
    ...compareAverages(answer, base),
    aligned_by: alignmentOf(query),
    rule: `${answer.provenance.rule}; compared with ${base.provenance.rule}`,
  }
}
