import { type Box, splitAtAntimeridian } from '#trips/box.ts'
import { e7OfGrid, gridOf } from '#trips/cell.ts'
import { mulberry32 } from '#trips/mulberry32.ts'
import type { SampleCity } from '#trips/sample-city.ts'
import { boxDegrees, type Form, type KindName, kindNames, kinds, type Question, type Ring, type Selection } from './question.ts'

/** What the trips were made of, and so what can be asked of them. */
export type Known = { cities: readonly SampleCity[]; datasources: readonly string[]; firstDay: number; weeks: number }

type Asked = Form & { selection: Selection; savedAs?: string }
type Draw = ReturnType<typeof drawer>

const weeks: Form = { form: 'weeks' }
/** Sides of boxes and views up to a city: the trips of one lie within some 0.4 degree. */
const cityDegrees = [0.03, 0.12, 0.6]
const views = [0.06, 0.25, 0.6]
const groupLevels = [11, 14, 17, undefined]

/** Questions of every kind, at most `most` of each, no two of them alike; the same seed gives the same ones. */
export function makeQuestions(known: Known, seed: number, most = Number.POSITIVE_INFINITY): Question[] {
  const draw = drawer(known, mulberry32(seed))
  return kindNames.flatMap((kind) =>
    Array.from({ length: Math.min(most, kinds[kind].count) }, (_, i) => ({ kind, ...makers[kind](draw, i) })),
  )
}

/** Boxes alone, the four sizes taking turns, starts and ends too. */
export function makeBoxes(known: Known, seed: number, count: number): Question[] {
  const draw = drawer(known, mulberry32(seed))
  const sizes: KindName[] = ['box-0.005', 'box-0.03', 'box-0.12', 'box-0.6']
  return Array.from({ length: count }, (_, i) => ({ kind: sizes[i % 4], ...boxOf(boxDegrees[i % 4])(draw, i >> 2) }))
}

const boxOf =
  (degrees: number) =>
  (draw: Draw, i: number): Asked => ({ ...weeks, selection: { relation: end(i), box: draw.box(degrees) } })

const end = (i: number) => (i % 2 === 0 ? 'starts' : 'ends')
const cityBox = (draw: Draw, i: number): Selection => ({ relation: end(i), box: draw.box(cityDegrees[i % 3]) })
const filtered =
  (more: (draw: Draw, i: number) => Partial<Selection>) =>
  (draw: Draw, i: number): Asked => ({ ...weeks, selection: { ...cityBox(draw, i), ...more(draw, i) } })

const makers: Record<KindName, (draw: Draw, i: number) => Asked> = {
  'box-0.005': boxOf(0.005),
  'box-0.03': boxOf(0.03),
  'box-0.12': boxOf(0.12),
  'box-0.6': boxOf(0.6),
  hours: filtered((draw) => ({ hours: draw.hours() })),
  weekdays: filtered((draw) => ({ weekdays: draw.weekdays() })),
  datasource: filtered((draw) => ({ datasource: draw.datasource() })),
  dates: filtered((draw) => draw.days()),
  combined: filtered((draw, i) => combination(draw, i)),
  within: filtered(() => ({ relation: 'within' })),
  touches: filtered(() => ({ relation: 'touches' })),
  polygon: (draw, i) => ({ ...weeks, selection: { relation: end(i), ring: draw.ring(8 + ((i * 7) % 33), 0.15) } }),
  'hour-of-week': (draw, i) => ({ form: 'hour-of-week', selection: cityBox(draw, i) }),
  'region-filtered': (draw, i) => ({
    ...weeks,
    selection: { relation: 'starts', region: draw.cityName(i), ...oneFilter(draw, i) },
  }),
  region: (draw, i) => ({ ...weeks, selection: { relation: 'starts', ...draw.region(i) } }),
  'saved-area': (draw, i) => ({
    ...weeks,
    savedAs: `area ${i + 1}`,
    selection: { relation: end(i), ring: draw.ring(12 + (i % 13), 0.2) },
  }),
  whole: (draw, i) => ({ ...weeks, selection: { relation: 'starts', ...draw.everything(i) } }),
  groups: (draw, i) => groupsOf(draw, i, i % 2 === 0 ? 'daypart' : 'hour'),
  flows: (draw, i) => groupsOf(draw, i, 'none'),
  'groups-filtered': (draw, i) => withFilter(draw, i, groupsOf(draw, i, i % 2 === 0 ? 'daypart' : 'hour')),
  'flows-filtered': (draw, i) => withFilter(draw, i, groupsOf(draw, i, 'none')),
  cells: (draw, i) => cellsOf(draw, i),
  'cells-filtered': (draw, i) => withFilter(draw, i, cellsOf(draw, i)),
  'whole-filtered': (draw, i) => ({ ...weeks, selection: { relation: 'starts', ...oneFilter(draw, i) } }),
}

