'use client'

import { useRef } from 'react'
import type { ImportView } from '#trips/import-job.ts'
import { countOf } from '../ui/numbers.ts'
import styles from './imports.module.css'

/** Takes an import back, after a second thought. */
export function UndoButton({ view, pending, undo }: { view: ImportView; pending: boolean; undo: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  return (
    <>
      <button type="button" className="danger" disabled={pending} onClick={() => dialog.current?.showModal()}>
        Undo this import…
      </button>
      <dialog ref={dialog} className={styles.dialog} aria-labelledby={`undo-${view.id}`}>
        <h2 id={`undo-${view.id}`}>Undo the import of {view.file_name}?</h2>
        <p>
          {countOf(view.rows_stored, 'trip leaves', 'trips leave')} the data again, with all that was counted from{' '}
          {view.rows_stored === 1 ? 'it' : 'them'}. The file can be imported anew at any time.
        </p>
        <form method="dialog" className={styles.actions}>
          <button type="submit" className="danger" onClick={undo}>
            Undo the import
          </button>
          {/* biome-ignore lint/a11y/noAutofocus: in a dialog that destroys something, the harmless answer has the focus */}
          <button type="submit" autoFocus>
            Keep it
          </button>
        </form>
      </dialog>
    </>
  )
}
