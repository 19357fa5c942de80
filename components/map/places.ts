import { parseAreas } from '#trips/asked-area.ts'
import { cutAtAntimeridian } from '#trips/cut-at-antimeridian.ts'
import type { DashboardParams } from '#trips/filters.ts'
import { geoJsonOf } from '#trips/geojson.ts'
import { type AreaBox, areaText, type MapPoint, parseArea, unwrappedEast } from './area-box.ts'

/** A corner as longitude and latitude in degrees. */
export type Corner = readonly [lon: number, lat: number]
/** Rings of corners, not closed; the first is the outline, others are holes in it. */
export type DrawnPolygon = Corner[][]

/** A box, and how it was written where nothing has changed it: its decimals stay as they are. */
export type PlacedBox = AreaBox & { text?: string }
/** What the address asks about: boxes, polygons and saved areas, together one area. */
export type Places = { boxes: PlacedBox[]; polygons: DrawnPolygon[]; names: string[] }

export const noPlaces: Places = { boxes: [], polygons: [], names: [] }

export const countOfPlaces = ({ boxes, polygons, names }: Places): number => boxes.length + polygons.length + names.length

function cornersOf(ring: readonly number[]): Corner[] {
  const corners: Corner[] = []
  for (let at = 0; at < ring.length; at += 2) corners.push([ring[at] / 1e7, ring[at + 1] / 1e7])
  return corners
}

/** The places of an address; a text that is none is left out here, and explained by the answer. */
export function placesOf({ bbox, area }: Pick<DashboardParams, 'bbox' | 'area'>): Places {
  const boxes = (bbox?.split(';') ?? []).flatMap((text): PlacedBox[] => {
    const box = parseArea(text)
    return box ? [{ ...box, text }] : []
  })
  try {
    const asked = area === undefined ? [] : parseAreas(area)
    return {
      boxes,
      polygons: asked.flatMap((place) => ('polygons' in place ? place.polygons.map((rings) => rings.map(cornersOf)) : [])),
      names: asked.flatMap((place) => ('name' in place ? [place.name] : [])),
    }
  } catch {
    return { ...noPlaces, boxes }
  }
}

/** 7 decimals are what is stored. */
const whole = (degrees: number): number => Math.round(degrees * 1e7) / 1e7

const closed = (ring: readonly Corner[]): Corner[] => [...ring, ring[0]].map(([lon, lat]) => [whole(lon), whole(lat)])

/** Drawn polygons as the shortest GeoJSON there is of them. */
export function polygonsText(polygons: readonly DrawnPolygon[]): string {
  const coordinates = polygons.map((rings) => rings.map(closed))
  return JSON.stringify(
    coordinates.length === 1 ? { type: 'Polygon', coordinates: coordinates[0] } : { type: 'MultiPolygon', coordinates },
  )
}

/** The places as parameters of the address. */
export function paramsOfPlaces({ boxes, polygons, names }: Places): Pick<DashboardParams, 'bbox' | 'area'> {
  const drawn = polygons.length === 0 ? [] : [polygonsText(polygons)]
  return {
    bbox: boxes.map((box) => box.text ?? areaText(box)).join(';') || undefined,
    area: [...names, ...drawn].join(';') || undefined,
  }
}

/** The box around a polygon. */
export function boxAround(rings: DrawnPolygon): AreaBox {
  const corners = rings.flat()
  const [lons, lats] = [corners.map(([lon]) => lon), corners.map(([, lat]) => lat)]
  return { west: Math.min(...lons), south: Math.min(...lats), east: Math.max(...lons), north: Math.max(...lats) }
}

/** The box around several; as wide as the world where one of them crosses the antimeridian. */
export function boxAroundAll(boxes: readonly AreaBox[]): AreaBox | undefined {
  if (boxes.length <= 1) return boxes[0]
  const crosses = boxes.some(({ west, east }) => west > east)
  return {
    west: crosses ? -180 : Math.min(...boxes.map(({ west }) => west)),
    south: Math.min(...boxes.map(({ south }) => south)),
    east: crosses ? 180 : Math.max(...boxes.map(({ east }) => east)),
    north: Math.max(...boxes.map(({ north }) => north)),
  }
}

/** A polygon drawn on the map, whose longitudes may run on beyond 180, rounded to what a hand draws: 11 cm. */
export const polygonsOfCorners = (corners: readonly MapPoint[]): DrawnPolygon[] =>
  cutAtAntimeridian(corners.map(({ lng, lat }): Corner => [drawn(lng), drawn(Math.max(-90, Math.min(90, lat)))])).map((ring) => [
    ring,
  ])

const drawn = (degrees: number): number => Math.round(degrees * 1e6) / 1e6

/** A box as polygons that GeoJSON can say: cut at the antimeridian, no side longer than half the world. */
export function polygonsOfBox(box: AreaBox): DrawnPolygon[] {
  const spans = box.west <= box.east ? [[box.west, box.east]] : [[box.west, 180], [-180, box.east]] // biome-ignore format: pairs
  return spans.map(([west, east]) => {
    const lons = unwrappedEast(box) - box.west > 180 ? [west, (west + east) / 2, east] : [west, east]
    return [[...lons.map((lon): Corner => [lon, box.south]), ...[...lons].reverse().map((lon): Corner => [lon, box.north])]]
  })
}

/** Everything that is drawn, as one GeoJSON geometry. */
export const geometryOf = (polygons: readonly DrawnPolygon[]) =>
  geoJsonOf(polygons.map((rings) => rings.map((ring) => ring.flat().map((degrees) => Math.round(degrees * 1e7)))))

/** Whether an area is asked about, also one that cannot be read. */
export const hasPlaces = ({ bbox, area }: Pick<DashboardParams, 'bbox' | 'area'>): boolean => Boolean(bbox || area)

/** What an area is called in a sentence: `this box`, `this polygon`, `Altstadt`, `this area`. */
export function placeWords(params: Pick<DashboardParams, 'bbox' | 'area'>): string {
  const { boxes, polygons, names } = placesOf(params)
  if (boxes.length + polygons.length + names.length !== 1)
    return params.area === undefined && boxes.length <= 1 ? 'this box' : 'this area'
  return names[0] ?? (polygons.length > 0 ? 'this polygon' : 'this box')
}
