import type { Peer } from './answer-peer.ts'
import { withDuckdb } from './ask-duckdb.ts'
import { withBtree, withScan, withSpatial } from './ask-mysql.ts'
import { pandasMissing, withPandas } from './ask-pandas.ts'
import { postgisMissing, withPostgis } from './ask-postgis.ts'
import type { Bench } from './bench-server.ts'
import { type KindName, kindNames, kindsOf } from './question.ts'
import type { PeerName } from './result-line.ts'
import type { TripSource } from './trip-source.ts'

/** How a peer is asked: which kinds of questions, how many of each, and of how many trips at most. */
export type PeerPlan = {
  kinds: readonly KindName[]
  most: number
  rowsMax: number
  use: (bench: Bench, source: TripSource, use: (peer: Peer) => Promise<void>) => Promise<void>
  /** Why it cannot be asked on this machine. */
  missing?: () => string | undefined
}

const boxes = kindsOf('boxes')
/** What a peer is asked that answers in seconds: 40 boxes, ten of a size. */
const few = { most: 10, rowsMax: 1e7 }

export const peerPlans: Record<PeerName, PeerPlan> = {
  duckdb: { kinds: kindNames, most: Number.POSITIVE_INFINITY, rowsMax: Number.POSITIVE_INFINITY, use: withDuckdb },
  scan: { ...few, kinds: [...boxes, 'combined', 'region'], use: withScan },
  btree: { ...few, kinds: [...boxes, 'combined', 'within'], use: withBtree },
  // Its indexes take a minute a million rows to build, and longer the more there are.
  spatial: { ...few, rowsMax: 1e6, kinds: [...boxes, 'combined', 'within'], use: withSpatial },
  postgis: { ...few, kinds: [...boxes, 'combined', 'within', 'touches', 'polygon'], use: withPostgis, missing: postgisMissing },
  pandas: {
    ...few,
    kinds: [...boxes, 'hours', 'weekdays', 'datasource', 'dates', 'combined', 'within', 'touches', 'region'],
    use: withPandas,
    missing: pandasMissing,
  },
}
