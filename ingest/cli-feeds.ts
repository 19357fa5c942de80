import type { Database } from '#db/client.ts'
import { readFeed, readFeeds } from '#db/read/feeds.ts'
import { removeFeed, requestFeedRun, saveFeed } from '#db/write/save-feed.ts'
import type { Env } from '#env.ts'
import type { FeedBody, FeedView } from '#trips/feed.ts'
import type { FeedAct } from './cli-command.ts'
import { nextRun } from './feed-schedule.ts'
import { fetchRules, refuseOtherHosts } from './fetch-rules.ts'
import type { Terminal } from './follow-import.ts'

/** What the command line does with feeds. Throws UserProblem. */
export async function tendFeeds(db: Database, terminal: Terminal, settings: Env, command: FeedAct): Promise<true> {
  const tell = (view: FeedView): void => terminal.say(feedText(view))
  const save = (name: string, body: FeedBody) => {
    refuseOtherHosts(new URL(body.url), fetchRules(settings))
    return saveFeed(db, name, body, nextRun)
  }
  if (command.act === 'list') for (const view of await readFeeds(db)) tell(view)
  else if (command.act === 'add') tell(await save(command.feed, command.body))
  else if (command.act === 'run') tell(await requestFeedRun(db, command.feed))
  else if (command.act === 'remove') await removeFeed(db, command.feed)
  else {
    const { url, schedule, options } = await readFeed(db, command.feed)
    tell(await save(command.feed, { url, schedule, options, enabled: command.act === 'resume' }))
  }
  return true
}

/** Tabs between: name, address, schedule, when it runs next, what became of the last run. */
const feedText = (view: FeedView): string =>
  [
    ...[view.name, view.url, view.schedule],
    view.running ? 'being fetched' : view.next_run_at ? `next ${view.next_run_at}` : 'paused',
    view.last_result ? `${view.last_result} ${view.last_run_at}: ${view.last_message}` : 'not fetched yet',
  ].join('\t')
