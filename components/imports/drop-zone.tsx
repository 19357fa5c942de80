'use client'

import { type DragEvent, useId, useState } from 'react'
import { Icon } from '../ui/icon.tsx'
import styles from './drop.module.css'
import { ImportOptions } from './import-options.tsx'
import { plainOptions, useUploads } from './uploads.tsx'

/** Where files are dropped or chosen, with the options that hold for them. */
export function DropZone() {
  const { add } = useUploads()
  const [options, setOptions] = useState(plainOptions)
  const input = useId()
  const drop = (event: DragEvent) => {
    if (!event.dataTransfer.files.length) return
    event.preventDefault()
    add([...event.dataTransfer.files], options)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is the shortcut; the file field inside does the same
    <div className={styles.zone} onDrop={drop}>
      <label htmlFor={input} className={styles.choose}>
        <Icon name="upload" />
        <span>
          <strong>Drop CSV files here</strong> or choose them
        </span>
        <input
          id={input}
          type="file"
          multiple
          accept=".csv,.tsv,.tab,.txt,.gz,.zip,text/csv"
          className="unseen"
          aria-label="Choose CSV files to import"
          onChange={(event) => {
            add([...(event.target.files ?? [])], options)
            event.target.value = ''
          }}
        />
      </label>
      <ImportOptions options={options} setOptions={setOptions} />
    </div>
  )
}
