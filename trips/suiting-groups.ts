import type { GroupCounter } from './group-counter.ts'
import type { Places } from './group-runs.ts'
import { PlaceList, placesMax } from './place-list.ts'
import type { TripEnd } from './segment.ts'

/** Counts trips by group at the level that suits them, the finest at most: what suits the first `placesMax` is taken for all. */
export class SuitingGroups {
  private counter: GroupCounter | undefined
  private readonly places: PlaceList

  /** `home` is the end that the trips are filed by. */
  constructor(
    private readonly finest: number,
    home: TripEnd,
    most = placesMax,
  ) {
    this.places = new PlaceList(home, most)
  }

  take(places: Places): void {
    const kept = this.counter ? 0 : this.places.take(places)
    if (kept < places.size) this.groups().take(places, kept)
  }

  /** No trip may be kept any more. */
  groups(): GroupCounter {
    this.counter ??= this.places.suitingGroups(this.finest)
    return this.counter
  }
}