const oneFilter = (draw: Draw, i: number): Partial<Selection> =>
  [() => ({ hours: draw.hours() }), () => ({ weekdays: draw.weekdays() }), draw.days][i % 3]()

const combination = (draw: Draw, i: number): Partial<Selection> => ({
  hours: draw.hours(),
  ...(i % 2 === 0 ? { weekdays: draw.weekdays() } : {}),
  ...(i % 3 === 0 ? { datasource: draw.datasource() } : {}),
  ...(i % 4 < 2 ? draw.days() : {}),
  ...(i % 5 === 0 ? { relation: 'within' } : {}),
})

/** By date, source or hour. */
const withFilter = (draw: Draw, i: number, asked: Asked): Asked => {
  const more = [draw.days, () => ({ datasource: draw.datasource() }), () => ({ hours: draw.hours() })][i % 3]()
  return { ...asked, selection: { ...asked.selection, ...more } }
}

const groupsOf = (draw: Draw, i: number, time: 'hour' | 'daypart' | 'none'): Asked => ({
  ...{ form: 'groups', time, level: groupLevels[(i + Math.floor(i / 4)) % 4] },
  selection: { relation: end(i), box: draw.box(views[i % 3]) },
})

/** Some hundreds of cells a view, as the map asks for them. */
function cellsOf(draw: Draw, i: number): Asked {
  const [degrees, level] = (
    [
      [0.25, 15],
      [0.6, 14],
      [2, 12],
      [20, 10],
    ] as const
  )[i % 4]
  const view = draw.box(degrees)
  return { form: 'cells', level, view, selection: { relation: end(i), box: wholeCells(view, level) } }
}

/** The box that the cells of a level that meet the view fill. */
export function wholeCells(view: Box, level: number): Box {
  const [box] = splitAtAntimeridian(view)
  const size = 2 ** (32 - level)
  const first = (e7: number) => e7OfGrid(Math.floor(gridOf(e7) / size) * size)
  return { west: first(box.west), south: first(box.south), east: first(box.east) + size - 1, north: first(box.north) + size - 1 }
}

/** Draws what questions are made of, around the centres of the cities. */
function drawer({ cities, datasources, firstDay, weeks }: Known, random: () => number) {
  const below = (n: number) => Math.floor(random() * n)
  const centre = (): [number, number] => {
    const { lon, lat } = cities[below(cities.length)]
    return [lon + (random() - 0.5) * 0.1, lat + (random() - 0.5) * 0.1]
  }
  const e7 = (degrees: number) => Math.round(degrees * 1e7)
  const datasource = () => datasources[below(datasources.length)]
  return {
    datasource,
    box: (degrees: number): Box => {
      const [lon, lat] = centre()
      const [west, south] = [e7(lon - degrees / 2), e7(lat - degrees / 2)]
      return { west, south, east: west + e7(degrees), north: south + e7(degrees) }
    },
    /** A star: its corners go round the centre once, so no edges cross. */
    ring: (corners: number, degrees: number): Ring => {
      const [lon, lat] = centre()
      const scale = degrees * (0.1 + 0.4 * random())
      return Array.from({ length: corners }, (_, i) => {
        const angle = (2 * Math.PI * (i + 0.8 * random())) / corners
        const radius = scale * (0.4 + 0.6 * random())
        return [e7(lon + radius * Math.cos(angle)), e7(lat + radius * Math.sin(angle))]
      })
    },
    hours: () => {
      const first = below(20)
      return Array.from({ length: 1 + below(4) }, (_, i) => first + i)
    },
    weekdays: () => {
      const first = 1 + below(5)
      return Array.from({ length: 1 + below(3) }, (_, i) => first + i)
    },
    days: () => {
      const from = firstDay + below(weeks * 7 - 60)
      return { from, to: from + 5 + below(55) }
    },
    cityName: (i: number) => cities[i % cities.length].name,
    /** Each region once, then each once more with a datasource. */
    region: (i: number): Partial<Selection> => ({
      region: cities[i % cities.length].name,
      ...(i < cities.length ? {} : { datasource: datasources[Math.floor(i / cities.length + i) % datasources.length] }),
    }),
    /** Everything, each datasource, then runs of whole weeks. */
    everything: (i: number): Partial<Selection> => {
      if (i === 0) return {}
      if (i <= datasources.length) return { datasource: datasources[i - 1] }
      const first = (i * 3) % (weeks - 4)
      return { from: firstDay + 7 * first, to: firstDay + 7 * (first + 2 + (i % 3)) - 1 }
    },
  }
}
