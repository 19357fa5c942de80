import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'

export type DroppingProxy = {
  url: string
  /** From now on the answer to the n-th COMMIT is lost with its connection; resolves when that has happened. */
  dropCommitAnswer(n: number): Promise<void>
  /** The answer to the next request that holds `text` is lost with its connection; resolves when that has happened. */
  loseAnswerTo(text: string): Promise<void>
  /** At the next request that holds `text`, every connection there is goes silent without being closed; new ones work. */
  blackHoleAt(text: string): Promise<void>
  /** Every connection is cut at the n-th request from now on; resolves when that has happened. */
  cutAtRequest(n: number): Promise<void>
  close(): Promise<void>
}

/** What a fault does with a request: passes it on, passes it on and loses the answer, swallows it, or cuts the line. */
type Fate = 'pass' | 'lose answer' | 'swallow all' | 'cut all'
type Line = { client: Socket; upstream: Socket; isDeaf: boolean; isSwallowed: boolean }

/** A TCP proxy before a MySQL server, for what networks do to connections. One fault at a time. */
export async function startDroppingProxy(target: URL): Promise<DroppingProxy> {
  const lines = new Set<Line>()
  let fateOf: (bytes: Buffer) => Fate = () => 'pass'
  let happened = () => {}

  const suffer = (line: Line, fate: Fate): void => {
    fateOf = () => 'pass'
    line.isDeaf = fate === 'lose answer'
    if (line.isDeaf) return
    for (const one of lines) {
      one.isSwallowed = fate === 'swallow all'
      if (fate === 'cut all') one.client.destroy()
    }
    happened()
  }

  const server = createServer((client) => {
    const line: Line = { client, upstream: connect(Number(target.port), target.hostname), isDeaf: false, isSwallowed: false }
    lines.add(line)
    for (const socket of [client, line.upstream])
      socket
        .on('error', () => {})
        .on('close', () => {
          // A black hole tells neither side that the other has gone.
          if (line.isSwallowed) return
          lines.delete(line)
          client.destroy()
          line.upstream.destroy()
        })
    client.on('data', (bytes) => {
      const fate = line.isSwallowed ? 'pass' : fateOf(bytes)
      if (fate !== 'pass') suffer(line, fate)
      if (!line.isSwallowed && fate !== 'cut all') line.upstream.write(bytes)
    })
    line.upstream.on('data', (bytes) => {
      if (line.isSwallowed) return
      if (!line.isDeaf) return void client.write(bytes)
      client.destroy()
      happened()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = new URL(target)
  url.port = String((server.address() as AddressInfo).port)
  const arm = (fate: (bytes: Buffer) => Fate) =>
    new Promise<void>((resolve) => {
      fateOf = fate
      happened = resolve
    })
  const nth = (n: number, isCounted: (bytes: Buffer) => boolean, fate: Fate) => {
    let left = n
    return arm((bytes) => (isCounted(bytes) && --left === 0 ? fate : 'pass'))
  }
  return {
    url: url.href,
    dropCommitAnswer: (n) => nth(n, (bytes) => bytes.includes('COMMIT'), 'lose answer'),
    loseAnswerTo: (text) => nth(1, (bytes) => bytes.includes(text), 'lose answer'),
    blackHoleAt: (text) => nth(1, (bytes) => bytes.includes(text), 'swallow all'),
    cutAtRequest: (n) => nth(n, () => true, 'cut all'),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const { client, upstream } of lines) {
          client.destroy()
          upstream.destroy()
        }
      }),
  }
}
