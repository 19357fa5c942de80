import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ImportView } from './import-job.ts'
import { mergeImports } from './merge-imports.ts'

const viewOf = (id: number, version: number): ImportView => ({
  ...{
    id,
    version,
    file_name: `trips-${id}.csv`,
    byte_size: 1000,
    bytes_received: null,
    sha256: 'ab',
    state: 'loading',
    requested: null,
  },
  ...{ is_sample: false, duplicates: 'keep', mapping_text: null, rows_read: version, rows_stored: version, rows_rejected: 0 },
  ...{
    rows_skipped: 0,
    rows_flagged: 0,
    checks: [],
    equal_rows_kept: null,
    bytes_done: 0,
    bytes_total: null,
    rows_per_second: null,
    seconds_left: null,
  },
  ...{
    problem: null,
    waiting_for: null,
    can_retry: false,
    created_at: '2018-05-01T00:00:00Z',
    started_at: null,
    finished_at: null,
  },
})
const brief = (views: ImportView[]): number[][] => views.map(({ id, version }) => [id, version])
const anyViews = fc.array(
  fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 5 })).map(([id, version]) => viewOf(id, version)),
)

test('unknown imports come in, newest first; a newer version replaces, an older or equal one does not', () => {
  const known = mergeImports([], [viewOf(1, 3), viewOf(2, 1)])
  expect(brief(known)).toEqual([
    [2, 1],
    [1, 3],
  ])
  expect(brief(mergeImports(known, [viewOf(3, 1), viewOf(1, 4), viewOf(2, 0)]))).toEqual([
    [3, 1],
    [2, 1],
    [1, 4],
  ])
  expect(mergeImports(known, [viewOf(1, 3), viewOf(2, 0)])).toBe(known)
})

test('lost, doubled and reordered events end where all in order end: each import at its highest version', () => {
  fc.assert(
    fc.property(anyViews, fc.array(fc.nat({ max: 30 })), (views, picks) => {
      const mixed = picks.map((pick) => views[pick]).filter((view) => view !== undefined)
      const oneByOne = mixed.reduce((known, view) => mergeImports(known, [view]), [] as ImportView[])
      const highest = [5, 4, 3, 2, 1].flatMap((id) => {
        const versions = views.filter((view) => view.id === id).map((view) => view.version)
        return versions.length > 0 ? [[id, Math.max(...versions)]] : []
      })
      expect(brief(mergeImports(oneByOne, views))).toEqual(highest)
    }),
  )
})

test('versions never go back', () => {
  fc.assert(
    fc.property(anyViews, anyViews, (first, then) => {
      const known = mergeImports([], first)
      const next = new Map(brief(mergeImports(known, then)) as [number, number][])
      for (const { id, version } of known) expect(next.get(id)).toBeGreaterThanOrEqual(version)
    }),
  )
})
