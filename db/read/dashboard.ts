import type { DashboardQuery, GroupsQuery } from '#trips/filters.ts'
import type { DashboardView } from '#trips/views.ts'
import type { Database } from '../client.ts'
import { countGroups, groupsViewOf } from './groups.ts'
import { hourOfWeekViewOf, hourReader, noHours } from './hour-of-week.ts'
import { toQuestion } from './question.ts'
import { inSnapshot } from './snapshot.ts'
import { averageIn } from './weekly-average.ts'

const groupsShown = 100
const flowsShown = 150

/** Everything one change of the dashboard needs, in one snapshot: the trips are looked at once for hours, groups and flows. */
export const readDashboard = (db: Database, query: DashboardQuery): Promise<DashboardView> =>
  inSnapshot(db, async (snapshot) => {
    const question = await toQuestion(snapshot, query)
    const answer = await averageIn(snapshot, { ...query, relations: 'all' }, question)
    const hours = noHours()
    const counter = await countGroups(snapshot, question, query, [hourReader(hours)])
    const page: GroupsQuery = { ...query, limit: groupsShown, min_trips: 1, sort: 'trips' }
    return {
      answer,
      hour_of_week: await hourOfWeekViewOf(snapshot, query, hours),
      groups: await groupsViewOf(snapshot, page, counter),
      flows: await groupsViewOf(
        snapshot,
        { ...page, time: 'none', limit: flowsShown },
        counter.fold({ level: counter.level, dropTime: true }),
      ),
    }
  })
