import { createHmac } from 'node:crypto'

/** What a Pusher client presents to join a private channel: `key:signature`, good for this socket and channel only. */
export const signChannel = (key: string, secret: string, socketId: string, channel: string): string =>
  `${key}:${createHmac('sha256', secret).update(`${socketId}:${channel}`).digest('hex')}`
