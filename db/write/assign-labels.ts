import type { PoolConnection, ResultSetHeader, RowDataPacket } from 'mysql2/promise'

export type LabelTable = 'regions' | 'datasources'

/**
 * Ids of labels, in the order given; new labels are added inside the caller's transaction. The rows stay share-locked until
 * it ends, so that an undo that runs meanwhile cannot take away a label that this transaction is about to use
 * (see `dropUnusedLabels`). Labels are added in one sorted statement: two imports that add the same ones take turns. IGNORE locks a
 * label that came meanwhile for reading alone; ON DUPLICATE KEY UPDATE would lock it against its other readers, who may be waiting
 * for a label of ours. Whatever else it ignores shows when the labels are read back.
 */
export async function assignLabels(connection: PoolConnection, table: LabelTable, labels: readonly string[]): Promise<number[]> {
  if (labels.length === 0) return []
  let known = await lockLabels(connection, table, labels)
  const missing = labels.filter((label) => !known.has(label)).sort()
  if (missing.length > 0) {
    await connection.query<ResultSetHeader>(`INSERT IGNORE INTO ${table} (name) VALUES ?`, [missing.map((label) => [label])])
    known = await lockLabels(connection, table, labels)
  }
  return labels.map((label) => {
    const id = known.get(label)
    if (id === undefined)
      throw new Error(`${table}: the server does not give back the label ${JSON.stringify(label)} as it was stored`)
    return id
  })
}

async function lockLabels(
  connection: PoolConnection,
  table: LabelTable,
  labels: readonly string[],
): Promise<Map<string, number>> {
  const [rows] = await connection.query<RowDataPacket[]>(`SELECT id, name FROM ${table} WHERE name IN (?) LOCK IN SHARE MODE`, [
    labels,
  ])
  return new Map(rows.map((row) => [row.name, row.id]))
}

/** Takes away labels that no rollup mentions any more, of those that the undone rows may have mentioned. */
export async function dropUnusedLabels(connection: PoolConnection, table: LabelTable, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  const column = table === 'regions' ? 'region' : 'datasource'
  // Waits for every transaction that is about to use one of them; the next statement then sees what they stored.
  await connection.query(`SELECT id FROM ${table} WHERE id IN (?) ORDER BY id FOR UPDATE`, [ids])
  await connection.query(
    `DELETE FROM ${table} WHERE id IN (?) AND NOT EXISTS (SELECT 1 FROM weekly_region_rollups AS rollup WHERE rollup.${column} = ${table}.id)`,
    [ids],
  )
}
