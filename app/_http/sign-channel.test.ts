import Pusher from 'pusher'
import { expect, test } from 'vitest'
import { signChannel } from './sign-channel.ts'

test('signs as the Pusher SDK does', () => {
  const sdk = new Pusher({ appId: 'tripfold', key: 'key', secret: 'a secret of the tests', host: 'unused' })
  expect(signChannel('key', 'a secret of the tests', '12.34', 'private-cache-import-7')).toBe(
    sdk.authorizeChannel('12.34', 'private-cache-import-7').auth,
  )
})
