import { type Answer, type CellsView, problemView } from '#trips/views.ts'
import { queryText } from '../filters/url-params.ts'
import { unreachable } from '../ui/unreachable.ts'

export type ReadCells = (params: Record<string, string>) => Promise<Answer<CellsView>>

/**
 * The density over HTTP: server actions of a page wait for one another, and a map that is being moved must not wait for the
 * answer beside it.
 */
export const fetchCells: ReadCells = async (params) => {
  try {
    const response = await fetch(`/api/v1/cells${queryText(params)}`)
    const json = await response.json()
    return response.ok ? { ok: true, value: json as CellsView } : { ok: false, problem: problemView.parse(json) }
  } catch {
    return unreachable()
  }
}
