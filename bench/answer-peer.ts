import { type Found, foundCounts, foundGroups } from './found.ts'
import type { Question } from './question.ts'
import { countsSql, type Dialect, groupsSql } from './question-sql.ts'

/** A system that holds the same trips and is asked the same questions. */
export type Peer = {
  version: string
  /** Until it could be asked, indexes included. */
  fillSeconds: number
  /** What it keeps on the disk or, of one that keeps all in memory, there. */
  storedBytes: number
  /** A group's level must be known. */
  ask: (question: Question) => Promise<{ ms: number; found: Found }>
}

type Rows = Record<string, unknown>[]

/** Asks by SQL: `run` answers rows by column name, with the milliseconds that took. */
export async function askBySql(
  dialect: Dialect,
  question: Question,
  run: (sql: string) => Promise<{ ms: number; rows: Rows }>,
  table = 'trips',
): Promise<{ ms: number; found: Found }> {
  const isGroups = question.form === 'groups'
  const { ms, rows } = await run(isGroups ? groupsSql(dialect, table, question) : countsSql(dialect, table, question))
  const named = rows.map((row) => ({ name: nameOf(row), trips: Number(row.trips) }))
  const found = isGroups ? foundGroups(named, sumsOf(rows)) : foundCounts(named.map(({ name, trips }) => [name, trips]))
  return { ms: Math.round(ms * 100) / 100, found }
}

const nameOf = (row: Record<string, unknown>): string =>
  Object.keys(row)
    .filter((name) => /^part\d$/.test(name))
    .map((name) => row[name])
    .join(' ')

const sumsOf = ([row = { all_groups: 0, all_trips: 0, shared_trips: 0 }]: Rows) => ({
  groups: Number(row.all_groups),
  trips: Number(row.all_trips),
  shared: Number(row.shared_trips),
})
