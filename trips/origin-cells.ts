import { ancestorCell, filingLevel } from './cell.ts'

/** The finest level at which it is known where the trips of a region start: cells of some 30 × 47 km, a city's are a handful. */
export const originLevel = 10
/** Of more cells than these the coarser ones that hold them are known: each is a run of addresses to look for at every level. */
export const originCellsMax = 256

/** Cells of one level by their codes, in ascending order. At level 0 that is the whole world. */
export type LevelCells = { level: number; cells: Uint32Array }

/** From a code at the filing level to the one at `originLevel`. */
export const originShift = 2 * (filingLevel - originLevel)

/** The cells, or where they are too many those of the finest level that hold them and are not. */
export function fewCells({ level, cells }: { level: number; cells: Iterable<number> }, most = originCellsMax): LevelCells {
  const codes = new Set(cells)
  if (codes.size > most && level > 0)
    return fewCells({ level: level - 1, cells: new Set([...codes].map((code) => ancestorCell(code, 1))) }, most)
  return { level, cells: Uint32Array.from(codes).sort() }
}
