import { inArray } from 'drizzle-orm'
import { e7OfGrid } from '#trips/cell.ts'
import { addressesOf, rangeOf } from '#trips/cover.ts'
import type { GroupTripsQuery, Relation } from '#trips/filters.ts'
import { segmentParts } from '#trips/grain.ts'
import { parseGroupKey } from '#trips/group-key.ts'
import { datetimeText, hourOfTime } from '#trips/iso-week.ts'
import { bucketOfHour, bucketText } from '#trips/time-bucket.ts'
import { UserProblem } from '#trips/user-problem.ts'
import type { GroupTripsView, TripView } from '#trips/views.ts'
import type { Database } from '../client.ts'
import { datasources, regions } from '../schema/trips.ts'
import type { Bounds } from './bounds.ts'
import { groupSql } from './doubters-sql.ts'
import { toQuestion } from './question.ts'
import { scanTrips } from './scan-trips.ts'
import { inSnapshot, provenance, type Snapshot } from './snapshot.ts'

type Found = { time: number; origin: [number, number]; destination: [number, number]; region: number; datasource: number }
type ParsedKey = NonNullable<ReturnType<typeof parseGroupKey>>

/** The trips of one group under the filters, oldest first, and why they belong together. */
export async function readGroupTrips(
  db: Database,
  key: string,
  query: GroupTripsQuery,
  bounds?: Bounds,
): Promise<GroupTripsView> {
  const group = parseGroupKey(key)
  if (!group)
    throw new UserProblem(
      'bad_parameter',
      `"${key}" is not the key of a group; expected one from /groups, such as 1202-1203-daypart1`,
      { parameter: 'key', found: key, expected: 'a key from /groups' },
    )
  const after = parseCursor(query.cursor)
  return inSnapshot(
    db,
    async (snapshot) => {
      const found = new FirstTrips(after.time, after.shown + query.limit)
      await findTrips(snapshot, group, query, (trip) => found.add(trip))
      const first = found.sorted()
      const page = first.slice(after.shown)
      return {
        key,
        why: whyText(group),
        shown: page.length,
        of_total: found.total,
        next_cursor: found.before + first.length < found.total ? cursorAfter(first) : null,
        trips: await tripViews(snapshot, page),
        provenance: provenance(snapshot, query, whyText(group), (where) => groupSql(group, where)),
      }
    },
    bounds,
  )
}

const whyText = ({ level, time, bucket }: ParsedKey): string =>
  `They start in the same cell and end in the same cell of a 2^${level} × 2^${level} grid${time === 'none' ? '' : `, and start between ${bucketText(time, bucket)}`}.`

const belongs = (relation: Relation, starts: boolean, ends: boolean): boolean =>
  relation === 'starts' ? starts : relation === 'ends' ? ends : relation === 'within' ? starts && ends : starts || ends

/** The same order however the trips are stored, so that a page goes on where the one before ended. */
const byTimeAndPlace = (a: Found, b: Found): number =>
  a.time - b.time ||
  a.origin[0] - b.origin[0] ||
  a.origin[1] - b.origin[1] ||
  a.destination[0] - b.destination[0] ||
  a.destination[1] - b.destination[1] ||
  a.region - b.region ||
  a.datasource - b.datasource

/** Where a page ended: at a time, after so many of the trips that start then. */
type After = { time: number; shown: number }

/** Trips that start in one second at most, to be put in order for a page: 20 MB. */
const sameTimeMax = 100_000

function parseCursor(cursor: string | undefined): After {
  if (cursor === undefined) return { time: 0, shown: 0 }
  const [, time, shown] = /^(\d{1,10})\.(\d{1,10})$/.exec(cursor) ?? []
  if (time === undefined)
    throw new UserProblem('bad_parameter', 'cursor is not one of this question; expected next_cursor of the page before', {
      parameter: 'cursor',
      found: cursor,
      expected: 'next_cursor of the page before',
    })
  if (Number(shown) > sameTimeMax)
    throw new UserProblem(
      'unprocessable',
      `more than ${sameTimeMax.toLocaleString('en')} trips of the group start at ${datetimeText(Number(time))}; expected a finer level, a datasource or a smaller area`,
      { parameter: 'cursor', found: cursor, expected: 'a finer level, a datasource or a smaller area' },
    )
  return { time: Number(time), shown: Number(shown) }
}

