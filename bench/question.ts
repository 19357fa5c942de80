import type { Box } from '#trips/box.ts'
import type { Relation } from '#trips/filters.ts'
import type { TimeOfDay } from '#trips/time-bucket.ts'

/** Corners in 1e-7 degree, longitude first; the last one is joined to the first. */
export type Ring = readonly (readonly [number, number])[]

/** Which trips are meant: the same for Tripfold and its peers. Points are in 1e-7 degree, dates are days since 1970. */
export type Selection = {
  relation: Relation
  box?: Box
  ring?: Ring
  region?: string
  datasource?: string
  from?: number
  to?: number
  hours?: readonly number[]
  weekdays?: readonly number[]
}

/** What is asked of these trips. */
export type Form =
  | { form: 'weeks' }
  | { form: 'hour-of-week' }
  /** Without a level Tripfold chooses it. */
  | { form: 'groups'; level?: number; time: TimeOfDay }
  /** The cells that meet the view; the selection's box is those cells, whole. */
  | { form: 'cells'; level: number; view: Box }

export type Question = Form & {
  kind: KindName
  selection: Selection
  /** The name its ring is saved under before it is asked. */
  savedAs?: string
}

/** What is judged together: each family has its goals. */
export type Family = 'boxes' | 'filters' | 'known' | 'groups' | 'groups-filtered' | 'other'
type Kind = { says: string; family: Family; count: number }

/** Edges in degrees: 0.5, 3, 12 and 60 km, about. */
export const boxDegrees = [0.005, 0.03, 0.12, 0.6] as const

const box = (degrees: number): Kind => ({ says: `boxes of ${degrees}°`, family: 'boxes', count: 50 })
const filter = (says: string, count = 20): Kind => ({ says, family: 'filters', count })

/** Every kind of question, with how many of it are asked. */
export const kinds = {
  'box-0.005': box(0.005),
  'box-0.03': box(0.03),
  'box-0.12': box(0.12),
  'box-0.6': box(0.6),
  hours: filter('boxes, some hours'),
  weekdays: filter('boxes, some weekdays'),
  datasource: filter('boxes, one datasource'),
  dates: filter('boxes, from a day to a day'),
  combined: filter('boxes, several filters at once'),
  within: filter('boxes, `within`', 30),
  touches: filter('boxes, `touches`', 30),
  polygon: filter('polygons of 8 to 40 corners', 40),
  'hour-of-week': filter('boxes, by hour of the week'),
  'region-filtered': filter('one region, with hours, weekdays or days', 12),
  region: { says: 'one region, with and without a datasource', family: 'known', count: 24 },
  'saved-area': { says: 'saved areas of 12 to 24 corners', family: 'known', count: 20 },
  whole: { says: 'everything, or one datasource, or whole weeks', family: 'known', count: 20 },
  groups: { says: 'groups of a view', family: 'groups', count: 20 },
  flows: { says: 'flows of a view', family: 'groups', count: 20 },
  'groups-filtered': { says: 'groups of a view, filtered', family: 'groups-filtered', count: 20 },
  'flows-filtered': { says: 'flows of a view, filtered', family: 'groups-filtered', count: 20 },
  cells: { says: 'cells of a view', family: 'other', count: 20 },
  'cells-filtered': { says: 'cells of a view, filtered', family: 'other', count: 20 },
  'whole-filtered': { says: 'everything, with hours, weekdays or days', family: 'other', count: 6 },
} satisfies Record<string, Kind>

export type KindName = keyof typeof kinds
export const kindNames = Object.keys(kinds) as [KindName, ...KindName[]]
export const kindsOf = (family: Family): KindName[] => kindNames.filter((name) => kinds[name].family === family)
