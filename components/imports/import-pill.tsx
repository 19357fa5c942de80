'use client'

import Link from 'next/link'
import type { ImportView } from '#trips/import-job.ts'
import { compactText, durationText, percentText } from '../ui/numbers.ts'
import styles from './import-pill.module.css'
import { isArriving, isBusy, progressOf, stateText } from './import-words.ts'
import type { Upload } from './upload-queue.ts'

type Shown = { share?: number; words: string; more?: string; busy: boolean }

function shownOf(imports: readonly ImportView[], uploads: readonly Upload[]): Shown {
  const sending = uploads.find(({ state }) => state === 'sending' || state === 'stalled')
  const busy = imports.filter(isBusy)
  // What only arrives yet says less than this browser knows of its sending.
  const [view] = busy.filter((one) => one.state === 'loading').concat(busy.filter((one) => !sending || !isArriving(one)))
  if (view) {
    const share = progressOf(view)
    const words = share === undefined || view.state !== 'loading' ? stateText(view) : percentText(share)
    const pace = view.rows_per_second === null ? '' : `${compactText(view.rows_per_second)} rows/s`
    const left = view.seconds_left === null || isArriving(view) ? '' : `${durationText(view.seconds_left)} left`
    const others = busy.length > 1 ? `${busy.length} imports` : ''
    return { share, words, more: [others, pace, left].filter(Boolean).join(' · '), busy: true }
  }
  if (sending) {
    const share = sending.sentBytes / Math.max(1, sending.file.size)
    const words = sending.state === 'stalled' ? 'Waiting for the connection' : `Sending ${percentText(share)}`
    return { share, words, more: sending.file.name, busy: true }
  }
  if (uploads.some((upload) => upload.state === 'refused')) return { words: 'A file needs you', busy: false }
  return { words: 'Imports', busy: false }
}

const radius = 7
const around = 2 * Math.PI * radius

function Ring({ share }: { share?: number }) {
  return (
    <svg
      width="18"
      height="18"
      viewBox="0 0 18 18"
      aria-hidden="true"
      className={share === undefined ? styles.unknown : undefined}
    >
      <circle cx="9" cy="9" r={radius} className={styles.track} />
      <circle
        cx="9"
        cy="9"
        r={radius}
        className={styles.done}
        strokeDasharray={`${around * (share ?? 0.25)} ${around}`}
        transform="rotate(-90 9 9)"
      />
    </svg>
  )
}

/** An import under way, seen from everywhere; and the way to all of them. */
export function ImportPill({
  imports,
  uploads,
  here,
}: {
  imports: readonly ImportView[]
  uploads: readonly Upload[]
  here?: boolean
}) {
  const { share, words, more, busy } = shownOf(imports, uploads)
  return (
    <Link href="/imports" className={styles.pill} aria-current={here ? 'page' : undefined}>
      {busy && <Ring share={share} />}
      <span>
        {words !== 'Imports' && <span className="unseen">Imports: </span>}
        {words}
      </span>
      {more && <span className={styles.more}>{more}</span>}
    </Link>
  )
}
