'use client'

import { useEffect, useEffectEvent, useId, useMemo, useState } from 'react'
import { Icon } from '../ui/icon.tsx'
import { CheckFile } from './check-file.tsx'
import styles from './drop.module.css'
import { CheckFirst, ImportOptions } from './import-options.tsx'
import { plainOptions, useUploads } from './uploads.tsx'

/** Where files are dropped or chosen, with the options that hold for them. */
export function DropZone() {
  const { add } = useUploads()
  const [options, setOptions] = useState(plainOptions)
  const [checksFirst, setChecksFirst] = useState(false)
  const [checked, setChecked] = useState<File[]>([])
  const source = useMemo(() => checked.length > 0 && { file: checked[0] }, [checked])
  const input = useId()
  const take = (files: File[]) => (checksFirst ? setChecked(files) : add(files, options))
  const drop = useEffectEvent((event: DragEvent) => {
    if (!event.dataTransfer?.files.length) return
    event.preventDefault()
    take([...event.dataTransfer.files])
  })
  // Before the page itself takes them: what is dropped beside the zone is meant as the options in sight say.
  useEffect(() => {
    const listen = (event: DragEvent) => drop(event)
    addEventListener('drop', listen, true)
    return () => removeEventListener('drop', listen, true)
  }, [])
  return (
    <div className={styles.zone}>
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
            take([...(event.target.files ?? [])])
            event.target.value = ''
          }}
        />
      </label>
      <CheckFirst checked={checksFirst} setChecked={setChecksFirst} />
      <ImportOptions options={options} setOptions={setOptions} />
      {source && (
        <CheckFile
          key={source.file.name}
          source={source}
          fileName={
            checked.length === 1 ? source.file.name : `${source.file.name}, and ${checked.length - 1} more to be read alike`
          }
          initial={{
            region: options.region || undefined,
            datasource: options.datasource || undefined,
            saved: options.reading?.mapping,
          }}
          importText={checked.length === 1 ? 'Import' : `Import ${checked.length} files`}
          onImport={(reading) => void add(checked, { ...options, region: '', datasource: '', reading })}
          onClose={() => setChecked([])}
        />
      )}
    </div>
  )
}
