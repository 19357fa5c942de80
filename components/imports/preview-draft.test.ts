import fc from 'fast-check'
import { expect, test } from 'vitest'
import { columnRoles } from '#trips/column-roles.ts'
import { readingParameters } from '#trips/import-request.ts'
import type { PreviewView } from '#trips/mapping-views.ts'
import { parseParameters } from '#trips/parse-parameters.ts'
import { previewFile } from '#trips/recognition/preview-file.ts'
import { type PreviewDraft, readingOf, shownRoles, swapped, withDialect, withRole } from './preview-draft.ts'

const csv = 'id,when,a_lat,a_lon,end_lat,end_lon,region\n1,2018-05-01 08:00:00,50,14,51,15,Prague\n'
const blocks = [new TextEncoder().encode(csv)]
const ask = (parameters: Record<string, string>): PreviewView => ({
  ...previewFile({ fileName: 'a.csv', blocks, whole: true }, parseParameters(readingParameters, Object.entries(parameters)), []),
  proposed: [],
})
const view = ask({})
const place = (name: string) => view.columns.findIndex((column) => column.name === name)

test('nothing said, nothing sent; what is said is sent as the API takes it', () => {
  expect(readingOf({}, view)).toEqual({ parameters: {}, missing: [] })
  expect(readingOf({ anew: true }, view).parameters).toEqual({ mapping: '{}' })
  expect(readingOf({ saved: 'bikes', region: 'x' }, view).parameters).toEqual({ mapping: 'bikes' })
  expect(readingOf({ date_order: 'dmy', region: 'Turin', datasource: '' }, view).parameters).toEqual({
    date_order: 'dmy',
    region: 'Turin',
  })
  expect(readingOf(withDialect({ roles: { date: 1 } }, { delimiter: ';' }), view).parameters).toEqual({
    mapping: '{"delimiter":";"}',
  })
})

test('columns are chosen one by one until they make trips', () => {
  expect(view).toMatchObject({ mapping: null, problem: { code: 'unmappable' } })
  let draft = withRole({}, view, place('when'), 'datetime')
  expect(readingOf(draft, view).missing).toEqual(['origin_lon', 'origin_lat'])
  draft = withRole(draft, view, place('a_lat'), 'origin_lat')
  expect(readingOf(draft, view).missing).toEqual(['origin_lon'])
  draft = withRole(draft, view, place('a_lon'), 'origin_lon')
  const { parameters, missing } = readingOf(draft, view)
  expect(missing).toEqual([])
  expect(ask(parameters)).toMatchObject({
    problem: null,
    trips: [{ region: 'Prague', origin: [14, 50], destination: [15, 51], datetime: '2018-05-01 08:00:00' }],
  })
  expect(ask(readingOf(swapped(draft, view), view).parameters).trips[0]).toMatchObject({
    origin: [50, 14],
    destination: [51, 15],
  })
})

test('a label column that was found can be given up, for one label for all', () => {
  const whole: PreviewDraft = {
    roles: { origin_lon: 3, origin_lat: 2, destination_lon: 5, destination_lat: 4, datetime: 1, region: 6 },
  }
  const draft = { ...withRole(whole, view, place('region'), undefined), region: 'Bohemia' }
  expect(ask(readingOf(draft, view).parameters).trips[0].region).toBe('Bohemia')
  const back = withRole(draft, view, place('region'), 'region')
  expect(ask(readingOf(back, view).parameters).trips[0].region).toBe('Prague')
})

test('whatever is chosen in whatever order, a role has one column, a column one role, and rivals never stand together', () => {
  const step = fc.tuple(fc.nat(view.columns.length - 1), fc.option(fc.constantFrom(...columnRoles), { nil: undefined }))
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const draft = steps.reduce((made, [column, role]) => withRole(made, view, column, role), {} as PreviewDraft)
      const roles = shownRoles(draft, view)
      const places = Object.values(roles)
      expect(new Set(places).size).toBe(places.length)
      for (const side of ['origin', 'destination'] as const)
        expect(
          [`${side}_point`, `${side}_lon_lat`, `${side}_lat_lon`].filter((role) => role in roles).length +
            Number(`${side}_lon` in roles || `${side}_lat` in roles),
        ).toBeLessThanOrEqual(1)
      if (roles.datetime !== undefined) expect([roles.date, roles.time]).toEqual([undefined, undefined])
      const last = steps.at(-1)
      if (last?.[1]) expect(roles[last[1]]).toBe(last[0])
      const { parameters, missing } = readingOf(draft, view)
      if (missing.length === 0) expect(() => ask(parameters)).not.toThrow()
    }),
  )
})
