import type { PoolConnection, RowDataPacket } from 'mysql2/promise'
import type { LabelHashes } from '#trips/stored-trips.ts'
import { labelHash } from '#trips/trip-digest.ts'

/** Hashes of all labels by id: dictionaries hold tens to thousands of rows. */
export async function readLabelHashes(connection: PoolConnection): Promise<LabelHashes> {
  const read = async (table: 'regions' | 'datasources') => {
    const [rows] = await connection.query<RowDataPacket[]>(`SELECT id, name FROM ${table}`)
    return new Map<number, number>(rows.map((row) => [row.id, labelHash(row.name)]))
  }
  return { region: await read('regions'), datasource: await read('datasources') }
}
