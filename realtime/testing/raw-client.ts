import { once } from 'node:events'
import { WebSocket } from 'ws'

export type Frame = { event: string; channel?: string; data: unknown }

export type RawClient = {
  socket: WebSocket
  /** The next frame that has not been read yet. */
  next(): Promise<Frame>
  send(event: string, data?: unknown): void
  /** Close code, once the connection is closed. */
  closed: Promise<number>
}

/** A WebSocket client that knows nothing of the protocol but JSON: it sees frames as they are. */
export function rawClient(port: number, path = '/app/key', headers: Record<string, string> = {}): RawClient {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers })
  const unread: Frame[] = []
  const readers: ((frame: Frame) => void)[] = []
  socket.on('message', (data) => {
    const frame = JSON.parse(data.toString())
    const reader = readers.shift()
    if (reader) reader(frame)
    else unread.push(frame)
  })
  return {
    socket,
    next: () => {
      const frame = unread.shift()
      return frame ? Promise.resolve(frame) : new Promise((resolve) => readers.push(resolve))
    },
    send: (event, data = {}) => socket.send(JSON.stringify({ event, data })),
    closed: once(socket, 'close').then(([code]) => code),
  }
}

/** Connects and reads the greeting. */
export async function connected(port: number): Promise<RawClient & { socketId: string }> {
  const client = rawClient(port)
  const greeting = await client.next()
  return { ...client, socketId: JSON.parse(String(greeting.data)).socket_id }
}

/** The HTTP status with which an upgrade is refused. */
export async function refusedStatus(port: number, path: string, headers: Record<string, string> = {}): Promise<number> {
  const { socket, closed } = rawClient(port, path, headers)
  closed.catch(() => {})
  const [request, response] = await once(socket, 'unexpected-response')
  request.destroy()
  return response.statusCode
}
