import { expect, test } from 'vitest'
import { foreignWrite } from './foreign-write.ts'

const from = (headers: Record<string, string>) =>
  foreignWrite(new Request('http://trips.example:3000/', { method: 'POST', headers }))
const host = 'trips.example:3000'

test.each<[string, Record<string, string>]>([
  ['no browser', { host }],
  ['the own page', { host, origin: 'http://trips.example:3000', 'sec-fetch-site': 'same-origin' }],
  ['behind a proxy that keeps the host', { host: 'trips.example', origin: 'https://trips.example' }],
  [
    'behind a proxy that rewrites it',
    { host: '127.0.0.1:3000', 'x-forwarded-host': 'trips.example', origin: 'https://trips.example' },
  ],
  ['without a host header', { origin: 'http://trips.example:3000' }],
])('taken: %s', (_, headers) => {
  expect(from(headers)).toBeUndefined()
})

test.each<[string, Record<string, string>]>([
  ['another site', { host, origin: 'http://evil.example' }],
  ['another port', { host, origin: 'http://trips.example:8080' }],
  ['a subdomain', { host, origin: 'http://a.trips.example:3000' }],
  ['a sandboxed page', { host, origin: 'null' }],
  ['a local file', { host, origin: 'file://' }],
  ['an empty origin', { host, origin: '' }],
  ['a form of another site', { host, 'sec-fetch-site': 'cross-site' }],
])('refused: %s', (_, headers) => {
  expect(from(headers)).toMatch(/another site/)
})
