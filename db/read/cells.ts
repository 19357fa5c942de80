import { boxArea } from '#trips/area.ts'
import { type Box, splitAtAntimeridian, wholeWorld } from '#trips/box.ts'
import { cellBbox, cellCode, cellColumn, cellRow, e7OfGrid, quadkeyOf } from '#trips/cell.ts'
import { cellsMeeting } from '#trips/cover.ts'
import type { CellsQuery } from '#trips/filters.ts'
import { cellParts, type TripQuestion } from '#trips/grain.ts'
import { KeyCounter } from '#trips/key-counter.ts'
import { destination, origin } from '#trips/segment.ts'
import type { CellsView } from '#trips/views.ts'
import type { Database } from '../client.ts'
import type { Bounds } from './bounds.ts'
import { cellSql } from './doubters-sql.ts'
import { toQuestion } from './question.ts'
import { scanPart } from './scan-part.ts'
import type { TripReader } from './scan-trips.ts'
import { inSnapshot, provenance, type Snapshot } from './snapshot.ts'

/**
 * Trips by cell of a map view: by destination with relation `ends`, else by origin. Whole cells are counted, also those
 * that the view's edge cuts.
 */
export const readCells = (db: Database, query: CellsQuery, bounds?: Bounds): Promise<CellsView> =>
  inSnapshot(
    db,
    async (snapshot) => {
      const question: TripQuestion = await toQuestion(snapshot, query)
      const counter = await countCells(snapshot, question, query)
      let cells: { code: number; trips: number }[] = []
      for (let i = 0; i < counter.size; i++) cells.push({ code: counter.keys[i], trips: counter.counts[i] })
      cells = cells.filter(({ code }) => meets(query.view, code, query.level))
      cells.sort((a, b) => b.trips - a.trips || a.code - b.code)
      const shown = cells.slice(0, query.limit)
      const { level } = query
      return {
        level,
        shown: shown.length,
        of_total: cells.length,
        trips_max: cells.at(0)?.trips ?? 0,
        cells: shown.map(({ code, trips }) => {
          const [x, y] = [cellColumn(code), cellRow(code)]
          return { quadkey: quadkeyOf(x, y, level), bbox: cellBbox(x, y, level), trips }
        }),
        provenance: provenance(
          snapshot,
          query,
          `trips that ${query.relation === 'ends' ? 'end' : 'start'} in each cell at level ${level}`,
          (where) => cellsSql(query, where),
        ),
      }
    },
    bounds,
  )

/** Whether a cell meets the view: the runs of cells that were read may be coarser than the view's edge. */
function meets(view: Box | undefined, code: number, level: number): boolean {
  if (!view) return true
  const size = 2 ** (32 - level)
  const [west, south] = [e7OfGrid(cellColumn(code) * size), e7OfGrid(cellRow(code) * size)]
  return splitAtAntimeridian(view).some(
    (part) => west <= part.east && west + size > part.west && south <= part.north && south + size > part.south,
  )
}

async function countCells(
  snapshot: Snapshot,
  question: TripQuestion,
  { level, view, relation }: CellsQuery,
): Promise<KeyCounter> {
  const counter = new KeyCounter()
  const met = cellsMeeting(boxArea(view ?? wholeWorld), level)
  if (met.length === 0) return counter
  const shift = 32 - level
  const reader: TripReader = {
    wants: { placeLevel: level },
    read: ({ u, v }, rows, count) => {
      // Neighbours in a segment are mostly of one cell: looked up once.
      for (let i = 0; i < count; ) {
        const [x, y, first] = [u[rows[i]] >>> shift, v[rows[i]] >>> shift, i]
        while (i < count && u[rows[i]] >>> shift === x && v[rows[i]] >>> shift === y) i++
        counter.add(cellCode(x, y), i - first)
      }
    },
  }
  for (const part of cellParts(question, relation === 'ends' ? destination : origin, met, level)) {
    const perCell = part.source === 'segments' ? 1 : 4 ** (part.ranges[0].level - level)
    await scanPart(snapshot, question, part, reader, ({ cell, trips }, rows, count) => {
      for (let k = 0; k < count; k++) counter.add(Math.floor(cell[rows[k]] / perCell), trips[rows[k]])
    })
  }
  return counter
}

/** Cells that meet the view, as columns and rows of the level's grid. */
function cellsSql(query: CellsQuery, where: string): string {
  const side = query.relation === 'ends' ? 'destination' : 'origin'
  const cell = (column: string) => cellSql(column, query.level)
  return `SELECT ${cell(`${side}_lon`)} AS x, ${cell(`${side}_lat`)} AS y, COUNT(*) AS trips FROM trips${where} GROUP BY x, y${inView(query)} ORDER BY trips DESC`
}

function inView({ view, level }: CellsQuery): string {
  if (!view) return ''
  const cell = (e7: number) => Math.floor((e7 + 2 ** 31) / 2 ** (32 - level))
  const parts = splitAtAntimeridian(view)
    .filter(({ south, north }) => south <= north)
    .map(
      ({ west, south, east, north }) =>
        `(x BETWEEN ${cell(west)} AND ${cell(east)} AND y BETWEEN ${cell(south)} AND ${cell(north)})`,
    )
  return ` HAVING ${parts.length === 0 ? 'FALSE' : parts.join(' OR ')}`
}
