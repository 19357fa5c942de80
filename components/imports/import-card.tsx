'use client'

import { useMemo, useState } from 'react'
import { type ImportProblem, type ImportView, isTerminal } from '#trips/import-job.ts'
import type { ProblemView } from '#trips/views.ts'
import { queryText } from '../filters/url-params.ts'
import { bytesText, countText, instantText } from '../ui/numbers.ts'
import { callApi } from './call-api.ts'
import { CheckFile } from './check-file.tsx'
import { checksText, isBusy, outcomeText, paceText, stateText } from './import-words.ts'
import styles from './imports.module.css'
import { ImportProgress } from './progress.tsx'
import { Rejects } from './rejects.tsx'
import { UndoButton } from './undo-button.tsx'
import { sendingText, UploadButtons } from './upload-card.tsx'
import type { Upload } from './upload-queue.ts'

export type Act = (method: 'POST' | 'DELETE', path: string) => void

/** One mutation at a time; its answer or its problem is shown where it was asked for. */
function useAct(upsert: (view: ImportView) => void) {
  const [problem, setProblem] = useState<ProblemView>()
  const [pending, setPending] = useState(false)
  const act: Act = async (method, path) => {
    setPending(true)
    setProblem(undefined)
    const answer = await callApi(method, path)
    setPending(false)
    if (!answer.ok) setProblem(answer.problem)
    else if (answer.value) upsert(answer.value)
  }
  return { act, pending, problem }
}

