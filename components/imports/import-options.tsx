'use client'

import { useState } from 'react'
import styles from './drop.module.css'
import { SavedMappings } from './saved-mappings.tsx'
import type { UploadOptions } from './upload-queue.ts'

/** The way to see what a file holds, and to choose its columns, before anything is imported. */
export function CheckFirst({ checked, setChecked }: { checked: boolean; setChecked: (checked: boolean) => void }) {
  return (
    <label className={styles.checkFirst}>
      <input type="checkbox" checked={checked} onChange={(event) => setChecked(event.target.checked)} />
      Check first: see the rows and a map, choose the columns
    </label>
  )
}

/** What a file cannot say itself. Folded away: most files need none of it. */
export function ImportOptions({ options, setOptions }: { options: UploadOptions; setOptions: (options: UploadOptions) => void }) {
  const [open, setOpen] = useState(false)
  const set = (changes: Partial<UploadOptions>) => setOptions({ ...options, ...changes })
  return (
    <details className={styles.options} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Options</summary>
      <div className={styles.optionFields}>
        <label>
          Region, where the file has none
          <input
            className="field"
            maxLength={191}
            value={options.region}
            onChange={(event) => set({ region: event.target.value })}
          />
        </label>
        <label>
          Datasource, where the file has none
          <input
            className="field"
            maxLength={191}
            value={options.datasource}
            onChange={(event) => set({ datasource: event.target.value })}
          />
        </label>
        {open && (
          <SavedMappings
            chosen={options.reading?.mapping ?? ''}
            choose={(mapping) => set({ reading: mapping ? { mapping } : undefined })}
          />
        )}
        <fieldset>
          <legend>Equal rows within a file</legend>
          <label>
            <input
              type="radio"
              name="duplicates"
              checked={options.duplicates === 'keep'}
              onChange={() => set({ duplicates: 'keep' })}
            />
            Keep: they are real trips
          </label>
          <label>
            <input
              type="radio"
              name="duplicates"
              checked={options.duplicates === 'skip'}
              onChange={() => set({ duplicates: 'skip' })}
            />
            Skip: store each only once
          </label>
        </fieldset>
      </div>
    </details>
  )
}
