import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'

export type DroppingProxy = {
  url: string
  /** From now on the answer to the n-th COMMIT is lost with its connection; resolves when that has happened. */
  dropCommitAnswer(n: number): Promise<void>
  close(): Promise<void>
}

/** A TCP proxy before a MySQL server that can lose the server's answer to a COMMIT: it is stored, and nobody is told. */
export async function startDroppingProxy(target: URL): Promise<DroppingProxy> {
  const sockets = new Set<Socket>()
  let commitsLeft = 0
  let dropped = () => {}
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname)
    let deaf = false
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket
        .on('error', () => {})
        .on('close', () => {
          sockets.delete(socket)
          client.destroy()
          upstream.destroy()
        })
    }
    client.on('data', (bytes) => {
      if (commitsLeft > 0 && bytes.includes('COMMIT') && --commitsLeft === 0) deaf = true
      upstream.write(bytes)
    })
    upstream.on('data', (bytes) => {
      if (!deaf) return void client.write(bytes)
      client.destroy()
      dropped()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = new URL(target)
  url.port = String((server.address() as AddressInfo).port)
  return {
    url: url.href,
    dropCommitAnswer: (n) =>
      new Promise((resolve) => {
        commitsLeft = n
        dropped = resolve
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
