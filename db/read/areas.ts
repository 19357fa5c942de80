import { asc, eq, inArray } from 'drizzle-orm'
import {
  type AreaParameter,
  type AskedArea,
  areaParameters,
  type KnownArea,
  type Located,
  questionCornersMax,
} from '#trips/asked-area.ts'
import { verticesOf } from '#trips/polygon.ts'
import { type AreasView, areaSummaryOf, type SavedArea } from '#trips/saved-area.ts'
import { UserProblem } from '#trips/user-problem.ts'
import type { Database } from '../client.ts'
import { areas } from '../schema/areas.ts'
import { isoInstant } from './imports.ts'

const areaOfRow = ({ name, polygons, createdAt, changedAt }: typeof areas.$inferSelect): SavedArea => ({
  name,
  polygons,
  createdAt: isoInstant(createdAt),
  changedAt: isoInstant(changedAt),
})

/** All that are saved, by name. */
export async function readAreas(db: Database): Promise<AreasView> {
  return { areas: (await db.select().from(areas).orderBy(asc(areas.name))).map((row) => areaSummaryOf(areaOfRow(row))) }
}

/** Throws UserProblem not_found. */
export async function readArea(db: Database, name: string): Promise<SavedArea> {
  const [row] = await db.select().from(areas).where(eq(areas.name, name))
  if (row) return areaOfRow(row)
  throw await unknown(db, name)
}

const namedMax = 10

async function unknown(db: Database, name: string, parameter: AreaParameter = 'area'): Promise<UserProblem> {
  const known = (
    await db
      .select({ name: areas.name })
      .from(areas)
      .orderBy(asc(areas.name))
      .limit(namedMax + 1)
  ).map((row) => row.name)
  const names = [...known.slice(0, namedMax), ...(known.length > namedMax ? ['…'] : [])].join(', ')
  const expected = known.length === 0 ? 'none is saved yet' : `known: ${names}`
  return new UserProblem('not_found', `There is no saved area "${name}"; ${expected}`, {
    parameter,
    found: name,
    expected,
  })
}

const tooManyCorners = (corners: number): UserProblem =>
  new UserProblem(
    'unprocessable',
    `The areas of the question have ${corners.toLocaleString('en')} corners together; expected at most ${questionCornersMax.toLocaleString('en')}`,
    { parameter: 'area' },
  )

/**
 * A query with the shapes of the saved areas it names in their places. From here on it says all by itself: an answer that is
 * remembered under it is never that of another shape of the same name. Throws UserProblem: not_found, unprocessable.
 */
export async function locate<Query extends Partial<Record<AreaParameter, AskedArea[]>>>(
  db: Database,
  query: Query,
): Promise<Located<Query>> {
  const asked = areaParameters.flatMap((parameter) => {
    const names = query[parameter]?.flatMap((place) => ('name' in place ? [place.name] : [])) ?? []
    return names.map((name) => ({ parameter, name }))
  })
  const names = [...new Set(asked.map(({ name }) => name))]
  const rows = names.length === 0 ? [] : await db.select().from(areas).where(inArray(areas.name, names))
  const shapes = new Map(rows.map(({ name, id, polygons }) => [name, { name, id, polygons }]))
  const missing = asked.find(({ name }) => !shapes.has(name))
  if (missing) throw await unknown(db, missing.name, missing.parameter)
  const corners = verticesOf(rows.flatMap((row) => row.polygons))
  if (corners > questionCornersMax) throw tooManyCorners(corners)
  const located = areaParameters.flatMap((parameter) => {
    const known = query[parameter]?.map(
      (place): KnownArea => ('name' in place ? (shapes.get(place.name) ?? { name: place.name, polygons: [] }) : place),
    )
    return known ? [[parameter, known]] : []
  })
  return { ...query, ...Object.fromEntries(located) } as Located<Query>
}
