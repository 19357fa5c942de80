import fc from 'fast-check'
import { expect, test } from 'vitest'
import { boxArea } from './area.ts'
import {
  cellAddress,
  cellOfGrid,
  codeOfCell,
  dayRollupLevel,
  finestLevel,
  flowFarLevel,
  gridOf,
  groupRollupLevel,
} from './cell.ts'
import { cellsMeeting } from './cover.ts'
import {
  type ChunkList,
  type CountedByHour,
  cellParts,
  type DayRange,
  groupParts,
  hourParts,
  type OneEndRelation,
  type Part,
  type TripQuestion,
  weeklyParts,
} from './grain.ts'
import { dayOfTime, hourOfTime, secondsPerDay, weekdayOfDay, weekOfTime } from './iso-week.ts'
import { destination, origin, type TripEnd } from './segment.ts'

/** A trip, and how it is stored: the level its segment was cut at, by end, its chunk, and what that is counted by hour of. */
type Stored = {
  place: Record<TripEnd, { u: number; v: number }>
  level: Record<TripEnd, number>
  time: number
  chunk: number
  byHour: { [Table in CountedByHour['in']]: boolean }
}

const firstDay = 19_000

const codeAt = ({ place }: Stored, end: TripEnd, level: number): number => {
  const cell = ({ u, v }: { u: number; v: number }) =>
    codeOfCell(Math.floor(u / 2 ** (32 - level)), Math.floor(v / 2 ** (32 - level)))
  return cell(place[end])
}

const isIn = (value: number, { from, to }: { from: number; to: number }) => value >= from && value <= to
const isOnDays = (time: number, days: readonly DayRange[] | null) =>
  days === null || days.some(({ first, last }) => isIn(dayOfTime(time), { from: first, to: last }))

/** Whether a trip that satisfies the question is among those that a part counts. */
function counts(part: Part, question: TripQuestion, trip: Stored): boolean {
  const { time, byHour, place, chunk } = trip
  const isAmong = (chunks: 'all' | ChunkList | CountedByHour) => {
    if (chunks === 'all') return true
    if ('ids' in chunks) return chunks.ids.includes(chunk)
    return chunks.has === byHour[chunks.in]
  }
  const isInWeeks = 'weeks' in part && isIn(weekOfTime(time), { from: part.weeks.first, to: part.weeks.last })
  switch (part.source) {
    case 'region_rollups':
      return isInWeeks
    case 'area_rollups':
      return (
        isInWeeks && question.area?.has(place[part.end].u, place[part.end].v) === true && !question.uncounted?.ids.includes(chunk)
      )
    case 'region_hour_rollups':
    case 'total_hour_rollups':
      return byHour[part.source] && isOnDays(time, part.days)
    case 'group_rollups':
    case 'group_hour_rollups': {
      if (part.source === 'group_rollups' ? !isInWeeks : !byHour[part.source] || !isOnDays(time, part.days)) return false
      const isInCells = ({ u, v }: { u: number; v: number }) =>
        part.cells === null || part.cells.some((range) => isIn(cellOfGrid(u, v, groupRollupLevel), range))
      return isInCells(place[origin]) && isInCells(place[destination])
    }
    case 'flow_rollups':
      return (
        byHour.flow_rollups &&
        part.ranges.some((range) => range.level < trip.level[part.end] && isIn(codeAt(trip, part.end, range.level), range))
      )
    case 'cell_rollups':
    case 'hour_rollups': {
      // Counts are of what lies in finer segments; the finest by hour know days only.
      if (
        part.source === 'cell_rollups' ? !isInWeeks || !isAmong(part.chunks) : !byHour.hour_rollups || !isOnDays(time, part.days)
      )
        return false
      return part.ranges.some((range) => range.level < trip.level[part.end] && isIn(codeAt(trip, part.end, range.level), range))
    }
    case 'segments': {
      if (!isAmong(part.chunks)) return false
      if (!isOnDays(time, part.days)) return false
      const { level } = trip
      const address = cellAddress(level[part.end], codeAt(trip, part.end, level[part.end]))
      if (part.ranges && !part.ranges.some((range) => isIn(address, range))) return false
      const [near, far] = [place[part.end], place[part.end === origin ? destination : origin]]
      if (part.near && !part.near.has(near.u, near.v)) return false
      return !part.far || part.far.area.has(far.u, far.v) === part.far.isIn
    }
  }
}

