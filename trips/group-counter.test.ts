import fc from 'fast-check'
import { expect, test } from 'vitest'
import { GroupChanges } from './group-changes.ts'
import { type Group, GroupCounter } from './group-counter.ts'
import { GroupRuns, type Places } from './group-runs.ts'
import { mulberry32 } from './mulberry32.ts'
import { destination, origin, type TripEnd } from './segment.ts'
import { SuitingGroups, sharedShareMin, triedTrips } from './suiting-groups.ts'

const finest = 20
type Place = { u: number; v: number; farU: number; farV: number; bucket: number }

/** Places near one corner of many cells, so that groups differ at every level and cells come again. */
const unit = fc.integer({ min: 0, max: 31 }).chain((bits) => fc.constantFrom(2 ** 31, 2 ** 31 - 1, 2 ** bits, 2 ** 32 - 1))
const place: fc.Arbitrary<Place> = fc.record({
  u: unit,
  v: unit,
  farU: unit,
  farV: unit,
  bucket: fc.constantFrom(0, 1, 23),
})
const places = fc.array(place, { maxLength: 300 })

/** The same places in the order of an end's cells, as they are stored, or in none. */
const placesOf = (list: readonly Place[], home: TripEnd): Places => {
  const column = (name: keyof Place) => Uint32Array.from(list, (one) => one[name])
  const [near, far] = [
    { u: column('u'), v: column('v') },
    { u: column('farU'), v: column('farV') },
  ]
  const [at, other] = home === origin ? [near, far] : [far, near]
  return {
    ...at,
    farU: other.u,
    farV: other.v,
    rows: Uint32Array.from(list, (_, i) => i),
    buckets: Uint8Array.from(list, ({ bucket }) => bucket),
    size: list.length,
  }
}

const keyOf = ({ originX, originY, destinationX, destinationY, bucket }: Omit<Group, 'trips'>) =>
  [originX, originY, destinationX, destinationY, bucket].join()

const groupOf = ({ u, v, farU, farV, bucket }: Place, level: number) =>
  [...[u, v, farU, farV].map((at) => at >>> (32 - level)), bucket].join()

