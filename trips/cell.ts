/**
 * The one grid: storage, rollups, groups and the map all use it.
 *
 * A point's longitude and latitude, shifted to u = lon + 2^31 and v = lat + 2^31 (1e-7 degree, both fit 32 bits), are cut
 * to their top L bits: x = u >> (32 − L), y = v >> (32 − L). A cell is that rectangle; its code interleaves the bits of
 * x (even) and y (odd), so that the cells inside a coarser cell are one run of codes (Z-order, G. M. Morton, 1966).
 * Shifts of integers only: exact by construction, and the same arithmetic in SQL.
 */

/** The finest level of segments and groups: cells of 0.0004°, 29 × 46 m at 50° north. */
export const finestLevel = 20
/** Cell rollups are kept at these levels, coarse to fine (docs/data-model.md). */
export const cellRollupLevels: readonly number[] = [8, 10, 12, 14, 16]
/**
 * Counts by hour of the week are kept at these of them, of chunks with so many trips that it pays: with 168 hours a finer cell would
 * have about one trip a count.
 */
export const hourRollupLevels: readonly number[] = [8, 10, 12]
/** Beside them, at this one too, counts by day: under the first hour of each. */
export const dayRollupLevel = 14
export const dayRollupLevels: readonly number[] = [...hourRollupLevels, dayRollupLevel]
/** The finest level that cell rollups are kept at. Its codes fill 32 bits; the places within its cells are sorted apart (sorted-end.ts). */
export const filingLevel = 16
/** Cell rollups are stored in blocks of cells, this many levels coarser: 16 cells a row. */
export const cellBlockLevels = 2
/** Group rollups are kept at this level; coarser ones are sums of it. */
export const groupRollupLevel = 11
/**
 * Flows are counted from (or to) cells at filingLevel to (or from) cells at this level, by hour of the day: of eight million trips of one city 23 have the same, and
 * 4.7 where both ends are of filingLevel.
 */
export const flowFarLevel = 14
/** Group rollups are stored in blocks of origin cells, this many levels coarser: 64 cells a row. */
export const groupBlockLevels = 3

const half = 2 ** 31

/** 1e-7 degree → grid unit, 0 … 2^32 − 1. */
export const gridOf = (e7: number): number => e7 + half
/** Grid unit → 1e-7 degree. */
export const e7OfGrid = (unit: number): number => unit - half

/** Spreads the low 16 bits to the even bit places. */
function spread(n: number): number {
  let s = n & 0xffff
  s = (s | (s << 8)) & 0x00ff00ff
  s = (s | (s << 4)) & 0x0f0f0f0f
  s = (s | (s << 2)) & 0x33333333
  return (s | (s << 1)) & 0x55555555
}

/** Gathers the even bit places to the low 16 bits; the inverse of `spread`. */
function gather(n: number): number {
  let s = n & 0x55555555
  s = (s | (s >>> 1)) & 0x33333333
  s = (s | (s >>> 2)) & 0x0f0f0f0f
  s = (s | (s >>> 4)) & 0x00ff00ff
  return (s | (s >>> 8)) & 0xffff
}

/** Code of the cell at column x, row y; both below 2^16, so levels up to 16. */
export const cellCode = (x: number, y: number): number => (spread(x) | (spread(y) << 1)) >>> 0
export const cellColumn = (code: number): number => gather(code)
export const cellRow = (code: number): number => gather(code >>> 1)

/** Code of the cell that holds a grid point, levels 1 to 16. */
export const cellOfGrid = (u: number, v: number, level: number): number => cellCode(u >>> (32 - level), v >>> (32 - level))

/** Code of the cell at column x, row y; both below 2^26. */
export const codeOfCell = (x: number, y: number): number =>
  cellCode(x >>> 10, y >>> 10) * 2 ** 20 + cellCode(x & 0x3ff, y & 0x3ff)

/**
 * A cell of any level up to 20 as one number: cells of one level lie together, in the order of their codes. What segments are
 * keyed by.
 */
export const cellAddress = (level: number, code: number): number => level * 2 ** 40 + code
/** The level and the code of the cell at an address. */
export const levelOfAddress = (address: number): number => Math.floor(address / 2 ** 40)
export const codeOfAddress = (address: number): number => address % 2 ** 40

/** The cells of the finest level that lie in the cell of an address, as a run of codes. */
export function cellsAtFinest(address: number): { from: number; to: number } {
  const perCell = 4 ** (finestLevel - levelOfAddress(address))
  const from = codeOfAddress(address) * perCell
  return { from, to: from + perCell - 1 }
}

/** Grid units along the side of a cell, by level: powers were 1.5 % of a scan. */
const cellSizes = Array.from({ length: finestLevel + 1 }, (_, level) => 2 ** (32 - level))

/** The closed rectangle of grid units that the cell of an address is. */
export function gridBoxOfAddress(address: number): { u0: number; v0: number; u1: number; v1: number } {
  const size = cellSizes[levelOfAddress(address)]
  const code = codeOfAddress(address)
  const [high, low] = [Math.floor(code / 2 ** 20), code % 2 ** 20]
  const u0 = (cellColumn(high) * 2 ** 10 + cellColumn(low)) * size
  const v0 = (cellRow(high) * 2 ** 10 + cellRow(low)) * size
  return { u0, v0, u1: u0 + size - 1, v1: v0 + size - 1 }
}

/** The ancestor, `levelsUp` levels coarser. */
export const ancestorCell = (code: number, levelsUp: number): number => Math.floor(code / 4 ** levelsUp)

/** Base-4 name of the cell at column x, row y: one digit a level, x bit + 2 × y bit, coarse first. */
export function quadkeyOf(x: number, y: number, level: number): string {
  let key = ''
  for (let bit = level - 1; bit >= 0; bit--) key += String(((x >>> bit) & 1) + 2 * ((y >>> bit) & 1))
  return key
}

/** Column, row and level of a quadkey; undefined when the text is none. */
export function cellOfQuadkey(quadkey: string): { x: number; y: number; level: number } | undefined {
  if (!/^[0-3]{1,30}$/.test(quadkey)) return undefined
  let x = 0
  let y = 0
  for (const digit of quadkey) {
    x = x * 2 + (Number(digit) & 1)
    y = y * 2 + (Number(digit) >> 1)
  }
  return { x, y, level: quadkey.length }
}

/** west, south, east, north in degrees of the cell at column x, row y; the east and north edges belong to the next cells. */
export function cellBbox(x: number, y: number, level: number): [number, number, number, number] {
  const size = 2 ** (32 - level)
  const degrees = (unit: number) => e7OfGrid(unit) / 1e7
  return [degrees(x * size), degrees(y * size), degrees((x + 1) * size), degrees((y + 1) * size)]
}

/** Width and height in metres of a cell at a latitude (degrees), on a sphere of 6,371,009 m (IUGG mean radius). */
export function cellSizeMetres(level: number, latitude: number): [number, number] {
  const metresPerDegree = (Math.PI * 6_371_009) / 180
  const degrees = 2 ** (32 - level) / 1e7
  return [degrees * metresPerDegree * Math.cos((latitude * Math.PI) / 180), degrees * metresPerDegree]
}
