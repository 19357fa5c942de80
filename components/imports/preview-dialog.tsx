'use client'

import { useEffect, useId, useRef, useState } from 'react'
import { Icon } from '../ui/icon.tsx'
import styles from './preview.module.css'
import type { PreviewSource } from './preview-api.ts'
import type { PreviewDraft } from './preview-draft.ts'
import { PreviewMap } from './preview-map.tsx'
import { PreviewProblems } from './preview-problems.tsx'
import { PreviewSave } from './preview-save.tsx'
import { PreviewSettings } from './preview-settings.tsx'
import { PreviewTable } from './preview-table.tsx'
import { PreviewTrips } from './preview-trips.tsx'
import { PreviewVerdict } from './preview-verdict.tsx'
import { usePreview } from './use-preview.ts'

export type PreviewDialogProps = {
  /** Held by the caller: another object is another file. */
  source: PreviewSource
  fileName: string
  initial: PreviewDraft
  /** What the button says that imports. */
  importText: string
  /** Takes the parameters that say how to read the file. Resolves with the sentence to show where that failed. */
  onImport: (parameters: Record<string, string>) => Promise<string | undefined> | undefined
  onClose: () => void
}

/** What an import would make of a file, before it happens: rows, a map, problems, and every choice that changes them. */
export function PreviewDialog({ source, fileName, initial, importText, onImport, onClose }: PreviewDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const title = useId()
  const preview = usePreview(source, initial)
  const [failure, setFailure] = useState<string>()
  const { view, problem, pending, draft, setDraft, parameters, missing } = preview
  useEffect(() => {
    dialog.current?.showModal()
    heading.current?.focus()
  }, [])
  const isReady = view && !view.problem && missing.length === 0 && view.rows_accepted > 0
  const submit = async () => {
    const failed = await onImport(view?.saved ? { ...parameters, mapping: view.saved.name } : parameters)
    if (failed === undefined) dialog.current?.close()
    else setFailure(failed)
  }
  return (
    <dialog ref={dialog} className={styles.dialog} aria-labelledby={title} onClose={onClose}>
      <header>
        <h2 id={title} ref={heading} tabIndex={-1}>
          {fileName}
        </h2>
        <button type="button" className="plain" aria-label="Close" onClick={() => dialog.current?.close()}>
          <Icon name="close" />
        </button>
      </header>
      <div className={styles.body} aria-busy={pending}>
        {!view && !problem && <p className={styles.waiting}>Looking into the file…</p>}
        {!view && problem && (
          <p role="alert" className={styles.wrong}>
            {problem.detail}
          </p>
        )}
        {view && (
          <div className={pending ? 'stale' : undefined}>
            <PreviewVerdict {...preview} view={view} />
            <PreviewTable view={view} draft={draft} setDraft={setDraft} />
            {view.of_total_columns > view.columns.length && (
              <p className="small">
                The first {view.columns.length} of {view.of_total_columns} columns.
              </p>
            )}
            <PreviewSettings view={view} draft={draft} setDraft={setDraft} />
            {view.rows_looked_at > 0 && (
              <div className={styles.result}>
                <div className={styles.found}>
                  <PreviewProblems view={view} />
                  {view.trips.length > 0 && <PreviewTrips trips={view.trips} />}
                </div>
                {view.trips.length > 0 && <PreviewMap trips={view.trips} />}
              </div>
            )}
          </div>
        )}
      </div>
      <footer>
        {view && (
          <PreviewSave view={view} isSettled={!pending && missing.length === 0} onSaved={(saved) => setDraft({ saved })} />
        )}
        {failure && (
          <p role="alert" className={styles.wrong}>
            {failure}
          </p>
        )}
        <div className={styles.actions}>
          <button type="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button type="button" className="primary" disabled={!isReady} onClick={() => void submit()}>
            {importText}
          </button>
        </div>
      </footer>
    </dialog>
  )
}
