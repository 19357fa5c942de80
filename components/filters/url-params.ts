import type { DashboardParams } from '#trips/filters.ts'

/** What an answer is compared with. */
const baseNames = ['base_bbox', 'base_area', 'base_region', 'base_from', 'base_to'] as const

/** Every name the dashboard's URL may hold, in the order it is written. */
export const paramNames = [
  'bbox',
  'area',
  'region',
  'relation',
  'from',
  'to',
  'datasource',
  'hours',
  'weekdays',
  'weeks',
  'level',
  'time',
  'sort',
  ...baseNames,
] as const satisfies readonly (keyof DashboardParams)[]

/** What is meant when the URL is silent; such values are left out of it. */
const defaults: DashboardParams = { relation: 'starts', weeks: 'all', time: 'daypart', sort: 'trips' }

type Search = URLSearchParams | Record<string, string | string[] | undefined>

/** Those that may be given several times, and are then one list. */
const lists: readonly string[] = ['bbox', 'area', 'base_bbox', 'base_area']

function read(search: Search, name: string): string | undefined {
  const values = search instanceof URLSearchParams ? search.getAll(name) : [search[name] ?? []].flat()
  return (lists.includes(name) ? values.filter(Boolean).join(';') : values[0]) || undefined
}

/** The dashboard's own parameters of a query string; anything else in it, and empty values, are ignored. */
export function pickParams(search: Search): DashboardParams {
  const params: DashboardParams = {}
  for (const name of paramNames) {
    const value = read(search, name)
    if (value !== undefined) params[name] = value
  }
  return params
}

/** `params` with some changed; undefined or a default takes a parameter out. */
export function withParams(params: DashboardParams, changes: Partial<DashboardParams>): DashboardParams {
  const merged = { ...params, ...changes }
  return Object.fromEntries(
    paramNames.filter((name) => merged[name] && merged[name] !== defaults[name]).map((name) => [name, merged[name]]),
  )
}

/** `?region=Turin&relation=ends`, or nothing; commas, colons and semicolons stay readable. */
export function queryText(params: Record<string, string | undefined>): string {
  const pairs = Object.entries(params).filter((pair): pair is [string, string] => Boolean(pair[1]))
  if (!pairs.length) return ''
  return `?${new URLSearchParams(pairs).toString().replaceAll('%2C', ',').replaceAll('%3A', ':').replaceAll('%3B', ';')}`
}

/** How the answer is shown, and what it is compared with: nothing of this says which trips are meant. */
const shownBy: readonly string[] = ['weeks', 'level', 'time', 'sort', ...baseNames]

const without = (params: DashboardParams, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(Object.entries(params).filter(([name]) => !names.includes(name)))

/** The part that says which trips are meant, without the area: what the density on the map and the fit to a region need. */
export const filtersWithoutArea = (params: DashboardParams): Record<string, string> =>
  without(params, ['bbox', 'area', ...shownBy])

/** The part that says which trips are meant. */
export const filtersOf = (params: DashboardParams): Record<string, string> => without(params, shownBy)