/** Groups by their definition. */
function slowly(list: readonly Place[], level: number): Map<string, number> {
  const counts = new Map<string, number>()
  for (const place of list) {
    const key = groupOf(place, level)
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

const groupsOf = (counter: GroupCounter): [string, number][] =>
  Array.from({ length: counter.size }, (_, i): [string, number] => [keyOf(counter.at(i)), counter.trips[i]])

const sorted = (groups: Iterable<[string, number]>) => [...groups].sort(([a], [b]) => (a < b ? -1 : 1))
const sharedOf = (counts: Map<string, number>) => [...counts.values()].filter((n) => n > 1).reduce((sum, n) => sum + n, 0)

test('groups of any trips, taken in pieces, by either end and folded, are those of the definition', () => {
  fc.assert(
    fc.property(
      places,
      fc.constantFrom(origin, destination),
      fc.integer({ min: 1, max: finest }),
      fc.nat(300),
      (list, home, level, cut) => {
        const counter = new GroupCounter(level, home)
        counter.take(placesOf(list.slice(0, cut), home))
        // Whoever looks in between changes nothing.
        expect(counter.size).toBe(slowly(list.slice(0, cut), level).size)
        counter.take(placesOf(list, home), Math.min(cut, list.length))
        const expected = slowly(list, level)
        expect(sorted(groupsOf(counter))).toEqual(sorted(expected))
        expect([counter.total, counter.shared]).toEqual([list.length, sharedOf(expected)])
        const up = Math.ceil(level / 2)
        expect(sorted(groupsOf(counter.fold({ level: up, dropTime: false })))).toEqual(sorted(slowly(list, up)))
        const timeless = list.map((one) => ({ ...one, bucket: 0 }))
        expect(sorted(groupsOf(counter.fold({ level, dropTime: true })))).toEqual(sorted(slowly(timeless, level)))
      },
    ),
    { numRuns: 300 },
  )
})

test('groups may be asked for in any order', () => {
  const random = mulberry32(3)
  const counter = new GroupCounter(10)
  for (let i = 0; i < 2000; i++) counter.add(Math.floor(random() * 50), 7, Math.floor(random() * 50), 9, 0)
  const inOrder = groupsOf(counter)
  for (let n = 0; n < 2000; n++) {
    const i = Math.floor(random() * counter.size)
    expect([keyOf(counter.at(i)), counter.trips[i]]).toEqual(inOrder[i])
  }
})

test('changes are both periods without the current one', () => {
  fc.assert(
    fc.property(places, places, fc.integer({ min: 1, max: finest }), (before, now, level) => {
      const [both, current] = [new GroupCounter(level), new GroupCounter(level)]
      both.take(placesOf([...before, ...now], origin))
      current.take(placesOf(now, origin))
      const changes = new GroupChanges(both, current)
      const [was, is] = [slowly(before, level), slowly(now, level)]
      for (let i = 0; i < changes.size; i++) {
        const key = keyOf(changes.at(i))
        expect([changes.previous[i], changes.trips[i]]).toEqual([was.get(key) ?? 0, is.get(key) ?? 0])
      }
      expect(changes.size).toBe(new Set([...was.keys(), ...is.keys()]).size)
    }),
  )
})

test('the level is the finest that suits all trips, with no more groups than may be, however many trips are kept', () => {
  fc.assert(
    fc.property(places, fc.integer({ min: 1, max: 400 }), fc.constantFrom(origin, destination), (any, most, home) => {
      // As segments come: the sparse ones first.
      const together = slowly(any, finest)
      const list = any.toSorted((a, b) => (together.get(groupOf(a, finest)) ?? 0) - (together.get(groupOf(b, finest)) ?? 0))
      const suiting = new SuitingGroups(finest, home, most)
      for (let at = 0; at < list.length; at += 70) suiting.take(placesOf(list.slice(at, at + 70), home))
      const counter = suiting.groups()
      const suits = (level: number) => {
        const groups = slowly(list, level)
        return groups.size <= most && sharedOf(groups) >= sharedShareMin * list.length
      }
      expect(counter.level === 1 || suits(counter.level)).toBe(true)
      expect(counter.level === finest || !suits(counter.level + 1)).toBe(true)
      expect(sorted(groupsOf(counter))).toEqual(sorted(slowly(list, counter.level)))
    }),
    { numRuns: 300 },
  )
})

test('of too many groups at the level that suits a coarser one is taken', () => {
  const random = mulberry32(5)
  const unit = () => Math.floor(random() * 2 ** 32)
  const any = (): Place => ({ u: unit(), v: unit(), farU: unit(), farV: unit(), bucket: 0 })
  // More than there may be at level 1: 256.
  for (const groups of [300, 500, 4000])
    for (const same of [1, 3]) {
      const first = Array.from({ length: 40 }, any).flatMap((place) => [place, place])
      const then = Array.from({ length: 3000 }, any).flatMap((place) => Array.from({ length: same }, () => place))
      const suiting = new SuitingGroups(finest, origin, groups)
      suiting.take(placesOf(first, origin))
      expect(suiting.groups().level).toBe(finest)
      for (let at = 0; at < then.length; at += 30) suiting.take(placesOf(then.slice(at, at + 30), origin))
      const counter = suiting.groups()
      expect(sorted(groupsOf(counter))).toEqual(sorted(slowly([...first, ...then], counter.level)))
      expect(counter.size).toBeLessThanOrEqual(groups)
      expect(counter.level).toBeLessThanOrEqual(groups < 3000 ? finest - 1 : finest)
    }
})

test('trips with company count as well where they come after as many alone as there may be groups', () => {
  const apart = (n: number): Place => ({ u: n * 2 ** 20, v: n * 2 ** 24, farU: n * 2 ** 22, farV: 0, bucket: 0 })
  const alone = Array.from({ length: 75 }, (_, i) => apart(i))
  const together = Array.from({ length: 200 }, (_, i) => apart(100 + (i % 20)))
  const suiting = new SuitingGroups(finest, origin, 100)
  for (const places of [alone, together]) suiting.take(placesOf(places, origin))
  expect(suiting.groups()).toMatchObject({ level: finest, size: 95, alone: 75 })
})

test('a few stretches guess the level of many trips, whose groups decide', () => {
  // Half the trips have company up to level 12, in the first stretches none has.
  const list = Array.from({ length: 200_000 }, (_, i): Place => {
    const u = i < 100_000 ? i * 2 ** 15 : 2 ** 32 - 1 - (i >>> 1) * 2 ** 12
    return { u, v: 0, farU: 2 ** 20, farV: 5, bucket: 0 }
  })
  const suiting = new SuitingGroups(finest, origin)
  suiting.take(placesOf(list, origin))
  const { level } = suiting.groups()
  const share = (at: number) => sharedOf(slowly(list, at)) / list.length
  expect(share(level)).toBeGreaterThanOrEqual(sharedShareMin)
  if (level < finest) expect(share(level + 1)).toBeLessThan(sharedShareMin)
})

test('of many trips the next level is tried with a part, and with all where that leaves a doubt', () => {
  const size = triedTrips + 10_000
  /**
   * Pairs of trips of a group at level 12, so many of a thousand of which are one at all levels; and a quarter of all trips at one place, not
   * where the level is guessed by.
   */
  const paired = (perMille: number, crowdAt?: number): Places => {
    const column = (at: (trip: number) => number, crowd?: number) =>
      Uint32Array.from({ length: size }, (_, trip) => (crowd !== undefined && ((trip * 64) / size) % 4 > 3 ? crowd : at(trip)))
    return {
      u: column((trip) => ((trip >>> 1) % 2 ** 11) * 2 ** 21, crowdAt),
      v: column((trip) => (trip >>> 1) * 2 ** 12, crowdAt),
      farU: column((trip) => (trip % 2 === 1 && (trip >>> 1) % 1000 >= perMille ? 2 ** 19 : 0), crowdAt),
      farV: column(() => 5, crowdAt),
      rows: column((trip) => trip),
      buckets: new Uint8Array(size),
      size,
    }
  }
  const judge = (trips: Places) => {
    const suiting = new SuitingGroups(finest, origin)
    suiting.take(trips)
    const { level, judgedBy } = suiting.groups()
    return [level, judgedBy]
  }
  expect(judge(paired(150))).toEqual([12, 'part'])
  expect(judge(paired(295))).toEqual([12, 'all'])
  expect(judge(paired(350))).toEqual([finest, 'all'])
  // Drawn or not: one group of so many trips says nothing of the others.
  for (const crowdAt of [1, 2, 3, 4, 5].map((n) => n * 7 ** 9)) expect(judge(paired(150, crowdAt))).toEqual([finest, 'all'])
})

test('more groups than there is room for are merged first, or refused', () => {
  const runs = 2 ** 12
  const fars = 2 ** 10
  const counted = new GroupRuns(runs * fars, () => new Error('too many'))
  const random = mulberry32(1)
  // Each home cell comes three times: 12 million parts of four million groups.
  for (let round = 0; round < 3; round++)
    for (let run = 0; run < runs; run++) for (let far = 0; far < fars; far++) counted.add(run, 1, far, 32 * run, 1 + (far & 1))
  counted.merge()
  expect(counted.size).toBe(runs * fars)
  for (let n = 0; n < 1000; n++) {
    const at = Math.floor(random() * counted.size)
    const { x, y } = counted.homeOf(at)
    expect([counted.farRow[at], y, counted.trips[at]]).toEqual([32 * x, 1, 3 * (1 + (counted.farX[at] & 1))])
  }
  expect(counted.farX.length).toBe(8_000_000)
  const few = new GroupRuns(1000, () => new Error('too many'))
  for (let far = 0; far <= 1000; far++) few.add(0, 0, far, 0, 1)
  expect(() => few.merge()).toThrow('too many')
})
