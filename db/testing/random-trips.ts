import fc from 'fast-check'
import type { KnownArea } from '#trips/asked-area.ts'
import { type Box, boxHas } from '#trips/box.ts'
import type { TripFilters } from '#trips/filters.ts'
import { dayOfCivil, dayOfTime, hourOfTime, secondsPerDay, weekdayOfDay } from '#trips/iso-week.ts'
import type { Polygon } from '#trips/polygon.ts'
import { slowlyHas } from '#trips/testing/slow-polygon.ts'
import { latMaxE7, lonMaxE7, type Trip } from '#trips/trip.ts'

/** The corner of a cell at every level from 12 on, in a city: 1e-7 degree. */
const border = { lon: 27 * 2 ** 20 - 2 ** 31 + 2 ** 31, lat: 477 * 2 ** 20 }

/** Clustered points: around two cities, on and beside cell borders, on the antimeridian, at the poles, anywhere. */
const point: fc.Arbitrary<{ lon: number; lat: number }> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      lon: fc.integer({ min: 143_000_000, max: 146_000_000 }),
      lat: fc.integer({ min: 500_000_000, max: 501_500_000 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      lon: fc.constantFrom(-1, 0, 1).map((d) => border.lon + d),
      lat: fc.constantFrom(-1, 0, 1).map((d) => border.lat + d),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      lon: fc.constantFrom(-lonMaxE7, lonMaxE7, lonMaxE7 - 5, -lonMaxE7 + 5),
      lat: fc.integer({ min: -200_000_000, max: -150_000_000 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      lon: fc.integer({ min: -lonMaxE7, max: lonMaxE7 }),
      lat: fc.integer({ min: -latMaxE7, max: latMaxE7 }),
    }),
  },
)

export const firstDay = dayOfCivil(2018, 12, 24)
const days = 40

const trip: fc.Arbitrary<Trip> = fc
  .record({
    region: fc.constantFrom('Praha', 'praha', 'Köln', "O'Fallon"),
    datasource: fc.constantFrom('cheap_mobile', 'funny_car', 'pt_search_app'),
    origin: point,
    destination: point,
    day: fc.integer({ min: firstDay, max: firstDay + days - 1 }),
    second: fc.oneof(fc.constantFrom(0, secondsPerDay - 1, 3600), fc.integer({ min: 0, max: secondsPerDay - 1 })),
  })
  .map(({ region, datasource, origin, destination, day, second }) => ({
    region,
    datasource,
    originLonE7: origin.lon,
    originLatE7: origin.lat,
    destinationLonE7: destination.lon,
    destinationLatE7: destination.lat,
    time: day * secondsPerDay + second,
  }))

/** The same trips for the same seed. */
export const randomTrips = (seed: number, count: number): Trip[] => fc.sample(trip, { seed, numRuns: count })

/** Boxes that meet the trips: any size around the clusters, on cell borders, of no area, across the antimeridian. */
const box: fc.Arbitrary<Box> = fc
  .record({
    corner: point,
    width: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3_000_000 }), fc.integer({ min: 0, max: lonMaxE7 })),
    height: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1_500_000 }), fc.integer({ min: 0, max: latMaxE7 })),
  })
  .map(({ corner, width, height }) => ({
    west: corner.lon,
    south: corner.lat,
    east: corner.lon + width > lonMaxE7 ? corner.lon + width - 2 * lonMaxE7 : corner.lon + width,
    north: Math.min(latMaxE7, corner.lat + height),
  }))

/**
 * Polygons that meet the trips: with corners where trips are, so that many lie on an outline; of any size, crossing themselves,
 * with holes.
 */
const ring = fc.array(point, { minLength: 3, maxLength: 6 }).map((corners) => corners.flatMap(({ lon, lat }) => [lon, lat]))
const polygon: fc.Arbitrary<Polygon> = fc.array(ring, { minLength: 1, maxLength: 2 })
export const polygons: fc.Arbitrary<Polygon[]> = fc.array(polygon, { minLength: 1, maxLength: 2 })
const area: fc.Arbitrary<KnownArea> = fc.record({ name: fc.constantFrom(undefined, 'Altstadt'), polygons })

/** A box, a polygon, several of either, or no place at all. */
const places: fc.Arbitrary<Pick<TripFilters, 'bbox' | 'area'>> = fc.oneof(
  { weight: 1, arbitrary: fc.constant({}) },
  { weight: 3, arbitrary: fc.record({ bbox: fc.tuple(box) }) },
  { weight: 1, arbitrary: fc.record({ bbox: fc.array(box, { minLength: 2, maxLength: 4 }) }) },
  { weight: 2, arbitrary: fc.record({ area: fc.tuple(area) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      bbox: fc.array(box, { minLength: 1, maxLength: 2 }),
      area: fc.array(area, { minLength: 1, maxLength: 2 }),
    }),
  },
)

const optional = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined, freq: 2 })

/** Any combination of filters. */
export const filters: fc.Arbitrary<TripFilters> = fc
  .record({
    places,
    relation: fc.constantFrom('starts', 'ends', 'within', 'touches'),
    region: optional(fc.constantFrom('Praha', 'Köln', "O'Fallon")),
    datasource: optional(fc.constantFrom('cheap_mobile', 'funny_car')),
    from: optional(fc.integer({ min: firstDay - 10, max: firstDay + 20 })),
    to: optional(fc.integer({ min: firstDay + 20, max: firstDay + 60 })),
    hours: optional(fc.uniqueArray(fc.integer({ min: 0, max: 23 }), { minLength: 1, maxLength: 24 })),
    weekdays: optional(fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 })),
  })
  .map(
    ({ places: asked, ...found }) =>
      ({
        ...asked,
        ...found,
        hours: found.hours?.sort((a, b) => a - b),
        weekdays: found.weekdays?.sort((a, b) => a - b),
      }) as TripFilters,
  )

const isAt = ({ bbox, area }: TripFilters, lonE7: number, latE7: number): boolean =>
  (!bbox && !area) ||
  (bbox ?? []).some((one) => boxHas(one, lonE7, latE7)) ||
  (area ?? []).some(({ polygons }) => onceHas(polygons, lonE7, latE7))

/** What the slow oracle has said of a point: each is asked for in every test of a filter. */
const said = new WeakMap<readonly Polygon[], Map<string, boolean>>()

function onceHas(polygons: readonly Polygon[], lonE7: number, latE7: number): boolean {
  const known = said.get(polygons) ?? new Map<string, boolean>()
  said.set(polygons, known)
  const key = `${lonE7},${latE7}`
  const has = known.get(key) ?? slowlyHas(polygons, lonE7, latE7)
  known.set(key, has)
  return has
}

/** The definition of the filters, trip by trip. */
export function satisfies(trip: Trip, filter: TripFilters): boolean {
  const { relation, region, datasource, from, to, hours, weekdays } = filter
  const starts = isAt(filter, trip.originLonE7, trip.originLatE7)
  const ends = isAt(filter, trip.destinationLonE7, trip.destinationLatE7)
  const inArea = { starts, ends, within: starts && ends, touches: starts || ends }[relation]
  const day = dayOfTime(trip.time)
  return (
    inArea &&
    (region === undefined || trip.region === region) &&
    (datasource === undefined || trip.datasource === datasource) &&
    (from === undefined || day >= from) &&
    (to === undefined || day <= to) &&
    (!hours || hours.includes(hourOfTime(trip.time))) &&
    (!weekdays || weekdays.includes(weekdayOfDay(day) + 1))
  )
}
