import { setTimeout as wait } from 'node:timers/promises'
import {
  type ClaimedFeed,
  claimFeed,
  endFeedRun,
  type FeedEnd,
  feedLeaseSeconds,
  releaseFeed,
  renewFeed,
} from '#db/write/claim-feed.ts'
import { UserProblem } from '#trips/user-problem.ts'
import { enqueueSpooled, type Intake } from './enqueue-file.ts'
import { nextRun } from './feed-schedule.ts'
import { FetchFailure, type FetchPorts, fetchFeed } from './fetch-feed.ts'
import { discardSpool } from './spool.ts'
import { describe, isConnectionLost, pause } from './when-reachable.ts'

export type FeedPorts = Intake & FetchPorts & { log: (line: string) => void }

/** How often the worker looks for feeds that are due: one indexed query. */
const lookMs = 1000

/** Fetches feeds when they are due, one after the other, until `ports.stop`. */
export async function feedLoop(ports: FeedPorts): Promise<void> {
  while (!ports.stop.aborted) {
    const ran = await runDueFeed(ports).catch((error) => ports.log(`feeds: ${describe(error)}`))
    if (!ran) await pause(lookMs, ports.stop)
  }
}

/** Fetches the feed that has been due for longest; false when none is. */
export async function runDueFeed(ports: FeedPorts): Promise<boolean> {
  const feed = await claimFeed(ports.db)
  if (!feed) return false
  const heartbeat = setInterval(() => void renewFeed(ports.db, feed).catch(() => {}), (feedLeaseSeconds * 1000) / 3)
  try {
    const end = await runFeed(ports, feed)
    await endFeedRun(ports.db, feed, end, nextRun)
    ports.log(`feed ${feed.name}: ${end.result}: ${end.message}`)
  } catch (error) {
    // The database is away, or this process ends: the feed stays due, and is tried again in a moment.
    if (!ports.stop.aborted) await wait(lookMs)
    await releaseFeed(ports.db, feed)
    if (!ports.stop.aborted) throw error
  } finally {
    clearInterval(heartbeat)
  }
  return true
}

async function runFeed(ports: FeedPorts, feed: ClaimedFeed): Promise<FeedEnd> {
  try {
    const fetched = await fetchFeed(feed, ports)
    if (fetched.unchanged) return { result: 'unchanged', message: 'The host says that it has not changed (304).' }
    return await enter(ports, feed, fetched)
  } catch (error) {
    if (error instanceof UserProblem || error instanceof FetchFailure) return { result: 'failed', message: `${error.message}.` }
    if (ports.stop.aborted || isConnectionLost(error)) throw error
    // Ours, a full disk say: tried again at once it would fetch a large file over and over.
    ports.log(`feed ${feed.name}: ${describe(error)}`)
    return { result: 'failed', message: 'This server could not keep the file; its log says why.' }
  }
}

async function enter(
  ports: FeedPorts,
  feed: ClaimedFeed,
  { spooled, etag, lastModified }: Extract<Awaited<ReturnType<typeof fetchFeed>>, { unchanged: false }>,
): Promise<FeedEnd> {
  const seen = { etag, lastModified, sha256: spooled.sha256 }
  // Also when that import was undone since: whoever took it back does not want it again every night.
  if (spooled.sha256 === feed.sha256) {
    await discardSpool(ports.spoolDir, spooled.spoolName)
    return { result: 'unchanged', message: 'The same bytes as the last time.', seen }
  }
  const { duplicates, ...options } = feed.options
  const details = { fileName: fileNameOf(feed), duplicates, options: { ...options, feed: feed.name } }
  const outcome = await enqueueSpooled(ports, spooled, details)
  if ('import' in outcome) {
    const { id } = outcome.import
    return { result: 'imported', message: `It is import ${id}.`, importId: id, seen }
  }
  const { id } = outcome.duplicateOf
  return { result: 'unchanged', message: `The same bytes are import ${id} already.`, importId: id, seen }
}

/** What the address ends in, else the feed's name. */
function fileNameOf({ url, name }: ClaimedFeed): string {
  const last = new URL(url).pathname.split('/').at(-1) ?? ''
  return /\.(csv|tsv|txt|gz|zip)$/i.test(last) ? decoded(last) : `${name}.csv`
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
