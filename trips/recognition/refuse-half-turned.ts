import { latMaxE7, lonMaxE7, unitsPerDegree } from '../trip.ts'
import { contradictingShareMin, firstByEvidence } from './coordinate-evidence.ts'
import { unmappable } from './mapping-refusal.ts'

type Pair = readonly [first: number, second: number]

/** Of fewer points that lie elsewhere nothing is said about the others: they are damaged. */
const elsewhereShareMin = 0.1
/** Around the middle 98 % of the points that show their order. */
const [outerShare, marginUnits] = [0.01, 10 * unitsPerDegree]

/**
 * Whether points are the other way round than `said`, by most of them. Throws where many others do not show it and lie elsewhere: then
 * those may well be as their name says, and one order reads either part wrongly. `columns` are those of the points, as in a sentence.
 */
export function areTurned(points: Iterable<Pair>, said: 'lon' | 'lat', columns: string): boolean {
  const all = [...points].filter(([a, b]) => Math.max(Math.abs(a), Math.abs(b)) <= lonMaxE7 && (a !== 0 || b !== 0))
  const first = firstByEvidence(all, contradictingShareMin)
  if (first === undefined || first === said) return false
  const isShown = ([a, b]: Pair) => Math.max(Math.abs(a), Math.abs(b)) > latMaxE7
  const shown = all.filter(isShown)
  const ranges = ([0, 1] as const).map((place) => rangeOf(shown.map((point) => point[place])))
  const elsewhere = all.filter(
    (point) => !isShown(point) && ranges.some(([low, high], place) => point[place] < low || point[place] > high),
  )
  if (elsewhere.length >= all.length * elsewhereShareMin)
    throw unmappable(
      `Most points in ${columns}, such as ${textOf(shown[0])}, have longitude and latitude exchanged, but ${elsewhere.length} of ${all.length}, such as ${textOf(elsewhere[0])}, lie elsewhere and may be right as they are: write all in one order or, where they are in one, state which is which in the mapping, for origin and destination`,
    )
  return true
}

function rangeOf(units: number[]): [low: number, high: number] {
  units.sort((a, b) => a - b)
  const at = (share: number) => units[Math.round(share * (units.length - 1))]
  return [at(outerShare) - marginUnits, at(1 - outerShare) + marginUnits]
}

const textOf = ([a, b]: Pair): string => `${a / unitsPerDegree} and ${b / unitsPerDegree}`
