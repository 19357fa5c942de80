import type { Position } from 'geojson'
import { feature, mesh } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import { worldX, worldY } from './mercator.ts'

/** One polygon or line of the basemap on the world square of side 1, with the rectangle that it lies in. */
export type Outline = { west: number; north: number; east: number; south: number; path: Path2D }
/** Land to fill, coasts and borders to stroke. */
export type Outlines = { land: Outline[]; coasts: Outline[]; borders: Outline[] }

type World = Topology<{ land: GeometryCollection; countries: GeometryCollection }>

/** Natural Earth closes what crosses the antimeridian along it; such a side is no coast. */
const alongAntimeridian = (a: Position, b: Position): boolean => Math.abs(a[0]) > 179.99 && Math.abs(b[0]) > 179.99

function outlineOf(lines: Position[][], isDrawn: (a: Position, b: Position) => boolean): Outline {
  const path = new Path2D()
  const outline = { west: 1, north: 1, east: 0, south: 0, path }
  for (const line of lines) {
    line.forEach((point, i) => {
      const x = worldX(point[0])
      const y = worldY(point[1])
      outline.west = Math.min(outline.west, x)
      outline.east = Math.max(outline.east, x)
      outline.north = Math.min(outline.north, y)
      outline.south = Math.max(outline.south, y)
      if (i > 0 && isDrawn(line[i - 1], point)) path.lineTo(x, y)
      else path.moveTo(x, y)
    })
  }
  return outline
}

function outlinesOf(world: World): Outlines {
  const polygons = feature(world, world.objects.land).features.flatMap(({ geometry }) =>
    geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.type === 'MultiPolygon' ? geometry.coordinates : [],
  )
  const borders = mesh(world, world.objects.countries, (a, b) => a !== b)
  return {
    land: polygons.map((rings) => outlineOf(rings, () => true)),
    coasts: polygons.map((rings) => outlineOf(rings, (a, b) => !alongAntimeridian(a, b))),
    borders: borders.coordinates.map((line) => outlineOf([line], () => true)),
  }
}

/** Scales of Natural Earth that are served: 1:110 million to 1:10 million. */
export type OutlineScale = '110m' | '50m' | '10m'
export const scaleForZoom = (zoom: number): OutlineScale => (zoom < 3 ? '110m' : zoom < 7 ? '50m' : '10m')

const loaded = new Map<OutlineScale, Promise<Outlines>>()

/** The outlines at a scale; read once. Rejects when the file cannot be had, and tries again when asked again. */
export function loadOutlines(scale: OutlineScale): Promise<Outlines> {
  const known = loaded.get(scale)
  if (known) return known
  const loading = fetch(`/basemap/countries-${scale}`)
    .then((response) => (response.ok ? response.json() : Promise.reject(new Error(`basemap ${scale}: ${response.status}`))))
    .then(outlinesOf)
  loaded.set(scale, loading)
  loading.catch(() => loaded.delete(scale))
  return loading
}
