import { type DashboardQuery, type GroupsQuery, isByChange } from '#trips/filters.ts'
import { firstGroups } from '#trips/first-groups.ts'
import type { GroupCounter } from '#trips/group-counter.ts'
import type { DashboardView } from '#trips/views.ts'
import type { Database } from '../client.ts'
import type { Bounds } from './bounds.ts'
import { comparisonIn } from './compare.ts'
import { countGroups } from './count-groups.ts'
import { changesIn } from './groups.ts'
import { groupsViewOf } from './groups-view.ts'
import { hourOfWeekViewOf, noHours } from './hour-of-week.ts'
import { toQuestion } from './question.ts'
import { inSnapshot, withOwnTally } from './snapshot.ts'
import { averageIn } from './weekly-average.ts'

const groupsShown = 100
const flowsShown = 150

/** Everything one change of the dashboard needs, in one snapshot: where trips are looked at, it is once for hours, groups and flows. */
export const readDashboard = (db: Database, query: DashboardQuery, bounds?: Bounds): Promise<DashboardView> =>
  inSnapshot(
    db,
    async (snapshot) => {
      const question = await toQuestion(snapshot, query)
      const answer = await averageIn(snapshot, { ...query, relations: 'all' }, question)
      const hours = noHours()
      const counting = withOwnTally(snapshot)
      const counter = await countGroups(counting, question, query, { hours })
      const page: GroupsQuery = { ...query, limit: groupsShown, min_trips: 1 }
      return {
        answer,
        comparison: await comparisonIn(snapshot, query, answer),
        hour_of_week: hourOfWeekViewOf(counting, query, hours),
        groups: isByChange(query.sort)
          ? await changesIn(withOwnTally(snapshot), page, question)
          : groupsViewOf(counting, page, counter),
        flows: groupsViewOf(
          counting,
          { ...page, time: 'none', limit: flowsShown, sort: 'trips' },
          telling(counter.fold({ level: counter.level, dropTime: true }), query.level !== undefined),
        ),
      }
    },
    bounds,
  )

/** Share of the trips that the lines drawn should hold, and how many lines are drawn. */
const toldShareMin = 1 / 3
const linesDrawn = 50
const levelMin = 8

/**
 * Flows at a level at which the lines drawn tell of a third of the trips: at the groups' own level they may all lie in one
 * spot. A level that was asked for stays.
 */
function telling(flows: GroupCounter, isAskedFor: boolean): GroupCounter {
  const told = firstGroups(flows, { sort: 'trips', limit: linesDrawn, minTrips: 1 }).reduce((sum, flow) => sum + flow.trips, 0)
  if (isAskedFor || flows.level <= levelMin || told >= toldShareMin * flows.total) return flows
  return telling(flows.fold({ level: flows.level - 1, dropTime: true }), isAskedFor)
}
