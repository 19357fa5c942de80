import type { Env } from '#env.ts'
import { UserProblem } from '#trips/user-problem.ts'

/** Where feeds may fetch from. */
export type FetchRules = {
  /** `host`, on the scheme's own port, or `host:port`. */
  hosts: readonly string[]
  /** Those of the hosts that may have addresses of a private network. */
  privateHosts: readonly string[]
}

export const fetchRules = ({ FEED_HOSTS, FEED_PRIVATE_HOSTS }: Env): FetchRules => ({
  hosts: FEED_HOSTS,
  privateHosts: FEED_PRIVATE_HOSTS,
})

/** Throws UserProblem unless an address is of http or https and at a host that may be fetched from. */
export function refuseOtherHosts(url: URL, { hosts }: FetchRules): void {
  if (hosts.length === 0)
    throw new UserProblem('unprocessable', 'Feeds are switched off: FEED_HOSTS, the hosts that may be fetched from, is empty', {
      parameter: 'url',
      found: url.host,
    })
  // `host` has no port where it is the scheme's own.
  if (['http:', 'https:'].includes(url.protocol) && hosts.includes(url.host)) return
  throw new UserProblem('unprocessable', `${url.host} is not a host to fetch from; FEED_HOSTS has ${hosts.join(', ')}`, {
    parameter: 'url',
    found: url.host,
    expected: `one of ${hosts.join(', ')}`,
  })
}
