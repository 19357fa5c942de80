import { type ColumnRole, columnChoice, columnsOfRoles, type Roles } from '#trips/column-roles.ts'
import type { ChosenMapping } from '#trips/csv-mapping.ts'
import type { PreviewView } from '#trips/mapping-views.ts'

/** What somebody has said about a file while looking at its preview; all the rest is recognised. */
export type PreviewDraft = Pick<ChosenMapping, 'delimiter' | 'header' | 'encoding' | 'date_order'> & {
  /** The column, by its place, of every role; undefined while the recognised ones are good. */
  roles?: Roles
  /** Labels for files without such a column. */
  region?: string
  datasource?: string
  /** Label columns that were found, and that somebody does not want. */
  removed?: LabelRole[]
  /** The saved mapping to read the file with. */
  saved?: string
  /** Recognise the file as if nothing was saved or said before. */
  anew?: boolean
}
type LabelRole = 'region' | 'datasource'

/** The roles as they are now: chosen, or as recognised. */
export const shownRoles = (draft: PreviewDraft, view: PreviewView | undefined): Roles =>
  draft.roles ?? Object.fromEntries(view?.columns.flatMap(({ column, used_for }) => used_for.map((role) => [role, column])) ?? [])

const waysOfPoint = (side: 'origin' | 'destination'): readonly (readonly ColumnRole[])[] => [
  [`${side}_point`],
  [`${side}_lon_lat`],
  [`${side}_lat_lon`],
  [`${side}_lon`, `${side}_lat`],
]
/** Ways to say the same thing: who takes a role of one gives up those of the others. */
const ways = [waysOfPoint('origin'), waysOfPoint('destination'), [['datetime'], ['date', 'time']] as const]

/** Gives a column a role, or none; it loses those it had, and so does the column that had this one. */
export function withRole(draft: PreviewDraft, view: PreviewView, column: number, role: ColumnRole | undefined): PreviewDraft {
  const before = shownRoles(draft, view)
  const isWayOf = (way: readonly ColumnRole[]) => role !== undefined && way.includes(role)
  const given = ways.filter((each) => each.some(isWayOf)).flatMap((each) => each.filter((way) => !isWayOf(way)).flat())
  const left = Object.entries(before).filter(([name, place]) => place !== column && !given.includes(name as ColumnRole))
  const roles: Roles = { ...Object.fromEntries(left), ...(role && { [role]: column }) }
  const lost = (['region', 'datasource'] as const).filter((name) => before[name] !== undefined && roles[name] === undefined)
  const removed = [...(draft.removed ?? []), ...lost].filter((name) => roles[name] === undefined)
  return { ...draft, saved: undefined, roles, removed }
}

const exchanged: Partial<Record<ColumnRole, ColumnRole>> = {
  ...{ origin_lon: 'origin_lat', origin_lat: 'origin_lon' },
  ...{ origin_lon_lat: 'origin_lat_lon', origin_lat_lon: 'origin_lon_lat' },
  ...{ destination_lon: 'destination_lat', destination_lat: 'destination_lon' },
  ...{ destination_lon_lat: 'destination_lat_lon', destination_lat_lon: 'destination_lon_lat' },
}

/** Exchanges longitude and latitude of both ends. */
export function swapped(draft: PreviewDraft, view: PreviewView): PreviewDraft {
  const held = Object.entries(shownRoles(draft, view)) as [ColumnRole, number][]
  const roles: Roles = Object.fromEntries(held.map(([role, place]) => [exchanged[role] ?? role, place]))
  return { ...draft, saved: undefined, roles }
}

/** How the file is written decides what its columns are: what was chosen for others no longer holds. */
export const withDialect = (
  draft: PreviewDraft,
  change: Pick<PreviewDraft, 'delimiter' | 'header' | 'encoding'>,
): PreviewDraft => ({
  ...draft,
  ...change,
  saved: undefined,
  roles: undefined,
  removed: undefined,
})

/**
 * The parameters that say a draft to the API, and the roles that are still to be given to a column: until then there is
 * nothing to ask.
 */
export function readingOf(
  draft: PreviewDraft,
  view: Pick<PreviewView, 'columns' | 'header'> | undefined,
): { parameters: Record<string, string>; missing: ColumnRole[] } {
  const { saved, anew, roles, delimiter, header, encoding, date_order, region, datasource, removed = [] } = draft
  if (saved !== undefined) return { parameters: { mapping: saved }, missing: [] }
  const choice = columnChoice({ names: view?.columns.map(({ name }) => name) ?? [], header: view?.header ?? false })
  const { columns, missing } = roles && view ? columnsOfRoles(roles, choice) : { columns: {}, missing: [] }
  const labels = Object.fromEntries(removed.map((name) => [name, { constant: draft[name] || 'unknown' }]))
  const mapping: ChosenMapping = { delimiter, header, encoding, ...columns, ...labels }
  const said = JSON.stringify(mapping)
  const parameters = { date_order, region, datasource, mapping: said !== '{}' || anew ? said : undefined }
  return {
    parameters: Object.fromEntries(Object.entries(parameters).filter((pair): pair is [string, string] => Boolean(pair[1]))),
    missing,
  }
}
