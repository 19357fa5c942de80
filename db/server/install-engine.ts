import { installPackages, mayInstallPackages } from './apt-get.ts'

/**
 * Installs the MariaDB server program from Debian's or Ubuntu's packages. The `core` packages hold the program alone: no
 * system service is started or enabled, no account is made. False where that is not possible; a failure is logged.
 */
export function installEngine(log: (line: string) => void): boolean {
  if (!mayInstallPackages()) return false
  log('No mysqld or mariadbd here: installing MariaDB with apt-get …')
  const problem = installPackages('mariadb-server-core', 'mariadb-client-core')
  if (problem) log(`apt-get could not install MariaDB: ${problem}`)
  return !problem
}
