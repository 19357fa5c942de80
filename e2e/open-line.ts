import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { env } from '#env.ts'

export type Line = { url: string; cut: () => void; mend: () => void; close: () => void }

/** A line to the server that can be cut: every connection at once, and none is made until it is mended. */
export async function openLine(): Promise<Line> {
  const sockets = new Set<Socket>()
  let isCut = false
  const target = new URL(env().TEST_BASE_URL ?? '')
  const server = createServer((client) => {
    if (isCut) return client.destroy()
    const upstream = connect(Number(target.port), target.hostname)
    for (const socket of joined(client, upstream)) sockets.add(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = () => {
    isCut = true
    for (const socket of sockets) socket.destroy()
  }
  const mend = () => {
    isCut = false
  }
  const close = () => {
    cut()
    server.close()
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, cut, mend, close }
}

/** What one side says the other hears, and they end together. */
export function joined(client: Socket, upstream: Socket): Socket[] {
  for (const [one, other] of [
    [client, upstream],
    [upstream, client],
  ]) {
    one.on('error', () => {}).on('close', () => other.destroy())
    one.pipe(other)
  }
  return [client, upstream]
}
