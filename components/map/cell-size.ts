import type { CellView } from '#trips/views.ts'
import { metresBetween } from '../groups/on-the-ground.ts'

/** Width of a cell at its middle, in metres. */
export const cellWidthM = ({ bbox: [west, south, east, north] }: CellView): number =>
  metresBetween([west, (south + north) / 2], [east, (south + north) / 2])

/** Height of a cell, in metres. */
export const cellHeightM = ({ bbox: [west, south, , north] }: CellView): number => metresBetween([west, south], [west, north])
