'use client'

import { useState } from 'react'
import type { FeedView } from '#trips/feed.ts'
import type { ProblemView } from '#trips/views.ts'
import { instantText } from '../ui/numbers.ts'
import { AddFeed } from './add-feed.tsx'
import { feedText, isFetching, scheduleText } from './feed-words.ts'
import styles from './feeds.module.css'
import { bodyOf, type FeedActs, useFeeds } from './use-feeds.ts'

function FeedRow({ feed, acts }: { feed: FeedView; acts: FeedActs }) {
  const [problem, setProblem] = useState<ProblemView>()
  const act = (doing: Promise<ProblemView | undefined>) => void doing.then(setProblem)
  const now = Date.now()
  const failed = feed.last_result === 'failed' && !isFetching(feed, now)
  return (
    <li className={styles.feed} aria-label={`Feed ${feed.name}`}>
      <div className={styles.about}>
        <h3>{feed.name}</h3>
        <p className={`small ${styles.url}`} title={feed.url}>
          {feed.url}
        </p>
        <p className="small" suppressHydrationWarning>
          {feed.enabled ? scheduleText(feed.schedule) : 'paused'}
          {feed.enabled && feed.next_run_at && !isFetching(feed, now) && `, next ${instantText(feed.next_run_at)}`}
        </p>
        <p className={failed ? styles.failed : 'small'} suppressHydrationWarning>
          {feedText(feed, now)}
          {feed.last_import_id !== null && (
            <>
              {' '}
              <a href={`#import-${feed.last_import_id}`}>See the import</a>
            </>
          )}
        </p>
        {problem && (
          <p role="alert" className={styles.failed}>
            {problem.detail}
          </p>
        )}
      </div>
      <div className={styles.buttons}>
        <button type="button" disabled={isFetching(feed, now)} onClick={() => act(acts.run(feed.name))}>
          Run now
        </button>
        <button
          type="button"
          className="plain"
          onClick={() => act(acts.save(feed.name, { ...bodyOf(feed), enabled: !feed.enabled }))}
        >
          {feed.enabled ? 'Pause' : 'Go on'}
        </button>
        <button type="button" className="plain" onClick={() => act(acts.remove(feed.name))}>
          Remove
        </button>
      </div>
    </li>
  )
}

/** Addresses that are fetched on a schedule. */
export function Feeds() {
  const { known, acts } = useFeeds()
  if (!known) return null
  const { feeds, hosts } = known
  return (
    <section className={styles.feeds} aria-labelledby="feeds">
      <h2 id="feeds" className="small">
        On a schedule
      </h2>
      {feeds.length > 0 && (
        <ul>
          {feeds.map((feed) => (
            <FeedRow key={feed.name} feed={feed} acts={acts} />
          ))}
        </ul>
      )}
      {hosts.length > 0 ? (
        <AddFeed hosts={hosts} taken={feeds.map(({ name }) => name)} save={acts.save} />
      ) : (
        <p className="small">
          Tripfold can fetch a file from an address by itself. It is switched off until the setting <code>FEED_HOSTS</code> names
          the hosts it may ask.
        </p>
      )}
    </section>
  )
}
