import { type GroupCounter, groupsMax } from './group-counter.ts'
import type { Places } from './group-runs.ts'
import { PlaceList } from './place-list.ts'
import type { TripEnd } from './segment.ts'

/** At least this share of the trips must have company in their group for a level to suit them. */
export const sharedShareMin = 0.3

/**
 * Of more trips levels are tried with some groups, drawn by chance, that hold about so many. Each group of one trip is drawn or not, so the share of trips
 * that are alone is found within √(0.7 ÷ triedTrips) = 0.0016 (standard deviation), whatever the other groups are like, and the number of groups
 * as well: all trips are counted at a level unless it is six times that off.
 */
export const triedTrips = 262_144
const triedMargin = 0.01

/** So much more than the groups there may be: room for parts of groups, so that these are merged now and then and not at each addition. */
const partsShare = 1.5

/**
 * Counts trips by group at the level that suits them: the finest, up to one, at which at least 30 % of them share a group and there are at
 * most so many groups. Trips are kept to try levels without reading them again, until there are so many that the second condition implies the
 * first: fewer groups than 70 % of the trips leave no 70 % of them alone. From there on they are counted as they come, at coarser levels as there
 * come to be too many groups.
 */
export class SuitingGroups {
  private readonly places: PlaceList
  private counter: GroupCounter | undefined

  /** `home` is the end that the trips are filed by. */
  constructor(
    private readonly finest: number,
    home: TripEnd,
    private readonly most = groupsMax,
  ) {
    this.places = new PlaceList(home, Math.ceil(most / (1 - sharedShareMin)))
  }

  take(places: Places): void {
    const kept = this.counter ? 0 : this.places.take(places)
    if (kept === places.size) return
    this.counter ??= this.judge()
    this.counter.take(places, kept)
    if (this.counter.parts > this.most * partsShare) this.counter = this.coarsened(this.counter)
  }

  /** No trip may be kept any more. */
  groups(): GroupCounter {
    this.counter = this.coarsened(this.counter ?? this.judge())
    return this.counter
  }

  /** Groups of a coarser level are unions of finer ones, so neither the share falls on the way up nor the number of groups grows. */
  private judge(): GroupCounter {
    const { places, finest } = this
    const oneIn = Math.max(1, Math.ceil(places.length / triedTrips))
    const tried = new Map<number, GroupCounter>()
    const mayBe = (level: number) => {
      const some = tried.get(level) ?? places.countGroups(level, oneIn)
      tried.set(level, some)
      const margin = oneIn === 1 ? 0 : triedMargin
      return some.alone * oneIn <= (1 - sharedShareMin + margin) * places.length && some.size * oneIn <= this.most * (1 + margin)
    }
    let level = guessLevel(places, finest)
    while (level > 1 && !mayBe(level)) level--
    while (level < finest && mayBe(level + 1)) level++
    let counter = (oneIn === 1 && tried.get(level)) || places.countAt(level)
    while (counter.level > 1 && !hasCompany(counter)) counter = oneUp(counter)
    if (oneIn > 1 && counter.level === level && level < finest) counter.judgedBy = 'part'
    places.clear()
    return counter
  }

  private coarsened(counter: GroupCounter): GroupCounter {
    return counter.level === 1 || counter.size <= this.most ? counter : this.coarsened(oneUp(counter))
  }
}

/** The level that suits some stretches, by halving: only time depends on it. */
function guessLevel(places: PlaceList, finest: number): number {
  let [low, high] = [1, finest + 1]
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if (hasCompany(places.countStretches(middle))) low = middle
    else high = middle
  }
  return low
}

/** Whether enough trips share their group; of no trips they do. */
export const hasCompany = ({ shared, total }: { shared: number; total: number }): boolean => shared >= sharedShareMin * total

/** The same trips at the next coarser level. */
export const oneUp = (counter: GroupCounter): GroupCounter => counter.fold({ level: counter.level - 1, dropTime: false })