function Counts({ view }: { view: ImportView }) {
  const isGone = isTerminal(view.state) && view.state !== 'done' && view.rows_stored > 0
  const counts = [
    ['Read', view.rows_read],
    [isGone ? 'Taken back' : 'Stored', view.rows_stored],
    ['Rejected', view.rows_rejected],
    ['Duplicates skipped', view.rows_skipped],
  ] as const
  return (
    <dl className={styles.counts}>
      {counts.map(([name, count]) => (
        <div key={name}>
          <dt className="small">{name}</dt>
          <dd>{countText(count)}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Day and month cannot be told apart in this file: the one question that its owner alone can answer. */
function DateOrder({ view, act, pending }: { view: ImportView; act: Act; pending: boolean }) {
  const retry = (order: 'dmy' | 'mdy') => act('POST', `/api/v1/imports/${view.id}/retry?date_order=${order}`)
  return (
    <p className={styles.actions}>
      <span>Is 3/4/2016</span>
      <button type="button" disabled={pending} onClick={() => retry('dmy')}>
        3 April (day first)
      </button>
      <button type="button" disabled={pending} onClick={() => retry('mdy')}>
        March 4 (month first)
      </button>
    </p>
  )
}

/** Rejects leave with the rows of their chunks, which stay where all were rejected. */
const keepsRejects = ({ state, problem }: ImportView) => state === 'done' || problem?.code === 'all_rejected'

/** Whether saying which of day and month comes first is all that is missing. */
const isAboutDates = ({ problem }: ImportView) => problem?.code === 'ambiguous_dates' || problem?.code === 'mixed_dates'

/** Failures that another choice of columns may mend. */
const mendable: readonly ImportProblem['code'][] = ['unmappable', 'ambiguous_dates', 'other_columns', 'all_rejected']

/** Opens the failed file where it lies, to be read once more as it is chosen there. */
function ChooseColumns({ view, upsert }: { view: ImportView; upsert: (view: ImportView) => void }) {
  const [open, setOpen] = useState(false)
  const source = useMemo(() => ({ importId: view.id }), [view.id])
  const retry = async (parameters: Record<string, string>) => {
    const answer = await callApi('POST', `/api/v1/imports/${view.id}/retry${queryText(parameters)}`)
    if (!answer.ok) return answer.problem.detail
    if (answer.value) upsert(answer.value)
  }
  return (
    <>
      <p className={styles.actions}>
        <button type="button" onClick={() => setOpen(true)}>
          Choose columns…
        </button>
      </p>
      {open && (
        <CheckFile
          source={source}
          fileName={view.file_name}
          initial={{}}
          importText="Import"
          onImport={retry}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  )
}

function Facts({ view }: { view: ImportView }) {
  return (
    <dl className={styles.facts}>
      {view.mapping_text && (
        <>
          <dt>Columns</dt>
          <dd>{view.mapping_text}</dd>
        </>
      )}
      <dt>File</dt>
      <dd>
        {bytesText(view.byte_size)}
        {view.sha256 && (
          <>
            , SHA-256 <code title={view.sha256}>{view.sha256.slice(0, 12)}…</code>
          </>
        )}
      </dd>
      <dt>Equal rows</dt>
      <dd>
        {view.duplicates === 'skip' ? 'stored once' : 'kept as real trips'}
        {view.equal_rows_kept !== null && view.duplicates === 'keep' && `; there are ${countText(view.equal_rows_kept)}`}
      </dd>
      {view.mapping_text && (
        <>
          <dt>Checks</dt>
          <dd>{checksText(view)}</dd>
        </>
      )}
      <dt>Came</dt>
      <dd suppressHydrationWarning>{instantText(view.created_at)}</dd>
    </dl>
  )
}

function Details({ view, act, pending }: { view: ImportView; act: Act; pending: boolean }) {
  const [open, setOpen] = useState(false)
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="small">Details</summary>
      {open && (
        <div className={styles.details}>
          <Counts view={view} />
          <Facts view={view} />
          {view.rows_rejected > 0 && keepsRejects(view) && <Rejects id={view.id} count={view.rows_rejected} />}
          {view.rows_flagged > 0 && view.state === 'done' && <Rejects id={view.id} count={view.rows_flagged} kept />}
          {view.state === 'done' && !view.requested && (
            <UndoButton view={view} pending={pending} undo={() => act('DELETE', `/api/v1/imports/${view.id}`)} />
          )}
        </div>
      )}
    </details>
  )
}

type Props = {
  view: ImportView
  upsert: (view: ImportView) => void
  /** That brings its file from this browser, where it still does. */
  upload?: Upload
}

/** An import: how far it is while it runs, how it ended afterwards, and what can be done about it. */
export function ImportCard({ view, upsert, upload }: Props) {
  const { act, pending, problem } = useAct(upsert)
  const busy = isBusy(view)
  return (
    <li id={`import-${view.id}`} className={styles.card} aria-label={`Import of ${view.file_name}`}>
      <header>
        <h2>
          {view.file_name}
          {view.is_sample && <span className={styles.tag}>sample</span>}
        </h2>
        <span className={`${styles.state} ${styles[view.state] ?? ''}`}>{stateText(view)}</span>
      </header>
      {busy ? (
        <>
          <ImportProgress view={view} />
          <p className={styles.pace}>
            <span className="small">{paceText(view) || ' '}</span>
            {upload && !view.requested && <UploadButtons upload={upload} />}
            {!upload && !isTerminal(view.state) && (
              <button
                type="button"
                className="plain"
                disabled={pending || view.requested !== null}
                onClick={() => act('POST', `/api/v1/imports/${view.id}/cancel`)}
              >
                Cancel
              </button>
            )}
          </p>
          {upload && <p className={upload.state === 'stalled' ? `small ${styles.stalled}` : 'small'}>{sendingText(upload)}</p>}
          <Counts view={view} />
        </>
      ) : (
        <p className={view.state === 'failed' ? styles.wrong : undefined}>
          {outcomeText(view)}{' '}
          <span className="small" suppressHydrationWarning>
            {instantText(view.finished_at ?? view.created_at)}
          </span>
        </p>
      )}
      {view.can_retry && isAboutDates(view) && <DateOrder view={view} act={act} pending={pending} />}
      {view.can_retry && view.problem && mendable.includes(view.problem.code) && <ChooseColumns view={view} upsert={upsert} />}
      {problem && (
        <p role="alert" className={styles.wrong}>
          {problem.detail}
        </p>
      )}
      {!busy && <Details view={view} act={act} pending={pending} />}
    </li>
  )
}
