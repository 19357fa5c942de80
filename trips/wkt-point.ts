import { degreesScan, scanDegrees } from './decimal-degrees.ts'

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
