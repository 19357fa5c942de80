'use client'

import { useId, useState } from 'react'
import type { PreviewView } from '#trips/mapping-views.ts'
import styles from './preview.module.css'
import { saveMapping } from './preview-api.ts'

/** Keeps what was chosen under a name, for the next file with the same columns. */
export function PreviewSave(props: { view: PreviewView; isSettled: boolean; onSaved: (name: string) => void }) {
  const { view, isSettled, onSaved } = props
  const [name, setName] = useState(view.saved?.name ?? '')
  const [said, setSaid] = useState<{ text: string; isWrong: boolean }>()
  const input = useId()
  const isWhole = view.mapping !== null && view.columns.length === view.of_total_columns
  const save = async () => {
    const answer = await saveMapping(name.trim(), view)
    if (answer.ok) onSaved(answer.value.name)
    setSaid(
      answer.ok
        ? { text: 'Saved: files with the same columns are read so from now on.', isWrong: false }
        : { text: answer.problem.detail, isWrong: true },
    )
  }
  return (
    <form
      className={styles.save}
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <label htmlFor={input}>Save for files with these columns as</label>
      <input
        id={input}
        className="field"
        maxLength={100}
        required
        placeholder="City bikes"
        value={name}
        onChange={({ target }) => setName(target.value)}
      />
      <button type="submit" disabled={!isSettled || !isWhole}>
        Save
      </button>
      <span role="status" className={said?.isWrong ? styles.wrong : 'small'}>
        {said?.text}
      </span>
    </form>
  )
}
