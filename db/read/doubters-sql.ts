import mysql from 'mysql2'
import type { TripFilters } from '#trips/filters.ts'
import { dateText } from '#trips/iso-week.ts'
import { areaSql, isLeftOut } from './area-sql.ts'

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
