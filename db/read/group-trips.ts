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
  const skip = query.cursor === undefined ? 0 : Number(query.cursor)
  if (!Number.isSafeInteger(skip) || skip < 0)
    throw new UserProblem('bad_parameter', 'cursor is not one of this question; expected next_cursor of the page before', {
      parameter: 'cursor',
      found: query.cursor,
      expected: 'next_cursor',
    })
  return inSnapshot(
    db,
    async (snapshot) => {
      const found = await findTrips(snapshot, group, query)
      const page = found.slice(skip, skip + query.limit)
      return {
        key,
        why: whyText(group),
        shown: page.length,
        of_total: found.length,
        next_cursor: skip + page.length < found.length ? String(skip + page.length) : null,
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
function byTimeAndPlace(a: Found, b: Found): number {
  const [left, right] = [a, b].map(({ time, origin, destination, region, datasource }) => [
    time,
    ...origin,
    ...destination,
    region,
    datasource,
  ])
  const at = left.findIndex((value, i) => value !== right[i])
  return at < 0 ? 0 : left[at] - right[at]
}

/** Trips of a group held at once to be put in order: 20 MB. */
const tripsMax = 100_000

const tooMany = (): UserProblem =>
  new UserProblem(
    'unprocessable',
    `the group has more than ${tripsMax.toLocaleString('en')} trips under these filters; expected a finer level, a date range or a smaller area`,
  )

async function findTrips(snapshot: Snapshot, group: ParsedKey, query: GroupTripsQuery): Promise<Found[]> {
  const { area, ...question } = await toQuestion(snapshot, query)
  const shift = 32 - group.level
  const found: Found[] = []
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
          found.push({
            time: time[row],
            origin: [e7OfGrid(u[row]), e7OfGrid(v[row])],
            destination: [e7OfGrid(farU[row]), e7OfGrid(farV[row])],
            region: region[row],
            datasource: datasource[row],
          })
          if (found.length > tripsMax) throw tooMany()
        }
      },
    },
  ])
  return found.sort(byTimeAndPlace)
}

/** Where segments are that hold the group's origin cell, or lie in it. */
const originRanges = ({ originX, originY, level }: ParsedKey) => addressesOf([rangeOf(level, { x: originX, y: originY })])

async function tripViews(snapshot: Snapshot, found: Found[]): Promise<TripView[]> {
  const names = async (table: typeof regions | typeof datasources) =>
    new Map((await snapshot.tx.select({ id: table.id, name: table.name }).from(table)).map((row) => [row.id, row.name]))
  const [regionNames, datasourceNames] = [await names(regions), await names(datasources)]
  const degrees = ([lon, lat]: [number, number]): [number, number] => [lon / 1e7, lat / 1e7]
  return found.map((trip) => ({
    region: regionNames.get(trip.region) ?? '',
    datasource: datasourceNames.get(trip.datasource) ?? '',
    origin: degrees(trip.origin),
    destination: degrees(trip.destination),
    datetime: datetimeText(trip.time),
  }))
}
