import { z } from 'zod'

/**
 * The frames of the Pusher protocol (version 7) that this server speaks: JSON text with `event`, `data` and sometimes
 * `channel`. What the server wraps in `data` of a channel event stays a string, as the publisher sent it.
 */

/** 4000–4099: do not come back; 4100–4199: come back after a second; 4200–4299: come back at once. */
export const closeCode = { unknownKey: 4001, overCapacity: 4100, noPong: 4201 } as const
const refusedFrameCode = 4301

export const channelName = z.string().regex(/^[A-Za-z0-9_\-=@,.;]{1,200}$/, 'is not a channel name')
export const isPrivate = (channel: string): boolean => channel.startsWith('private-')
/** Whether the last event of a channel is kept for whoever subscribes later. */
export const isCache = (channel: string): boolean => /^(private-)?cache-/.test(channel)

const clientFrame = z.discriminatedUnion('event', [
  z.object({ event: z.literal('pusher:ping') }),
  z.object({ event: z.literal('pusher:pong') }),
  z.object({
    event: z.literal('pusher:subscribe'),
    data: z.object({ channel: channelName, auth: z.string().optional() }),
  }),
  z.object({ event: z.literal('pusher:unsubscribe'), data: z.object({ channel: channelName }) }),
])
export type ClientFrame = z.infer<typeof clientFrame>

/** A client's frame, or undefined for what is not accepted: broken JSON, unknown events, and `client-` events. */
export function parseClientFrame(text: string): ClientFrame | undefined {
  try {
    return clientFrame.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

const frame = (event: string, data: unknown, channel?: string): string => JSON.stringify({ event, channel, data })

export const establishedFrame = (socketId: string, activityTimeoutMs: number): string =>
  frame('pusher:connection_established', JSON.stringify({ socket_id: socketId, activity_timeout: activityTimeoutMs / 1000 }))
export const pingFrame = frame('pusher:ping', {})
export const pongFrame = frame('pusher:pong', {})
export const errorFrame = (code: number, message: string): string => frame('pusher:error', { code, message })
export const refusedFrame = errorFrame(
  refusedFrameCode,
  'Accepted are pusher:subscribe, pusher:unsubscribe, pusher:ping and pusher:pong',
)
export const subscribedFrame = (channel: string): string => frame('pusher_internal:subscription_succeeded', '{}', channel)
export const subscriptionErrorFrame = (channel: string, status: number, error: string): string =>
  frame('pusher:subscription_error', { type: 'AuthError', error, status }, channel)
export const cacheMissFrame = (channel: string): string => frame('pusher:cache_miss', '{}', channel)
export const eventFrame = (channel: string, name: string, data: string): string => frame(name, data, channel)