/** West and south edge, and size: some areas have cells for groups inside, others none for days. */
const squares = fc.record({
  corner: fc.integer({ min: -4_000_000, max: 0 }),
  size: fc.oneof(fc.integer({ min: 20_000, max: 600_000 }), fc.integer({ min: 600_000, max: 20_000_000 })),
})
/** A place as shares of the square, a little beyond it too. */
const share = fc.integer({ min: -2000, max: 12_000 }).map((n) => n / 10_000)
const place = fc.record({ u: share, v: share })
const level = fc.integer({ min: 0, max: finestLevel })
const trips: fc.Arbitrary<Stored[]> = fc.array(
  fc.record({
    place: fc.record({ [origin]: place, [destination]: place }),
    level: fc.record({ [origin]: level, [destination]: level }),
    time: fc.integer({ min: (firstDay - 20) * secondsPerDay, max: (firstDay + 60) * secondsPerDay }),
    chunk: fc.nat(2),
    byHour: fc.record({
      hour_rollups: fc.boolean(),
      total_hour_rollups: fc.boolean(),
      region_hour_rollups: fc.boolean(),
      group_hour_rollups: fc.boolean(),
      flow_rollups: fc.boolean(),
    }),
  }),
  { minLength: 20, maxLength: 60 },
)
const some = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined, freq: 2 })
/** So that many a question asks for nothing of it all, which counts of groups need. */
const sometimes = <Value>(arbitrary: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary })
const questions = fc.record({
  relation: fc.constantFrom<OneEndRelation[]>('starts', 'ends', 'within'),
  isEverywhere: fc.nat(3).map((n) => n === 0),
  region: sometimes(fc.constant(1)),
  datasource: sometimes(fc.constant(1)),
  savedArea: some(fc.constant(7)),
  uncounted: some(fc.subarray([0, 1, 2]).map((ids) => ({ ids, share: ids.length / 3 }))),
  from: sometimes(fc.integer({ min: firstDay, max: firstDay + 20 })),
  to: sometimes(fc.integer({ min: firstDay + 20, max: firstDay + 50 })),
  hours: sometimes(fc.constant<number[]>([8, 9, 17])),
  weekdays: sometimes(fc.constant<number[]>([1, 2, 6])),
})

function satisfies({ relation, area, from, to, hours, weekdays }: TripQuestion, { place, time }: Stored): boolean {
  const day = dayOfTime(time)
  if (day < (from ?? 0) || day > (to ?? Number.POSITIVE_INFINITY)) return false
  if (hours && !hours.includes(hourOfTime(time))) return false
  if (weekdays && !weekdays.includes(weekdayOfDay(day) + 1)) return false
  const has = (end: TripEnd) => !area || area.has(place[end].u, place[end].v)
  return relation === 'starts' ? has(origin) : relation === 'ends' ? has(destination) : has(origin) && has(destination)
}

test('every trip that satisfies a question is counted by one of its parts, however it is stored; the others by none', () => {
  const seen = new Map<string, number>()
  fc.assert(
    fc.property(questions, squares, trips, fc.boolean(), ({ isEverywhere, ...filters }, { corner, size }, shares, isByHour) => {
      const [west, east] = [corner, corner + size]
      const area = isEverywhere ? undefined : boxArea({ west, south: west, east, north: east })
      const question: TripQuestion & { relation: OneEndRelation } = { ...filters, area }
      const list = placed(shares, corner, size)
      const parts = isByHour ? hourParts(question) : weeklyParts(question)
      for (const part of parts)
        if (part.source === 'hour_rollups' && question.hours)
          expect(part.ranges.some((range) => range.level === dayRollupLevel)).toBe(false)
      for (const trip of list) {
        // Parts filter by hours and weekdays as they read.
        const by = parts.filter((part) => counts(part, question, trip) && satisfiesWhen(question, trip))
        expect([trip, by.map(({ source }) => source)]).toEqual([trip, satisfies(question, trip) ? [expect.any(String)] : []])
        for (const { source } of by) seen.set(source, (seen.get(source) ?? 0) + 1)
      }
    }),
    { numRuns: 2500 },
  )
  // None of the sources was left out.
  expect([...seen.keys()].sort()).toEqual([
    'area_rollups',
    'cell_rollups',
    'group_hour_rollups',
    'group_rollups',
    'hour_rollups',
    'region_hour_rollups',
    'region_rollups',
    'segments',
    'total_hour_rollups',
  ])
})

