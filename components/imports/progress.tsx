import type { ImportView } from '#trips/import-job.ts'
import { arrivedOf, isArriving, progressOf } from './import-words.ts'
import styles from './imports.module.css'

/** How far an import is; while its file is still being sent, over how much of it is here. */
export function ImportProgress({ view }: { view: ImportView }) {
  const value = view.requested ? undefined : progressOf(view)
  const name = `Import of ${view.file_name}`
  const arrived = arrivedOf(view)
  if (view.requested || !isArriving(view) || arrived === undefined) return <Progress name={name} value={value} />
  return (
    <div className={styles.phases}>
      <Progress name={`Upload of ${view.file_name}`} value={arrived} />
      <Progress name={name} value={value ?? 0} />
    </div>
  )
}

/** A bar from nothing to all; without a value it says only that something is going on. */
export function Progress({ name, value }: { name: string; value?: number }) {
  return <progress className={styles.progress} aria-label={name} max={1} {...(value === undefined ? {} : { value })} />
}
