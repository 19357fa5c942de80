import type { GroupsQuery } from '#trips/filters.ts'
import type { TripQuestion } from '#trips/grain.ts'
import { GroupChanges } from '#trips/group-changes.ts'
import { GroupCounter } from '#trips/group-counter.ts'
import { comparedPeriods, type Periods } from '#trips/periods.ts'
import { countGroups } from './count-groups.ts'
import { readCoverage } from './coverage.ts'
import type { Snapshot } from './snapshot.ts'

/** Groups of two periods. Without `periods` there is no day to compare. */
export type CountedChanges = { changes: GroupChanges; periods?: Periods }

/**
 * Counts groups in the asked period and in the one before. The periods meet, so both together are one question, which also finds the
 * level that suits them; without the current one the previous one is left.
 */
export async function countChanges(
  snapshot: Snapshot,
  question: TripQuestion,
  { level, time }: Pick<GroupsQuery, 'level' | 'time'>,
): Promise<CountedChanges> {
  const coverage = await readCoverage(snapshot, question)
  if (!coverage) return none(level ?? 1)
  const periods = comparedPeriods(coverage, question)
  const { current, previous } = periods
  const both = await countGroups(snapshot, { ...question, from: previous.from, to: current.to }, { level, time })
  const now = await countGroups(snapshot, { ...question, ...current }, { level: both.level, time })
  return { changes: new GroupChanges(both, now), periods }
}

const none = (level: number): CountedChanges => ({
  changes: new GroupChanges(new GroupCounter(level), new GroupCounter(level)),
})