test('every trip of whole cells is counted by one of their parts, however it is stored', () => {
  const seen = new Map<string, number>()
  const end = fc.constantFrom(origin, destination)
  fc.assert(
    fc.property(
      questions,
      squares,
      trips,
      end,
      fc.integer({ min: 1, max: 15 }),
      (question, { corner, size }, shares, of, level) => {
        const edge = corner + size
        const cells = cellsMeeting(boxArea({ west: corner, south: corner, east: edge, north: edge }), level)
        const parts = cellParts(question, of, cells, level)
        for (const trip of placed(shares, corner, size)) {
          // A coarse segment holds trips beside the cells, too.
          if (!cells.some((range) => isIn(codeAt(trip, of, level), range))) continue
          const by = parts.filter((part) => counts(part, question, trip) && satisfiesWhen(question, trip))
          const isMeant = satisfies({ ...question, relation: 'starts' }, trip)
          expect([trip, by.map(({ source }) => source)]).toEqual([trip, isMeant ? [expect.any(String)] : []])
          for (const { source } of by) seen.set(source, (seen.get(source) ?? 0) + 1)
        }
      },
    ),
    { numRuns: 1000 },
  )
  expect([...seen.keys()].sort()).toEqual(['cell_rollups', 'hour_rollups', 'segments'])
})

test('every trip is counted by one part of a count of groups, wherever rollups may answer', () => {
  const seen = new Map<string, number>()
  const levels = fc.constantFrom(groupRollupLevel, groupRollupLevel + 1, flowFarLevel, flowFarLevel + 1)
  fc.assert(
    fc.property(
      questions,
      squares,
      trips,
      levels,
      ({ isEverywhere, savedArea, uncounted, ...filters }, { corner, size }, shares, level) => {
        const edge = corner + size
        const area = isEverywhere ? undefined : boxArea({ west: corner, south: corner, east: edge, north: edge })
        const question: TripQuestion = { ...filters, area }
        const parts = groupParts(question, level)
        const { region, datasource, from, to, weekdays, relation } = question
        const areFlows = level > groupRollupLevel || area !== undefined
        const isKnown = (isOneEnd: boolean) =>
          areFlows
            ? level <= flowFarLevel &&
              (isOneEnd || !area) &&
              [region, datasource, from, to, weekdays].every((asked) => asked === undefined)
            : region === undefined
        const known = isKnown(relation !== 'within')
        expect(parts !== undefined).toBe(known)
        expect(groupParts({ ...question, relation: 'touches' }, level) !== undefined).toBe(isKnown(false))
        for (const trip of placed(shares, corner, size)) {
          const by = (parts ?? []).filter((part) => counts(part, question, trip) && satisfiesWhen(question, trip))
          expect([trip, by.map(({ source }) => source)]).toEqual([
            trip,
            known && satisfies(question, trip) ? [expect.any(String)] : [],
          ])
          for (const { source } of by) seen.set(source, (seen.get(source) ?? 0) + 1)
        }
      },
    ),
    { numRuns: 2000 },
  )
  expect([...seen.keys()].sort()).toEqual(['flow_rollups', 'group_hour_rollups', 'group_rollups', 'segments'])
})

/** Trips at shares of a square. */
function placed(shares: readonly Stored[], corner: number, size: number): Stored[] {
  const at = ({ u, v }: { u: number; v: number }) => ({
    u: gridOf(corner + Math.round(u * size)),
    v: gridOf(corner + Math.round(v * size)),
  })
  return shares.map(({ place, ...trip }) => ({
    ...trip,
    place: { [origin]: at(place[origin]), [destination]: at(place[destination]) },
  }))
}

/** What every part compares for itself: the hours and weekdays. */
const satisfiesWhen = ({ hours, weekdays }: TripQuestion, trip: Stored) =>
  satisfies({ relation: 'starts', hours, weekdays }, trip)
