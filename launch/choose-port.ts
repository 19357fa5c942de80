import { tryPort } from '#db/server/free-port.ts'

export type PortWish = {
  port: number
  host: string
  /** Chosen by somebody: then it is this one or none. */
  isGiven: boolean
  /** Ports that are spoken for, though nobody listens there yet. */
  taken?: number[]
}

const attemptsMax = 100
const reasons: Record<string, string> = {
  EADDRINUSE: 'another program listens there',
  EACCES: 'this user may not listen there',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'this machine has no such address',
}

/** The wished-for port, or the next free one when nobody insists. Throws one sentence when there is none. */
export async function choosePort({ port, host, isGiven, taken = [] }: PortWish): Promise<number> {
  let problem = ''
  for (let tried = port; tried < Math.min(65_536, port + attemptsMax); tried++) {
    const got = taken.includes(tried) ? { problem: 'EADDRINUSE' } : await tryPort(tried, host)
    if ('port' in got) return tried
    problem ||= got.problem
    if (isGiven || got.problem !== 'EADDRINUSE') break
  }
  throw new Error(`Port ${port} of ${host} cannot be had: ${reasons[problem] ?? problem}`)
}
