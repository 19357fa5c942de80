import { feature, mesh } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import { closedAtPole, unwrapped, type WorldPoint } from './unwrap.ts'

/** One polygon or line of the basemap on the world square of side 1, with the rectangle that it lies in. */
export type Outline = { west: number; north: number; east: number; south: number; path: Path2D }
/** Land to fill, coasts and borders to stroke. */
export type Outlines = { land: Outline[]; coasts: Outline[]; borders: Outline[] }

type World = Topology<{ land: GeometryCollection; countries: GeometryCollection }>

function outlineOf(lines: WorldPoint[][]): Outline {
  const outline: Outline = { west: 1, north: 1, east: 0, south: 0, path: new Path2D() }
  for (const line of lines) {
    line.forEach(({ x, y }, i) => {
      outline.west = Math.min(outline.west, x)
      outline.east = Math.max(outline.east, x)
      outline.north = Math.min(outline.north, y)
      outline.south = Math.max(outline.south, y)
      if (i > 0) outline.path.lineTo(x, y)
      else outline.path.moveTo(x, y)
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
    land: polygons.map((rings) => outlineOf(rings.map((ring) => closedAtPole(unwrapped(ring))))),
    coasts: polygons.map((rings) => outlineOf(rings.map(unwrapped))),
    borders: borders.coordinates.map((line) => outlineOf([unwrapped(line)])),
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
