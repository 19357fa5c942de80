import { createConnection, type RowDataPacket } from 'mysql2/promise'

export const databaseName = 'tripfold'

/** Who may log in over TCP, and where it may do anything at all. */
export type Account = { name: string; password: string; scopes: string[]; grantOption: string }

/** The application's: its own database. `_` is a wildcard in a grant and is escaped: tests make tripfold_test_1 and so on. */
export const applicationAccount = (password: string): Account => ({
  name: 'tripfold',
  password,
  scopes: [`\`${databaseName}\`.*`, '`tripfold\\_test\\_%`.*'],
  grantOption: '',
})

/** For tests on a server of their own: everything. */
export const ownerAccount = (password: string): Account => ({
  name: 'owner',
  password,
  scopes: ['*.*'],
  grantOption: ' WITH GRANT OPTION',
})

/**
 * Creates or renews the account and the database. Root has no password, so it may come through the socket alone, which lies
 * in a folder of mode 0700: the roots that MariaDB makes for 127.0.0.1 and ::1 are dropped, and with skip-name-resolve no
 * TCP connection counts as 'localhost'.
 */
export async function grantAccount(socketPath: string, account: Account): Promise<void> {
  const root = await createConnection({ socketPath, user: 'root' })
  try {
    const [open] = await root.query<RowDataPacket[]>(
      "SELECT User AS name, Host AS host FROM mysql.user WHERE User = '' OR (User = 'root' AND Host <> 'localhost')",
    )
    for (const { name, host } of open) await root.query(`DROP USER ${root.escape(name)}@${root.escape(host)}`)
    const user = `${root.escape(account.name)}@'127.0.0.1'`
    await root.query(`CREATE DATABASE IF NOT EXISTS ${databaseName} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`)
    await root.query(`CREATE USER IF NOT EXISTS ${user} IDENTIFIED BY ${root.escape(account.password)}`)
    await root.query(`ALTER USER ${user} IDENTIFIED BY ${root.escape(account.password)}`)
    for (const scope of account.scopes) await root.query(`GRANT ALL PRIVILEGES ON ${scope} TO ${user}${account.grantOption}`)
  } finally {
    await root.end()
  }
}
