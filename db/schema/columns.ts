import { customType } from 'drizzle-orm/mysql-core'

/** Packed bytes up to 16 MiB. */
export const mediumblob = customType<{ data: Uint8Array }>({ dataType: () => 'mediumblob' })

/** A label as written in the file, compared byte by byte: `Praha` and `praha` are two regions, as in the file. */
export const label = customType<{ data: string }>({ dataType: () => 'varchar(191) character set utf8mb4 collate utf8mb4_bin' })
