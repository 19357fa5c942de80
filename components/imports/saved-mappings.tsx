'use client'

import { useEffect, useId, useState } from 'react'
import type { SavedMappingView } from '#trips/mapping-views.ts'
import styles from './drop.module.css'
import { forgetMapping, readMappings } from './preview-api.ts'

/** The saved mapping to read files with, where there are some; and the way to forget one. */
export function SavedMappings({ chosen, choose }: { chosen: string; choose: (name: string) => void }) {
  const [saved, setSaved] = useState<SavedMappingView[]>([])
  const select = useId()
  useEffect(() => {
    void readMappings().then((answer) => answer.ok && setSaved(answer.value.mappings))
  }, [])
  const forget = async () => {
    const answer = await forgetMapping(chosen)
    if (!answer.ok && answer.problem.status !== 404) return
    setSaved(saved.filter(({ name }) => name !== chosen))
    choose('')
  }
  if (saved.length === 0) return null
  return (
    <div className={styles.saved}>
      <label htmlFor={select}>Columns as saved under</label>
      <select id={select} value={chosen} onChange={({ target }) => choose(target.value)}>
        <option value="">What fits, or as recognised</option>
        {saved.map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      {chosen !== '' && (
        <button type="button" className="plain" onClick={() => void forget()}>
          Forget ‘{chosen}’
        </button>
      )}
    </div>
  )
}
