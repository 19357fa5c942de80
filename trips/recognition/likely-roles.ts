import { type Roles, rolesOf } from '../column-roles.ts'
import { SampleColumn } from '../sample-columns.ts'
import type { FileHeader } from './file-header.ts'
import { findDatasource, findPoint, findRegion } from './find-columns.ts'
import { findTime } from './find-time.ts'
import { MappingRefusal } from './mapping-refusal.ts'
import { withoutPrefix } from './shared-prefix.ts'

/** The roles that a file's columns seem to have where they do not make a whole mapping: what is left is for somebody to say. */
export function likelyRoles({ names, rows }: FileHeader): Roles {
  const called = withoutPrefix(names)
  const columns = names.map(
    (name, column) =>
      new SampleColumn(
        column,
        name,
        rows.map((row) => row[column] ?? ''),
        called[column],
      ),
  )
  return rolesOf({
    origin: unlessRefused(() => findPoint(columns, 'origin', 'values')),
    destination: unlessRefused(() => findPoint(columns, 'destination', 'values')),
    time: unlessRefused(() => findTime(columns, 'values')),
    region: unlessRefused(() => findRegion(columns)),
    datasource: unlessRefused(() => findDatasource(columns)),
  })
}

function unlessRefused<Found>(find: () => Found): Found | undefined {
  try {
    return find()
  } catch (error) {
    if (error instanceof MappingRefusal) return undefined
    throw error
  }
}