function cursorAfter(first: readonly Found[]): string {
  const { time } = first[first.length - 1]
  return `${time}.${first.filter((trip) => trip.time === time).length}`
}

/** The first trips from a time on, as many as are wanted: never many more are in memory, however many there are. */
class FirstTrips {
  total = 0
  /** Trips before that time. */
  before = 0
  private kept: Found[] = []
  /** No trip after this time is among the first. */
  private last = Infinity

  constructor(
    private readonly from: number,
    private readonly wanted: number,
  ) {}

  add(trip: Found): void {
    this.total++
    if (trip.time < this.from) this.before++
    else if (trip.time <= this.last) this.kept.push(trip)
    if (this.kept.length > 2 * this.wanted + 1000) this.sorted()
  }

  sorted(): Found[] {
    this.kept = this.kept.sort(byTimeAndPlace).slice(0, this.wanted)
    if (this.kept.length === this.wanted) this.last = this.kept[this.wanted - 1].time
    return this.kept
  }
}

async function findTrips(
  snapshot: Snapshot,
  group: ParsedKey,
  query: GroupTripsQuery,
  tell: (trip: Found) => void,
): Promise<void> {
  const { area, ...question } = await toQuestion(snapshot, query)
  const shift = 32 - group.level
  const [part] = segmentParts(question)
  await scanTrips(snapshot, question, { ...part, ranges: originRanges(group) }, [
    {
      wants: { time: true, place: true, labels: true, far: true },
      read: ({ time, u, v, farU, farV, region, datasource }, rows, count) => {
        for (const row of rows.subarray(0, count)) {
          const sameCells =
            u[row] >>> shift === group.originX &&
            v[row] >>> shift === group.originY &&
            farU[row] >>> shift === group.destinationX &&
            farV[row] >>> shift === group.destinationY
          if (!sameCells || bucketOfHour(group.time, hourOfTime(time[row])) !== group.bucket) continue
          if (area && !belongs(query.relation, area.has(u[row], v[row]), area.has(farU[row], farV[row]))) continue
          tell({
            time: time[row],
            origin: [e7OfGrid(u[row]), e7OfGrid(v[row])],
            destination: [e7OfGrid(farU[row]), e7OfGrid(farV[row])],
            region: region[row],
            datasource: datasource[row],
          })
        }
      },
    },
  ])
}

/** Where segments are that hold the group's origin cell, or lie in it. */
const originRanges = ({ originX, originY, level }: ParsedKey) => addressesOf([rangeOf(level, { x: originX, y: originY })])

async function tripViews(snapshot: Snapshot, found: Found[]): Promise<TripView[]> {
  if (found.length === 0) return []
  const names = async (table: typeof regions | typeof datasources, ids: number[]) => {
    const { id, name } = table
    const rows = await snapshot.tx.select({ id, name }).from(table).where(inArray(id, ids))
    return new Map(rows.map((row) => [row.id, row.name]))
  }
  const regionNames = await names(regions, [...new Set(found.map((trip) => trip.region))])
  const datasourceNames = await names(datasources, [...new Set(found.map((trip) => trip.datasource))])
  const degrees = ([lon, lat]: [number, number]): [number, number] => [lon / 1e7, lat / 1e7]
  return found.map((trip) => ({
    region: regionNames.get(trip.region) ?? '',
    datasource: datasourceNames.get(trip.datasource) ?? '',
    origin: degrees(trip.origin),
    destination: degrees(trip.destination),
    datetime: datetimeText(trip.time),
  }))
}
