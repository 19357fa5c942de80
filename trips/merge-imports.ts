import type { ImportView } from './import-job.ts'

/**
 * The imports known so far and those that arrived, in any order and by any way (page, event, refetch): of each the highest
 * version, newest import first. Returns `known` itself when nothing in it changes.
 */
export function mergeImports(known: ImportView[], arrived: readonly ImportView[]): ImportView[] {
  const byId = new Map(known.map((view) => [view.id, view]))
  let changed = false
  for (const view of arrived) {
    const shown = byId.get(view.id)
    if (shown && shown.version >= view.version) continue
    byId.set(view.id, view)
    changed = true
  }
  return changed ? [...byId.values()].sort((a, b) => b.id - a.id) : known
}
