import { plainName, wordsOf } from '../column-names.ts'
import type { PointSource } from '../csv-mapping.ts'
import type { SampleColumn } from '../sample-columns.ts'
import { findEndTime } from './find-time.ts'
import { unmappable } from './mapping-refusal.ts'

const howMany = 'total|sum|n|no|nr|nb|num|number|count|cnt|anz|anzahl|antal|numero|número|nombre|aantal|liczba|počet|pocet'
const trips =
  'trips|rides|journeys|viajes|viagens|fahrten|trajets|déplacements|deplacements|viaggi|spostamenti|ritten|przejazdów|przejazdow|przejazdy|jízd|jizd|jízdy|jizdy|rejser|resor|reiser'
const flows = 'flow|flows|flujo|flujos|fluxo|fluxos'
const span = 'day|weekday|week|month|year|hour|tag|woche|monat|jahr|stunde|dia|día|jour|mois|dag'
/** `trips`, `number_of_trips`, `n_trips`, `trip_count`, `Trips (n)`, `trips per day`, `flow`. A `trip_number` is an id. */
const tripCount = new RegExp(
  `^(?:(?:${howMany})?(?:of|de|di|do|der|des)?(?:${trips})(?:count|cnt|total|n|(?:per|pro|por|par|pr)(?:${span}))?|(?:trip|ride|journey)s?(?:count|cnt)|(?:od|trip)?(?:${flows}))$`,
)

/** Names that count something, of rows that may be trips or not. */
const bareCount = /^(?:n|count|anzahl|occurrences)$/
/** What a row of one trip has: its id or that of who made it or with what, and how long it took. Places have ids in any file. */
const ownId = /(?:id|uuid|guid|key|(?:trip|ride|journey)(?:no|nr|number))$/
const placeWord =
  /^(?:orig|dest|start|end|pickup|pu$|dropoff|do$|from|to$|tostation|od$|station|stop|zone|area|region|district|cell|hex|grid|taz|tract|city|source)/
const tookLong =
  /duration|dauer|durée|duree|duración|duracion|duração|duracao|durata|elapsed|traveltime|triptime|(?:seconds|secs|minutes|mins)$/
const meanOf = /^(?:avg|average|mean|median|mittlere|durchschnittliche|promedio|media|moyenne)/

/** From so many rows on that stand for more trips than one, or of fewer at all, it is no mistake of a row. */
const [severalShareMin, severalMin] = [0.1, 3]

/** Throws where each row is an origin and a destination with the number of trips between them: it would count as one. */
export function refuseTripCounts(ends: readonly PointSource[], columns: readonly SampleColumn[]): void {
  // A table's name before all columns, as in `Trips Start Latitude` and `Trips Count`, says nothing of one.
  const tables = ends.map((end) => firstWord(firstOf(end, columns)?.called ?? ''))
  const isNamed = ({ called }: SampleColumn) => tripCount.test(plainName(called)) && !tables.includes(firstWord(called))
  const counts =
    columns.find((column) => isNamed(column) && areCounts(column)) ??
    (columns.some(isOfOneTrip) || findEndTime(columns) ? undefined : columns.find(areBareCounts))
  if (counts)
    throw unmappable(
      `By its name '${counts.name}', which holds such as '${counts.cells.find(isSeveral)}', says how many trips a row stands for, and each row would be read as one: write each trip into a row of its own or, where each row is one trip, state the columns in the mapping, as in {"origin":{"lat":"…","lon":"…"},"destination":{"lat":"…","lon":"…"}}`,
    )
}

/** By a name of that word alone, with no table's before it. */
function areBareCounts(column: SampleColumn): boolean {
  const { name, cells } = column
  if (!bareCount.test(plainName(name)) || !areCounts(column)) return false
  const filled = cells.filter((cell) => cell !== '')
  return filled.filter(isSeveral).length * 2 > filled.length && new Set(filled).size < filled.length
}

function isOfOneTrip({ called }: SampleColumn): boolean {
  const name = plainName(called)
  const isOwn = ownId.test(name) && !wordsOf(called).some((word) => placeWord.test(word))
  return isOwn || (tookLong.test(name) && !meanOf.test(name))
}

const firstWord = (name: string): string => wordsOf(name)[0]

const isSeveral = (cell: string): boolean => Number(cell) > 1

/** Whole numbers that are often above 1, and do not number the rows. */
function areCounts({ cells }: SampleColumn): boolean {
  const filled = cells.filter((cell) => cell !== '')
  const several = filled.filter(isSeveral)
  const follows = filled.filter((cell, i) => i > 0 && Number(cell) === Number(filled[i - 1]) + 1)
  return (
    filled.every((cell) => /^\d+(?:\.0+)?$/.test(cell)) &&
    several.length >= Math.max(severalMin, filled.length * severalShareMin) &&
    follows.length * 2 < filled.length
  )
}

/** Throws for `start_lat` … `start_lat_2` …: two trips a row, or more points than those of one. The same once more is a copy. */
export function refuseSecondTrips(ends: readonly PointSource[], columns: readonly SampleColumn[]): void {
  const seconds = ends.flatMap((end) => secondOf(firstOf(end, columns), columns) ?? [])
  const other = seconds.find(({ first, second }) => !second.holdsSameAs(first))
  const ofOneWay = seconds.length === ends.length && hasSecondTime(columns) ? seconds[0] : undefined
  const found = other ?? ofOneWay
  if (found)
    throw unmappable(
      `There are more points than two, '${found.second.name}' beside '${found.first.name}': where a row holds several trips write each into a row of its own, else state which are origin and destination, as in mapping={"origin":{"lat":"…","lon":"…"},"destination":{"lat":"…","lon":"…"}}`,
    )
}

type Numbered = { first: SampleColumn; second: SampleColumn }

/** Trips there and back, or on other days, have the same points at other times. */
function hasSecondTime(columns: readonly SampleColumn[]): boolean {
  const named = new Map(columns.map((column) => [plainName(column.name), column]))
  return columns.some((second) => {
    const first = named.get(stemOf(second))
    return first?.holdsMoments() && second.holdsMoments() && !second.holdsSameAs(first)
  })
}

/** The name of a column but for a digit behind it; empty where it has none. */
const stemOf = ({ name }: SampleColumn): string => /^(.*\D)[1-9]$/u.exec(plainName(name))?.[1] ?? ''

/** A column with the name of another and a digit behind it, that holds the like. */
function secondOf(first: SampleColumn | undefined, columns: readonly SampleColumn[]): Numbered | undefined {
  const second = first && columns.find((other) => stemOf(other) === plainName(first.name) && holdsLike(first, other))
  return second && { first, second }
}

const holdsLike = (first: SampleColumn, second: SampleColumn): boolean =>
  (['number', 'comma_number', 'hemisphere', 'wkt', 'pair', 'named_point'] as const).some(
    (kind) => first.mostlyHolds(kind) && second.mostlyHolds(kind),
  )

function firstOf(end: PointSource, columns: readonly SampleColumn[]): SampleColumn | undefined {
  const { column } = 'lon' in end ? end.lat : 'pair' in end ? end.pair : end.wkt
  return columns.find((other) => other.column === column)
}
