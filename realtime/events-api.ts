import type { IncomingMessage } from 'node:http'
import { z } from 'zod'
import { channelName } from './frames.ts'
import type { Hub } from './hub.ts'
import { type AppCredentials, requestFault } from './signature.ts'

export type ApiAnswer = { status: number; body: unknown }

/** As at Pusher; subscribers' frames stay small enough to be sent to thousands. */
const eventBytesMax = 10_240
const batchEventsMax = 10
/** Ten events of the largest size, twice over for the escaping of JSON within JSON. */
const bodyBytesMax = 2 * batchEventsMax * eventBytesMax + 16_384

const eventFields = {
  name: z
    .string()
    .min(1)
    .max(200)
    .refine((name) => !/^(pusher|pusher_internal|client)[:-]/.test(name), 'is reserved'),
  data: z.string(),
  socket_id: z.string().optional(),
}
const oneEvent = z
  .object({ ...eventFields, channels: z.array(channelName).min(1).max(100).optional(), channel: channelName.optional() })
  .transform(({ channel, channels, ...event }) => ({ ...event, channels: channels ?? (channel ? [channel] : []) }))
const eventBody = oneEvent.transform((event) => [event])
const batchBody = z.object({ batch: z.array(oneEvent).min(1).max(batchEventsMax) }).transform(({ batch }) => batch)
type Published = z.infer<typeof batchBody>

const failure = (status: number, error: string): ApiAnswer => ({ status, body: { error } })

/**
 * The HTTP API that Pusher's server SDKs speak: `POST /apps/{id}/events` and `/batch_events`, `GET /channels` and
 * `/channels/{name}`; every request signed. `now` in milliseconds.
 */
export async function answerApi(
  request: IncomingMessage,
  url: URL,
  app: AppCredentials,
  hub: Hub,
  now: number,
): Promise<ApiAnswer> {
  const base = `/apps/${app.appId}`
  const resource = url.pathname.startsWith(`${base}/`) ? url.pathname.slice(base.length) : ''
  const method = request.method ?? ''
  const body = await readBody(request)
  if (!body) return failure(413, `The body exceeds ${bodyBytesMax} bytes`)
  const fault = requestFault({ method, path: url.pathname, query: url.searchParams, body }, app, now)
  if (fault) return failure(401, fault)
  if (method === 'POST' && resource === '/events') return publish(eventBody, body, hub)
  if (method === 'POST' && resource === '/batch_events') return publish(batchBody, body, hub)
  if (method === 'GET' && resource === '/channels') return listChannels(url.searchParams, hub)
  if (method === 'GET' && resource.startsWith('/channels/')) return showChannel(resource.slice('/channels/'.length), hub)
  return failure(404, `No such resource: ${method} ${url.pathname}`)
}

/** The whole body, or undefined when it is larger than any legal one. It is read to its end all the same, else the answer is lost. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let byteCount = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    byteCount += chunk.length
    if (byteCount <= bodyBytesMax) chunks.push(chunk)
  }
  return byteCount <= bodyBytesMax ? Buffer.concat(chunks) : undefined
}

function publish(schema: z.ZodType<Published>, body: Buffer, hub: Hub): ApiAnswer {
  const parsed = schema.safeParse(parseJson(body))
  if (!parsed.success) return failure(400, z.prettifyError(parsed.error))
  const tooLarge = parsed.data.find((event) => Buffer.byteLength(event.data) > eventBytesMax)
  if (tooLarge) return failure(413, `The data of ${tooLarge.name} exceeds ${eventBytesMax} bytes`)
  for (const { channels, name, data, socket_id } of parsed.data)
    for (const channel of channels) hub.broadcast(channel, name, data, socket_id)
  return { status: 200, body: {} }
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    return undefined
  }
}

function listChannels(query: URLSearchParams, hub: Hub): ApiAnswer {
  const prefix = query.get('filter_by_prefix') ?? ''
  const withCount = query.get('info')?.split(',').includes('subscription_count')
  const found = [...hub.occupied()].filter(([channel]) => channel.startsWith(prefix))
  const channels = Object.fromEntries(found.map(([channel, count]) => [channel, withCount ? { subscription_count: count } : {}]))
  return { status: 200, body: { channels } }
}

function showChannel(name: string, hub: Hub): ApiAnswer {
  const count = hub.occupied().get(name) ?? 0
  return { status: 200, body: { occupied: count > 0, subscription_count: count } }
}
