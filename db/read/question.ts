import { eq } from 'drizzle-orm'
import type { Area } from '#trips/area.ts'
import { areaOf } from '#trips/asked-area.ts'
import { gridOf } from '#trips/cell.ts'
import type { TripFilters } from '#trips/filters.ts'
import type { TripQuestion } from '#trips/grain.ts'
import { latMaxE7, lonMaxE7 } from '#trips/trip.ts'
import { UserProblem } from '#trips/user-problem.ts'
import { datasources, regions } from '../schema/trips.ts'
import type { Snapshot } from './snapshot.ts'

const namedMax = 10

/** Filters with dictionary ids for labels. Throws a not_found problem that names labels that exist; `side` stands before its parameter. */
export async function toQuestion(snapshot: Snapshot, filters: TripFilters, side: '' | 'base_' = ''): Promise<TripQuestion> {
  const { relation, from, to, hours, weekdays } = filters
  const area = areaOf(filters)
  return {
    // Whatever holds the whole world leaves nothing out: counts that know no area answer.
    ...(area && !isWholeWorld(area) && { area, savedArea: savedAreaOf(filters) }),
    relation,
    from,
    to,
    hours: hours?.length === 24 ? undefined : hours,
    weekdays: weekdays?.length === 7 ? undefined : weekdays,
    region: await idOf(snapshot, regions, `${side}region`, filters.region),
    datasource: await idOf(snapshot, datasources, 'datasource', filters.datasource),
  }
}

const isWholeWorld = (area: Area): boolean =>
  area.relate(gridOf(-lonMaxE7), gridOf(-latMaxE7), gridOf(lonMaxE7), gridOf(latMaxE7)) === 'inside'

/** The saved area that is asked about, if nothing else is. */
const savedAreaOf = ({ bbox, area = [] }: TripFilters): number | undefined => (bbox || area.length !== 1 ? undefined : area[0].id)

async function idOf(
  snapshot: Snapshot,
  table: typeof regions | typeof datasources,
  parameter: string,
  name: string | undefined,
): Promise<number | undefined> {
  if (name === undefined) return undefined
  const [row] = await snapshot.tx.select({ id: table.id }).from(table).where(eq(table.name, name))
  if (row) return row.id
  const known = await snapshot.tx.select({ name: table.name }).from(table).orderBy(table.name).limit(namedMax)
  const expected =
    known.length === 0
      ? 'no trips are stored yet'
      : `known: ${known.map((label) => label.name).join(', ')}${known.length === namedMax ? ', …' : ''}`
  throw new UserProblem('not_found', `${parameter} "${name}" is not in the data; ${expected}`, {
    parameter,
    found: name,
    expected,
  })
}
