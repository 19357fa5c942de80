import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { RowDataPacket } from 'mysql2/promise'
import type { Database } from '#db/client.ts'
import type { TableSize } from './result-line.ts'

/** The tables of the database by size, from fresh statistics, and their files where the server's folder can be read. */
export async function readTableSizes(db: Database): Promise<TableSize[]> {
  const [names] = await db.$client.query<RowDataPacket[]>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'",
  )
  await db.$client.query(`ANALYZE TABLE ${names.map(({ name }) => `\`${name}\``).join(', ')}`)
  const [rows] = await db.$client.query<RowDataPacket[]>(
    `SELECT table_name AS name, data_length AS dataBytes, index_length AS indexBytes, CONCAT(@@datadir, DATABASE()) AS folder
     FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'`,
  )
  return rows
    .map(({ name, dataBytes, indexBytes, folder }) => ({
      name: String(name),
      dataBytes: Number(dataBytes),
      indexBytes: Number(indexBytes),
      fileBytes: fileBytes(join(folder, `${name}.ibd`)),
    }))
    .sort((a, b) => bytesOf(b) - bytesOf(a))
}

function fileBytes(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.size
}

/** What the table takes on the disk; its pages by the server's statistics where the file is out of reach. */
export const bytesOf = ({ dataBytes, indexBytes, fileBytes }: TableSize): number => fileBytes ?? dataBytes + indexBytes

export const sumOfBytes = (tables: readonly TableSize[]): number => tables.reduce((sum, table) => sum + bytesOf(table), 0)

/** By the server's statistics: pages in use, without what the files keep free. */
export const pagesOf = (tables: readonly TableSize[]): number =>
  tables.reduce((sum, { dataBytes, indexBytes }) => sum + dataBytes + indexBytes, 0)
