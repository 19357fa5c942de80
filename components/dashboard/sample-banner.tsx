'use client'

import { useState } from 'react'
import type { ImportView } from '#trips/import-job.ts'
import { callApi } from '../imports/call-api.ts'
import styles from './dashboard.module.css'

/** Sample data are never taken for real ones, and are gone with one click. */
export function SampleBanner({ id, upsert }: { id: number; upsert: (view: ImportView) => void }) {
  const [state, setState] = useState<'there' | 'going' | string>('there')
  const remove = async () => {
    setState('going')
    const answer = await callApi('DELETE', `/api/v1/imports/${id}`)
    if (!answer.ok) setState(answer.problem.detail)
    else if (answer.value) upsert(answer.value)
  }
  return (
    <div className={styles.sample} role="note">
      <span>
        {state === 'there'
          ? 'These are made-up trips; they leave when your first file is read.'
          : state === 'going'
            ? 'Removing the sample data…'
            : state}
      </span>
      {state !== 'going' && (
        <button type="button" className="plain" onClick={remove}>
          Remove now
        </button>
      )}
    </div>
  )
}
