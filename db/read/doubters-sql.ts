import mysql from 'mysql2'
import type { TripFilters } from '#trips/filters.ts'
import type { parseGroupKey } from '#trips/group-key.ts'
import { dateText } from '#trips/iso-week.ts'
import { dayParts, type TimeOfDay } from '#trips/time-bucket.ts'
import { areaSql, isLeftOut } from './area-sql.ts'

type ParsedGroup = NonNullable<ReturnType<typeof parseGroupKey>>

/**
 * The filters as a WHERE clause over the `trips` view: what a doubter runs, and what the contract tests count by. undefined
 * where the area has too many corners to be written so.
 */
export function tripsWhere(filters: TripFilters): string | undefined {
  if (isLeftOut(filters)) return undefined
  const conditions: string[] = []
  if (filters.region !== undefined) conditions.push(`region = ${mysql.escape(filters.region)}`)
  if (filters.datasource !== undefined) conditions.push(`datasource = ${mysql.escape(filters.datasource)}`)
  const area = areaSql(filters)
  if (area !== undefined) conditions.push(area)
  if (filters.from !== undefined) conditions.push(`datetime >= '${dateText(filters.from)}'`)
  if (filters.to !== undefined) conditions.push(`datetime < '${dateText(filters.to + 1)}'`)
  if (filters.hours) conditions.push(`HOUR(datetime) IN (${filters.hours.join(', ')})`)
  if (filters.weekdays) conditions.push(`WEEKDAY(datetime) + 1 IN (${filters.weekdays.join(', ')})`)
  return conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`
}

/** Trips by ISO week (YEARWEEK mode 3) over the raw trips. */
export const weeklySql = (where: string): string =>
  `SELECT YEARWEEK(datetime, 3) AS iso_week, COUNT(*) AS trips FROM trips${where} GROUP BY iso_week ORDER BY iso_week`

/** The cell of a level's grid that a coordinate lies in: its column, or its row. */
export const cellSql = (column: string, level: number): string =>
  `FLOOR((${column} * 10000000 + 2147483648) / ${2 ** (32 - level)})`

/** The time bucket of a trip; undefined where time of day does not count. */
export function bucketSql(time: TimeOfDay): string | undefined {
  if (time === 'none') return undefined
  if (time === 'hour') return 'HOUR(datetime)'
  const [last, ...others] = dayParts.map((part, i) => ({ to: part.to, i })).reverse()
  return `CASE ${others
    .reverse()
    .map(({ to, i }) => `WHEN HOUR(datetime) <= ${to} THEN ${i}`)
    .join(' ')} ELSE ${last.i} END`
}

const groupCells = ['origin_lon', 'origin_lat', 'destination_lon', 'destination_lat']
const groupNames = ['origin_x', 'origin_y', 'destination_x', 'destination_y']

/** Groups over the raw trips: cells by column and row, the time bucket as in the answer. */
export const groupsSql = (level: number, time: TimeOfDay, where: string): string =>
  groupedSql(level, time, where, 'COUNT(*) AS trips', 'trips')

/** The same from a day (YYYY-MM-DD) on and before it, most grown first. */
export function groupChangesSql(level: number, time: TimeOfDay, where: string, day: string): string {
  const [since, before] = [`SUM(datetime >= '${day}')`, `SUM(datetime < '${day}')`]
  return groupedSql(level, time, where, `${since} AS trips, ${before} AS previous_trips`, `${since} - ${before}`)
}

function groupedSql(level: number, time: TimeOfDay, where: string, counts: string, order: string): string {
  const bucket = bucketSql(time)
  const cells = groupCells.map((column, i) => `${cellSql(column, level)} AS ${groupNames[i]}`).join(', ')
  const names = `${groupNames.join(', ')}${bucket ? ', time_bucket' : ''}`
  return `SELECT ${cells}${bucket ? `, ${bucket} AS time_bucket` : ''}, ${counts} FROM trips${where} GROUP BY ${names} ORDER BY ${order} DESC, ${names}`
}

/** The trips of one group. */
export function groupSql(
  { originX, originY, destinationX, destinationY, bucket, level, time }: ParsedGroup,
  where: string,
): string {
  const places = [originX, originY, destinationX, destinationY].map((place, i) => `${cellSql(groupCells[i], level)} = ${place}`)
  const ofBucket = bucketSql(time)
  const conditions = [...places, ...(ofBucket ? [`${ofBucket} = ${bucket}`] : [])].join(' AND ')
  return `SELECT region, datasource, ${groupCells.join(', ')}, datetime FROM trips${where === '' ? ' WHERE ' : `${where} AND `}${conditions} ORDER BY datetime, ${groupCells.join(', ')}`
}
