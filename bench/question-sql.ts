import { gridOf } from '#trips/cell.ts'
import { dateText } from '#trips/iso-week.ts'
import { bucketOfHour } from '#trips/time-bucket.ts'
import { groupsShown } from './found.ts'
import type { Question, Ring, Selection } from './question.ts'

export type Side = 'origin' | 'destination'

/** How a database says what SQL has no common words for. */
export type Dialect = {
  /** A column of 32 bits as one of 64, whose products do not overflow. */
  wide: (column: string) => string
  /** Whole weeks since Monday 1969-12-29 of the column `datetime`; the same week has the same number everywhere. */
  week: string
  /** 0 for Monday. */
  weekday: string
  /** Whether the end of a trip lies in the selection's box or ring. */
  isIn: (side: Side, selection: Selection) => string
}

const week = (days: string, divide: string) => `${days} ${divide} 7`

/** Of DuckDB and of MySQL without a spatial index: comparisons of integers. */
export const duckdbDialect: Dialect = {
  wide: (column) => `${column}::BIGINT`,
  week: week("(datetime::DATE - DATE '1969-12-29')", '//'),
  weekday: '(isodow(datetime) - 1)',
  isIn: (side, selection) => compared(duckdbDialect, side, selection),
}
export const mysqlDialect: Dialect = {
  wide: (column) => `CAST(${column} AS SIGNED)`,
  week: week("DATEDIFF(datetime, '1969-12-29')", 'DIV'),
  weekday: 'WEEKDAY(datetime)',
  isIn: (side, selection) => compared(mysqlDialect, side, selection),
}

/** Corners of a box or ring in the units of the points, joined to a closed line. */
export function wktPolygon({ box, ring }: Selection): string {
  const corners: Ring = box
    ? [
        [box.west, box.south],
        [box.east, box.south],
        [box.east, box.north],
        [box.west, box.north],
      ]
    : (ring ?? [])
  return `POLYGON((${[...corners, corners[0]].map((corner) => corner.join(' ')).join(', ')}))`
}

function compared(dialect: Dialect, side: Side, { box, ring }: Selection): string {
  const within = (west: number, south: number, east: number, north: number) =>
    `(${side}_lon BETWEEN ${west} AND ${east} AND ${side}_lat BETWEEN ${south} AND ${north})`
  if (box) return within(box.west, box.south, box.east, box.north)
  if (!ring) throw new Error('there is neither a box nor a ring')
  const [lons, lats] = [ring.map(([lon]) => lon), ring.map(([, lat]) => lat)]
  const bounds = within(Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats))
  return `(${bounds} AND ${inRing(dialect.wide(`${side}_lon`), dialect.wide(`${side}_lat`), ring)})`
}

/** By the even-odd rule, the outline included, in whole numbers: which side of an edge a point is on is the sign of `turn`. */
function inRing(x: string, y: string, ring: Ring): string {
  const edges = ring.map((from, i) => {
    const to = ring[(i + 1) % ring.length]
    const [[x1, y1], [x2, y2]] = from[1] <= to[1] ? [from, to] : [to, from]
    const turn = `${x2 - x1} * (${y} - (${y1})) - ${y2 - y1} * (${x} - (${x1}))`
    return {
      crosses: `CASE WHEN ${y} >= ${y1} AND ${y} < ${y2} AND ${turn} > 0 THEN 1 ELSE 0 END`,
      touches: `(${y} BETWEEN ${y1} AND ${y2} AND ${x} BETWEEN ${Math.min(x1, x2)} AND ${Math.max(x1, x2)} AND ${turn} = 0)`,
    }
  })
  const crossings = edges.map(({ crosses }) => crosses).join(' + ')
  return `((${crossings}) % 2 = 1 OR ${edges.map(({ touches }) => touches).join(' OR ')})`
}

/** The condition of a WHERE; TRUE for everything. */
export function conditionOf(dialect: Dialect, selection: Selection): string {
  const { region, datasource, from, to, hours, weekdays } = selection
  const conditions = [
    area(dialect, selection),
    region && `region = '${region}'`,
    datasource && `datasource = '${datasource}'`,
    from !== undefined && `datetime >= '${dateText(from)}'`,
    to !== undefined && `datetime < '${dateText(to + 1)}'`,
    hours && `EXTRACT(HOUR FROM datetime) IN (${hours.join()})`,
    weekdays && `${dialect.weekday} IN (${weekdays.map((day) => day - 1).join()})`,
  ]
  return conditions.filter((condition) => condition).join(' AND ') || 'TRUE'
}

function area({ isIn }: Dialect, selection: Selection): string | undefined {
  if (!selection.box && !selection.ring) return undefined
  const [starts, ends] = (['origin', 'destination'] as const).map((side) => isIn(side, selection))
  return { starts, ends, within: `${starts} AND ${ends}`, touches: `(${starts} OR ${ends})` }[selection.relation]
}

/** Counts of weeks, hours of the week or cells: columns `name` (several of them parts of it) and `trips`. */
export function countsSql(dialect: Dialect, from: string, question: Question): string {
  const parts = partsOf(dialect, question)
  const named = parts.map((part, i) => `${part} AS part${i}`)
  const groups = parts.map((_, i) => `part${i}`).join()
  return `SELECT ${named.join()}, COUNT(*) AS trips FROM ${from} WHERE ${conditionOf(dialect, question.selection)} GROUP BY ${groups}`
}

function partsOf(dialect: Dialect, question: Question): string[] {
  if (question.form === 'weeks') return [dialect.week]
  if (question.form === 'hour-of-week') return [dialect.weekday, 'EXTRACT(HOUR FROM datetime)']
  const cell = (side: Side) =>
    [`${side}_lon`, `${side}_lat`].map((column) => `((${dialect.wide(column)} + ${gridOf(0)}) >> ${32 - (question.level ?? 0)})`)
  if (question.form === 'cells') return cell(question.selection.relation === 'ends' ? 'destination' : 'origin')
  return [...cell('origin'), ...cell('destination'), bucketSql(question.time)]
}

function bucketSql(time: Parameters<typeof bucketOfHour>[0]): string {
  if (time === 'none') return '0'
  const cases = Array.from({ length: 24 }, (_, hour) => `WHEN ${hour} THEN ${bucketOfHour(time, hour)}`)
  return time === 'hour' ? 'EXTRACT(HOUR FROM datetime)' : `CASE EXTRACT(HOUR FROM datetime) ${cases.join(' ')} END`
}

/** The groups with most trips, each row with what all of them come to: `all_groups`, `all_trips` and `shared_trips`. */
export const groupsSql = (dialect: Dialect, from: string, question: Question): string =>
  `WITH g AS (${countsSql(dialect, from, question)}),
     sums AS (SELECT COUNT(*) AS all_groups, SUM(trips) AS all_trips, SUM(CASE WHEN trips > 1 THEN trips ELSE 0 END) AS shared_trips FROM g)
   SELECT * FROM g CROSS JOIN sums ORDER BY trips DESC LIMIT ${groupsShown}`
