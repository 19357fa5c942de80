import { z } from 'zod'
import { geoJsonOf } from './geojson.ts'
import { type Polygon, verticesOf } from './polygon.ts'

/** An area that is kept under a name, to be asked for by it. Instants are UTC. */
export type SavedArea = { name: string; polygons: Polygon[]; createdAt: string; changedAt: string }

const degrees = z.number()
const count = z.number().int().min(0)
const position = z.tuple([degrees, degrees])

export const areaSummaryView = z.object({
  name: z.string(),
  bbox: z.tuple([degrees, degrees, degrees, degrees]).describe('west, south, east, north of all its polygons'),
  polygons: count,
  corners: count,
  created_at: z.string(),
  changed_at: z.string(),
})
export type AreaSummaryView = z.infer<typeof areaSummaryView>
export const areasView = z.object({ areas: z.array(areaSummaryView) })
export type AreasView = z.infer<typeof areasView>

/** A GeoJSON feature, as any map program opens it and as PUT takes it back. */
export const savedAreaView = z.object({
  type: z.literal('Feature'),
  bbox: areaSummaryView.shape.bbox,
  geometry: z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(z.array(position))) }),
  properties: areaSummaryView.omit({ bbox: true }),
})
export type SavedAreaView = z.infer<typeof savedAreaView>

/** What is sent to be saved, as OpenAPI tells of it; `readGeoJson` judges it. */
export const geoJsonBody = z.looseObject({
  type: z.enum(['Polygon', 'MultiPolygon', 'Feature', 'FeatureCollection', 'GeometryCollection']),
})

export const saveAreaQuery = z.object({
  replace: z
    .enum(['0', '1'])
    .default('0')
    .transform((text) => text === '1')
    .describe('1: in place of another area of this name; links that name it then ask about the new one'),
})

export function areaSummaryOf({ name, polygons, createdAt, changedAt }: SavedArea): AreaSummaryView {
  const [lons, lats] = [0, 1].map((axis) =>
    polygons.flatMap((rings) => rings.flatMap((ring) => ring.filter((_, i) => i % 2 === axis))),
  )
  const least = (values: number[]) => values.reduce((least, e7) => Math.min(least, e7)) / 1e7
  const most = (values: number[]) => values.reduce((most, e7) => Math.max(most, e7)) / 1e7
  return {
    name,
    bbox: [least(lons), least(lats), most(lons), most(lats)],
    polygons: polygons.length,
    corners: verticesOf(polygons),
    created_at: createdAt,
    changed_at: changedAt,
  }
}

export function savedAreaViewOf(area: SavedArea): SavedAreaView {
  const { bbox, ...properties } = areaSummaryOf(area)
  return { type: 'Feature', bbox, geometry: geoJsonOf(area.polygons), properties }
}
