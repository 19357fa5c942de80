import { createServer } from 'node:net'

/** Tries to listen: the port got (0 asks for any free one), or why not, such as EADDRINUSE or EACCES. */
export function tryPort(port: number, host: string): Promise<{ port: number } | { problem: string }> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve({ problem: error.code ?? error.message }))
    server.listen({ port, host }, () => {
      const address = server.address()
      server.close(() => resolve({ port: typeof address === 'object' && address ? address.port : port }))
    })
  })
}

/** The preferred port of 127.0.0.1 when it is free, else any free one. */
export async function freePort(preferred = 0): Promise<number> {
  for (const port of [preferred, 0]) {
    const got = await tryPort(port, '127.0.0.1')
    if ('port' in got) return got.port
  }
  throw new Error('No port can be opened on 127.0.0.1')
}
