import type { RowDataPacket } from 'mysql2/promise'
import type { Database } from '#db/client.ts'
import type { Facts } from './result-line.ts'

/** How facts are read from a table or view by SQL: expressions over its columns. */
export type FactColumns = { from: string; datetime: string; degrees: string[] }

/** Adding up a million trips' coordinates takes a server 1 s from a plain table and 10 s from the view over packed columns. */
export const sumRowsMax = 3_000_000

/** Counts trips by week and, of no more than `sumRowsMax`, adds up all coordinates as exact decimals, in one pass. */
export async function readFacts(db: Database, { from, datetime, degrees }: FactColumns, trips: number): Promise<Facts> {
  const withSum = trips <= sumRowsMax
  const sum = withSum ? degrees.map((column) => `CAST(${column} AS DECIMAL(10, 7))`).join(' + ') : '0'
  const [rows] = await db.$client.query<RowDataPacket[]>(
    `SELECT week, n, CAST(total * 10000000 AS DECIMAL(40, 0)) AS total FROM
       (SELECT YEARWEEK(${datetime}, 3) AS week, COUNT(*) AS n, SUM(${sum}) AS total FROM ${from} GROUP BY week) weeks`,
  )
  const total = rows.reduce((sum, row) => sum + BigInt(row.total), 0n)
  return {
    rows: rows.reduce((sum, row) => sum + Number(row.n), 0),
    weeks: Object.fromEntries(rows.map((row) => [String(row.week).replace(/(\d\d)$/, '-W$1'), Number(row.n)]).sort()),
    ...(withSum ? { sum: String(total) } : {}),
  }
}

/** What differs, in words; undefined when both say the same of all that both know. */
export function differenceOf(a: Facts, b: Facts): string | undefined {
  if (a.rows !== b.rows) return `${a.rows} rows and ${b.rows}`
  const week = [...new Set([...Object.keys(a.weeks), ...Object.keys(b.weeks)])].find((name) => a.weeks[name] !== b.weeks[name])
  if (week) return `${a.weeks[week] ?? 0} trips in ${week} and ${b.weeks[week] ?? 0}`
  if (a.sum !== undefined && b.sum !== undefined && a.sum !== b.sum) return `coordinates add up to ${a.sum} and ${b.sum}`
  return undefined
}
