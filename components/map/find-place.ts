import { busiestPlace, type Extent, mostlyWithin } from './extent.ts'
import type { ReadCells } from './fetch-cells.ts'

/** Cells of 2 km: what there is of a city in them is a good frame, and they are counted beforehand. */
const level = '14'

/** Where a region's trips are, or without a region the busiest place of all; null where there are no trips. */
export async function findPlace(readCells: ReadCells, region: string | undefined): Promise<Extent | null> {
  const answer = await readCells(region ? { region, level } : { level })
  if (!answer.ok) return null
  return (region ? mostlyWithin : busiestPlace)(answer.value.cells) ?? null
}
