import { type GroupCounter, groupsMax } from './group-counter.ts'
import type { Places } from './group-runs.ts'
import { PlaceList, placesMax } from './place-list.ts'
import type { TripEnd } from './segment.ts'

/** How many trips are kept, and how many groups there may be. */
export const usualGroupBounds = { places: placesMax, groups: groupsMax }

/**
 * Counts trips by group at the level that suits them, the finest at most: what suits the first `placesMax` is taken for all, or a
 * coarser one where that would be too many groups.
 */
export class SuitingGroups {
  private counter: GroupCounter | undefined
  /** Given up once the level is known. */
  private places: PlaceList

  /** `home` is the end that the trips are filed by. */
  constructor(
    private readonly finest: number,
    private readonly home: TripEnd,
    private readonly most = usualGroupBounds,
  ) {
    this.places = new PlaceList(home, most)
  }

  take(places: Places): void {
    const kept = this.counter ? 0 : this.places.take(places)
    if (kept === places.size) return
    let counter = this.groups()
    // Before there are too many, for a counter with more of them refuses.
    if (counter.parts + places.size - kept > this.most.groups) counter = this.coarsened(counter)
    counter.judgedBy = 'first'
    counter.take(places, kept)
    this.counter = counter
  }

  /** No trip may be kept any more. */
  groups(): GroupCounter {
    if (!this.counter) {
      this.counter = this.coarsened(this.places.suitingGroups(this.finest))
      this.places = new PlaceList(this.home, { ...this.most, places: 0 })
    }
    return this.counter
  }

  /** Leaves room for as many groups again as a third of those there are. */
  private coarsened(counter: GroupCounter): GroupCounter {
    if (counter.level === 1 || counter.size <= this.most.groups * 0.75) return counter
    return this.coarsened(counter.fold({ level: counter.level - 1, dropTime: false }))
  }
}
