import { once } from 'node:events'
import { createServer, request } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { joined } from './open-line.ts'

export type WebProxy = {
  url: string
  /** What becomes of the tunnels that WebSockets are given: none, or one that lasts so many milliseconds. */
  tunnels: { given: number; refused: number }
  close: () => void
}

/** An HTTP proxy as offices have them: it passes requests on, and lets a tunnel be for so long; with 0 it gives none. */
export async function startWebProxy(tunnelMs: number): Promise<WebProxy> {
  const tunnels = { given: 0, refused: 0 }
  const sockets = new Set<Socket>()
  const server = createServer((asked, answer) => {
    const { hostname, port, pathname, search } = new URL(asked.url ?? '')
    const onward = request(
      { hostname, port, path: pathname + search, method: asked.method, headers: asked.headers },
      (answered) => answered.pipe(answer.writeHead(answered.statusCode ?? 502, answered.headers)),
    )
    onward.on('error', () => answer.destroy())
    answer.on('close', () => onward.destroy())
    asked.pipe(onward)
  })
  server.on('connect', ({ url }, client: Socket) => {
    client.on('error', () => {})
    if (tunnelMs === 0) {
      tunnels.refused++
      return client.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n')
    }
    tunnels.given++
    const { hostname, port } = new URL(`http://${url}`)
    for (const socket of joined(client, connect(Number(port), hostname))) sockets.add(socket)
    client.write('HTTP/1.1 200 Connection established\r\n\r\n')
    setTimeout(() => client.destroy(), tunnelMs)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = () => {
    server.close()
    server.closeAllConnections()
    for (const socket of sockets) socket.destroy()
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, tunnels, close }
}
