import { type GroupsQuery, isByChange } from '#trips/filters.ts'
import type { TripQuestion } from '#trips/grain.ts'
import type { GroupsView } from '#trips/views.ts'
import type { Database } from '../client.ts'
import type { Bounds } from './bounds.ts'
import { countChanges } from './changes.ts'
import { countGroups } from './count-groups.ts'
import { groupsViewOf } from './groups-view.ts'
import { toQuestion } from './question.ts'
import { inSnapshot, type Snapshot } from './snapshot.ts'

/** Groups of the trips that satisfy the filters: origin cell, destination cell and time of day, at one level. */
export const readGroups = (db: Database, query: GroupsQuery, bounds?: Bounds): Promise<GroupsView> =>
  inSnapshot(
    db,
    async (snapshot) => {
      const question = await toQuestion(snapshot, query)
      if (isByChange(query.sort)) return changesIn(snapshot, query, question)
      return groupsViewOf(snapshot, query, await countGroups(snapshot, question, query))
    },
    bounds,
  )

/** Groups by their change, in a snapshot that others read too. */
export async function changesIn(snapshot: Snapshot, query: GroupsQuery, question: TripQuestion): Promise<GroupsView> {
  const { changes, periods } = await countChanges(snapshot, question, query)
  return groupsViewOf(snapshot, query, changes, periods && { ...periods, previousTotal: changes.previousTotal })
}
