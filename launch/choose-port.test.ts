import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { choosePort } from './choose-port.ts'

const host = '127.0.0.1'
const busy = createServer()
let port = 0

beforeAll(async () => {
  busy.listen(0, host)
  await once(busy, 'listening')
  port = (busy.address() as AddressInfo).port
})
afterAll(() => busy.close())

test('a port that nobody chose gives way to the next free one', async () => {
  const got = await choosePort({ port, host, isGiven: false })
  expect(got).toBeGreaterThan(port)
  expect(await choosePort({ port, host, isGiven: false, taken: [got] })).toBeGreaterThan(got)
})

test('a chosen port is had or refused in one sentence', async () => {
  await expect(choosePort({ port, host, isGiven: true })).rejects.toThrow(
    `Port ${port} of ${host} cannot be had: another program listens there`,
  )
})

test('an address that is not this machine’s is refused at once', async () => {
  await expect(choosePort({ port, host: '192.0.2.1', isGiven: false })).rejects.toThrow('this machine has no such address')
})
