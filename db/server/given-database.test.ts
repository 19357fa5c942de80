import { createConnection } from 'mysql2/promise'
import { expect, inject, test } from 'vitest'
import { givenDatabase } from './given-database.ts'

const urlOf = (name: string, change: (url: URL) => void = () => {}): string => {
  const url = new URL(inject('databaseAdminUrl'))
  url.pathname = `/${name}`
  change(url)
  return url.href
}

test('a given server is used as it is, a missing database is made', async () => {
  const name = `tripfold_test_given_${process.pid}`
  const { url, stop } = await givenDatabase(urlOf(name))
  const connection = await createConnection(url)
  await connection.query(`DROP DATABASE ${name}`)
  await connection.end()
  await stop()
})

test('a server that cannot be used is refused in one sentence, which keeps the password to itself', async () => {
  const wrong = urlOf('x', (url) => {
    url.password = 'wrong'
  })
  const absent = urlOf('x', (url) => {
    url.port = '1'
  })
  await expect(givenDatabase(wrong)).rejects.toThrow(/^The database of DATABASE_URL \([^@]*\/x\) cannot be used: Access denied/)
  await expect(givenDatabase(absent)).rejects.toThrow(/ECONNREFUSED/)
  await expect(givenDatabase(urlOf(''))).rejects.toThrow('it names no database')
})
