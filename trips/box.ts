import { latMaxE7, lonMaxE7 } from './trip.ts'

/**
 * A closed bounding box in 1e-7 degree: points on an edge are inside. `west > east` crosses the antimeridian.
 */
export type Box = { west: number; south: number; east: number; north: number }

export const wholeWorld: Box = { west: -lonMaxE7, south: -latMaxE7, east: lonMaxE7, north: latMaxE7 }

/** The box as one or two boxes with west ≤ east. */
export const splitAtAntimeridian = (box: Box): Box[] =>
  box.west <= box.east
    ? [box]
    : [
        { ...box, east: lonMaxE7 },
        { ...box, west: -lonMaxE7 },
      ]

export const boxHas = (box: Box, lonE7: number, latE7: number): boolean =>
  latE7 >= box.south &&
  latE7 <= box.north &&
  (box.west <= box.east ? lonE7 >= box.west && lonE7 <= box.east : lonE7 >= box.west || lonE7 <= box.east)

const decimal = /^([+-]?)(\d{1,3})(?:\.(\d{0,30}))?$/

/**
 * Degrees as text → 1e-7 degree, without a floating-point step. `towards` says where digits past the seventh go: a box's
 * west and south go up and its east and north go down, so that exactly the stored points inside the written box count.
 * Returns undefined when the text is not a plain decimal number.
 */
export function degreesToE7(text: string, towards: 'up' | 'down'): number | undefined {
  const match = decimal.exec(text.trim())
  if (!match) return undefined
  const [, sign, whole, fraction = ''] = match
  const kept = Number(whole) * 1e7 + Number(fraction.slice(0, 7).padEnd(7, '0'))
  const cut = /[1-9]/.test(fraction.slice(7))
  const away = sign === '-' ? towards === 'down' : towards === 'up'
  const magnitude = cut && away ? kept + 1 : kept
  return sign === '-' && magnitude !== 0 ? -magnitude : magnitude
}

/** 1e-7 degree → the shortest decimal text of degrees, exact. */
export function e7ToDegrees(valueE7: number): string {
  const magnitude = Math.abs(valueE7)
  const fraction = String(magnitude % 1e7)
    .padStart(7, '0')
    .replace(/0+$/, '')
  return `${valueE7 < 0 ? '-' : ''}${Math.floor(magnitude / 1e7)}${fraction && `.${fraction}`}`
}

/** The box as `bbox=` writes it: west,south,east,north in degrees. */
export const boxText = (box: Box): string => [box.west, box.south, box.east, box.north].map(e7ToDegrees).join(',')
