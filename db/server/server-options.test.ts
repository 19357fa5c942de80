import { expect, test } from 'vitest'
import { readVersion } from './engine.ts'
import { baseOptions, bufferPoolMib, serviceOptions, storageOptions } from './server-options.ts'

test('MariaDB is known by its version, whatever it calls itself', () => {
  expect(readVersion('mysqld  Ver 10.11.19-MariaDB-0+deb12u1 for debian-linux-gnu')).toEqual({
    kind: 'mariadb',
    version: '10.11.19',
  })
  expect(readVersion('/usr/sbin/mysqld  Ver 8.4.3 for Linux on x86_64 (MySQL Community Server - GPL)')).toEqual({
    kind: 'mysql',
    version: '8.4.3',
  })
  expect(readVersion('')).toBeUndefined()
})

test('the cache is a quarter of the memory, within bounds', () => {
  expect([0.5, 2, 8, 64].map((gib) => bufferPoolMib(gib * 2 ** 30))).toEqual([256, 512, 2048, 8192])
})

test('no-defaults comes first, root is allowed only for root', () => {
  expect(baseOptions('/d', false)).toEqual(['--no-defaults', '--datadir=/d'])
  expect(baseOptions('/d', true)).toContain('--user=root')
})

test('each engine is told only what it knows', () => {
  const place = { socket: '/s', port: 1, tmpdir: '/t' }
  expect(serviceOptions('mysql', place)).toContain('--mysqlx=OFF')
  expect(serviceOptions('mariadb', place).join()).not.toContain('mysqlx')
  expect(storageOptions('mysql', true, 0).join()).not.toContain('log-file-size')
  expect(storageOptions('mariadb', false, 0).join()).not.toContain('capacity')
})

test('a server for tests is as durable as any', () => {
  for (const kind of ['mysql', 'mariadb'] as const)
    expect(storageOptions(kind, true, 0)).toContain('--innodb-flush-log-at-trx-commit=1')
})
