import { z } from 'zod'
import { type Area, boxArea, unionArea } from './area.ts'
import type { Box } from './box.ts'
import { inlineVerticesMax, readGeoJson } from './geojson.ts'
import { type Polygon, polygonArea } from './polygon.ts'
import { UserProblem } from './user-problem.ts'

/** The places of one question, as they were asked for: saved ones by name, drawn ones as they are. */
export type AskedArea = { name: string } | { polygons: Polygon[] }
/** The same once saved ones have been looked up: `id` is that of a saved shape, for another one gets another. */
export type KnownArea = { name?: string; id?: number; polygons: Polygon[] }
/** A query whose saved areas have been looked up: what db/read answers, and what answers are remembered by. */
export type Located<Query> = {
  [Name in keyof Query]: Name extends AreaParameter ? KnownArea[] | Extract<Query[Name], undefined> : Query[Name]
}

/** Parameters that name places as `area` does. */
export const areaParameters = ['area', 'base_area'] as const
export type AreaParameter = (typeof areaParameters)[number]

/** A name that can stand in an address and in a list, and is never taken for GeoJSON. */
export const areaName = z
  .string()
  .trim()
  .max(100)
  .regex(/^[\p{L}\p{N}][^\p{Cc}/\\;]*$/u, 'expected a name that begins with a letter or digit, without slash and semicolon')

/** Places in one question; each more costs little, but nobody means hundreds. */
const placesMax = 50
/** Corners of all saved areas of one question: what it takes to remember and to compare grows with them. */
export const questionCornersMax = 20_000

/**
 * `area=` as a URL carries it: names of saved areas and GeoJSON objects, in any order, with semicolons between them. Throws
 * UserProblem that says which of them is none.
 */
export function parseAreas(text: string): AskedArea[] {
  const pieces = splitPieces(text)
  if (pieces.length > placesMax)
    throw new UserProblem('bad_parameter', `holds ${pieces.length} areas; expected at most ${placesMax}`)
  const found = pieces.map((piece, i) => parsePiece(piece, pieces.length === 1 ? '' : `area ${i + 1}: `))
  // What is drawn is one shape, however it was sent.
  const drawn = found.flatMap((area) => ('polygons' in area ? area.polygons : []))
  const names = new Set(found.flatMap((area) => ('name' in area ? [area.name] : [])))
  const named = [...names].map((name) => ({ name }))
  return drawn.length === 0 ? named : [...named, { polygons: drawn }]
}

function parsePiece(piece: string, which: string): AskedArea {
  if (piece.startsWith('{')) {
    try {
      return { polygons: readGeoJson(jsonOf(piece), inlineVerticesMax) }
    } catch (error) {
      if (error instanceof UserProblem) throw new UserProblem('bad_parameter', `${which}${error.message}`, error.where)
      throw error
    }
  }
  const name = areaName.safeParse(piece)
  if (name.success) return { name: name.data }
  const expected = 'the name of a saved area, or GeoJSON that begins with {'
  throw new UserProblem('bad_parameter', `${which}"${piece.slice(0, 60)}" is no area; expected ${expected}`, { expected })
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const expected = 'GeoJSON where it begins with {'
    throw new UserProblem(
      'bad_parameter',
      `is not JSON (${error instanceof Error ? error.message : error}); expected ${expected}`,
      {
        ...{ found: text.slice(0, 60), expected },
      },
    )
  }
}

/** At semicolons, except those inside of a JSON object. */
function splitPieces(text: string): string[] {
  const pieces: string[] = []
  for (let rest = text.trim(); ; ) {
    const end = rest.startsWith('{') ? endOfObject(rest) : rest.indexOf(';')
    if (end < 0 || end >= rest.length) return [...pieces, rest]
    const next = rest.slice(end).trimStart()
    pieces.push(rest.slice(0, end).trim())
    if (next === '') return pieces
    rest = (next.startsWith(';') ? next.slice(1) : next).trim()
  }
}

/** Behind the brace that closes the first one; −1 where none does. */
function endOfObject(text: string): number {
  let depth = 0
  for (const match of text.matchAll(/"(?:[^"\\]|\\.)*"?|[{}]/gs)) {
    if (match[0] === '{') depth++
    if (match[0] === '}' && --depth === 0) return match.index + 1
  }
  return -1
}

/** All places of a question as one area; undefined where it names none. */
export function areaOf({ bbox, area }: { bbox?: readonly Box[]; area?: readonly KnownArea[] }): Area | undefined {
  if (!bbox && !area) return undefined
  const polygons = area?.flatMap((known) => known.polygons) ?? []
  const shapes = (bbox ?? []).map(boxArea)
  return unionArea(polygons.length === 0 ? shapes : [...shapes, polygonArea(polygons)])
}
