import { degreesScan, plainDegrees, scanDegrees } from './decimal-degrees.ts'
import { latMaxE7, lonMaxE7 } from './trip.ts'

/** The point read last, in 1e-7 degree; not checked against the globe. */
export const wktPoint = { lon: 0, lat: 0 }

const isSpace = (byte: number): boolean => byte === 32 || (byte >= 9 && byte <= 13)

/**
 * Reads `POINT (lon lat)` in any case and with any spaces, from the whole of bytes[start … end), into `wktPoint`. False when
 * it is anything else, such as POINT EMPTY, POINT Z, or a comma between the numbers.
 */
export function readWktPoint(bytes: Uint8Array, start: number, end: number): boolean {
  let i = start
  let to = end
  while (i < to && isSpace(bytes[i])) i++
  while (to > i && isSpace(bytes[to - 1])) to--
  // Setting bit 5 lowers a letter; no other byte becomes one of p, o, i, n, t by it but its upper case.
  const isPoint =
    to - i > 7 &&
    (bytes[i] | 32) === 0x70 &&
    (bytes[i + 1] | 32) === 0x6f &&
    (bytes[i + 2] | 32) === 0x69 &&
    (bytes[i + 3] | 32) === 0x6e &&
    (bytes[i + 4] | 32) === 0x74
  if (!isPoint) return false
  i += 5
  while (i < to && isSpace(bytes[i])) i++
  if (bytes[i] !== 0x28 || bytes[--to] !== 0x29) return false
  i++
  while (i < to && isSpace(bytes[i])) i++
  wktPoint.lon = scanDegrees(bytes, i, to)
  const gap = degreesScan.end
  for (i = gap; i < to && isSpace(bytes[i]); ) i++
  if (i === gap) return false
  wktPoint.lat = scanDegrees(bytes, i, to)
  for (i = degreesScan.end; i < to && isSpace(bytes[i]); ) i++
  return i === to && !Number.isNaN(wktPoint.lon) && !Number.isNaN(wktPoint.lat)
}

// Four letters as a word, the first the lowest byte.
const poin = 0x4e494f50 // POIN
const ntSpaceOpen = 0x2820544e // NT (
const intOpen = 0x28544e49 // INT(

/**
 * Reads `POINT (lon lat)` or `POINT(lon lat)`, in capitals and without other spaces, from byte i on into lon[n] and lat[n].
 * Returns where it ends, or −1 where it is another form or off the globe.
 */
export function plainPoint(bytes: Uint8Array, view: DataView, i: number, lon: Int32Array, lat: Int32Array, n: number): number {
  if (view.getInt32(i, true) !== poin) return -1
  const at = view.getInt32(i + 3, true) === ntSpaceOpen ? i + 7 : view.getInt32(i + 2, true) === intOpen ? i + 6 : -1
  if (at < 0) return -1
  const gap = plainDegrees(bytes, view, at, lon, n, lonMaxE7)
  if (gap < 0 || bytes[gap] !== 32) return -1
  const close = plainDegrees(bytes, view, gap + 1, lat, n, latMaxE7)
  return close < 0 || bytes[close] !== 0x29 ? -1 : close + 1
}
