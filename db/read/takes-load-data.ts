import type { RowDataPacket } from 'mysql2/promise'
import type { Database } from '../client.ts'

/** Whether the server allows LOAD DATA LOCAL: MySQL's default is no, MariaDB's yes. */
export async function takesLoadData(db: Database): Promise<boolean> {
  const [[row]] = await db.$client.query<RowDataPacket[]>('SELECT @@local_infile AS allowed')
  return row.allowed === 1
}
