import mysql from 'mysql2'
import { type Box, e7ToDegrees } from '#trips/box.ts'
import type { TripFilters } from '#trips/filters.ts'
import { dateText } from '#trips/iso-week.ts'

const within = (end: 'origin' | 'destination', box: Box): string => {
  const { west, south, east, north } = {
    west: e7ToDegrees(box.west),
    south: e7ToDegrees(box.south),
    east: e7ToDegrees(box.east),
    north: e7ToDegrees(box.north),
  }
  const lon = box.west <= box.east ? `${end}_lon BETWEEN ${west} AND ${east}` : `(${end}_lon >= ${west} OR ${end}_lon <= ${east})`
  return `${lon} AND ${end}_lat BETWEEN ${south} AND ${north}`
}

function area(box: Box, relation: TripFilters['relation']): string {
  const [starts, ends] = [within('origin', box), within('destination', box)]
  if (relation === 'starts') return starts
  if (relation === 'ends') return ends
  return relation === 'within' ? `${starts} AND ${ends}` : `((${starts}) OR (${ends}))`
}

/** The filters as a WHERE clause over the `trips` view: what a doubter runs, and what the contract tests count by. */
export function tripsWhere(filters: TripFilters): string {
  const conditions: string[] = []
  if (filters.region !== undefined) conditions.push(`region = ${mysql.escape(filters.region)}`)
  if (filters.datasource !== undefined) conditions.push(`datasource = ${mysql.escape(filters.datasource)}`)
  if (filters.bbox) conditions.push(area(filters.bbox, filters.relation))
  if (filters.from !== undefined) conditions.push(`datetime >= '${dateText(filters.from)}'`)
  if (filters.to !== undefined) conditions.push(`datetime < '${dateText(filters.to + 1)}'`)
  if (filters.hours) conditions.push(`HOUR(datetime) IN (${filters.hours.join(', ')})`)
  if (filters.weekdays) conditions.push(`WEEKDAY(datetime) + 1 IN (${filters.weekdays.join(', ')})`)
  return conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`
}

/** Trips by ISO week (YEARWEEK mode 3) over the raw trips. */
export const weeklySql = (filters: TripFilters): string =>
  `SELECT YEARWEEK(datetime, 3) AS iso_week, COUNT(*) AS trips FROM trips${tripsWhere(filters)} GROUP BY iso_week ORDER BY iso_week`
