import { foreignWrite } from '#app/_http/foreign-write.ts'
import { plainHeaders, problem, problemResponse } from '#app/_http/problem.ts'
import { signChannel } from '#app/_http/sign-channel.ts'
import { env } from '#env.ts'
import { isImportChannel } from '#trips/import-events.ts'

/** Two short fields; a longer body is not read to its end. */
const bodyBytesMax = 2_048

/**
 * Signs a page's subscription to the imports' channels, as pusher-js asks for it: form-encoded `socket_id` and
 * `channel_name`. Whoever may see the page may see its imports; pages of other sites may not subscribe in a visitor's name.
 */
export async function POST(request: Request): Promise<Response> {
  const foreign = foreignWrite(request)
  if (foreign) return refuse(403, foreign)
  const { REALTIME_KEY: key, REALTIME_SECRET: secret } = env()
  if (!secret) return refuse(503, 'Live updates are not set up: REALTIME_SECRET is missing')
  const body = await readBody(request)
  if (body === undefined) return refuse(413, `Expected at most ${bodyBytesMax} bytes`)
  const form = new URLSearchParams(body)
  const socketId = form.get('socket_id') ?? ''
  const channel = form.get('channel_name') ?? ''
  if (!/^\d{1,20}\.\d{1,20}$/.test(socketId)) return refuse(400, 'socket_id: expected two numbers with a dot between')
  if (!isImportChannel(channel)) return refuse(403, 'channel_name: expected a channel of imports')
  return Response.json({ auth: signChannel(key, secret, socketId, channel) }, { headers: plainHeaders })
}

const refuse = (status: number, detail: string): Response => problemResponse(problem(status, detail))

async function readBody({ body }: Request): Promise<string | undefined> {
  const chunks: Uint8Array[] = []
  let byteCount = 0
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    byteCount += chunk.length
    if (byteCount > bodyBytesMax) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}
