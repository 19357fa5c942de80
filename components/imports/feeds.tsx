'use client'

import { useState } from 'react'
import type { FeedView } from '#trips/feed.ts'
import type { ProblemView } from '#trips/views.ts'
import { countOf, instantText } from '../ui/numbers.ts'
import { AddFeed } from './add-feed.tsx'
import { feedText, isFailing, isFetching, scheduleText } from './feed-words.ts'
import styles from './feeds.module.css'
import { bodyOf, type FeedActs, useFeeds } from './use-feeds.ts'

function FeedRow({ feed, acts }: { feed: FeedView; acts: FeedActs }) {
  const [problem, setProblem] = useState<ProblemView>()
  const act = (doing: Promise<ProblemView | undefined>) => void doing.then(setProblem)
  const now = Date.now()
  const fetching = isFetching(feed, now)
  return (
    <li className={styles.feed} aria-label={`Feed ${feed.name}`}>
      <div className={styles.about}>
        <p className={styles.name}>
          <strong>{feed.name}</strong>{' '}
          <span className="small" title={feed.url}>
            {feed.url}
          </span>
        </p>
        <p className="small">
          {feed.enabled ? scheduleText(feed.schedule) : 'Paused'}
          {feed.next_run_at && !fetching && `, next ${instantText(feed.next_run_at)}`}
        </p>
        <p className={isFailing(feed, now) ? styles.failed : 'small'}>
          {feedText(feed, now)}{' '}
          {feed.last_import_id !== null && <a href={`#import-${feed.last_import_id}`}>See import {feed.last_import_id}</a>}
        </p>
        {problem && (
          <p role="alert" className={styles.failed}>
            {problem.detail}
          </p>
        )}
      </div>
      <div className={styles.buttons}>
        <button type="button" disabled={fetching} onClick={() => act(acts.run(feed.name))}>
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

/** Addresses that are fetched on a schedule. Folded away, but for how they are: the imports are what the page is about. */
export function Feeds() {
  const { known, acts } = useFeeds()
  if (!known) return null
  const { feeds, hosts } = known
  const failing = feeds.filter((feed) => isFailing(feed, Date.now())).length
  return (
    <details className={styles.feeds}>
      <summary className="small">
        On a schedule{feeds.length > 0 && `: ${countOf(feeds.length, 'feed')}`}
        {failing > 0 && <span className={styles.failed}>, {failing} not fetched</span>}
      </summary>
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
    </details>
  )
}
