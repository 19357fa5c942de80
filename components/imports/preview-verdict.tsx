'use client'

import type { PreviewView } from '#trips/mapping-views.ts'
import styles from './preview.module.css'
import { type PreviewDraft, swapped } from './preview-draft.ts'
import { roleWords } from './role-words.ts'
import type { Preview } from './use-preview.ts'

/** How the file is understood, or what is missing for that, with the answers to choose from. */
export function PreviewVerdict({ view, draft, setDraft, missing, problem }: Preview & { view: PreviewView }) {
  const answer = (about: 'date_order' | 'lat_lon_order', value: string): PreviewDraft =>
    about === 'lat_lon_order'
      ? swapped(draft, view)
      : { ...draft, saved: undefined, date_order: value === 'dmy' || value === 'mdy' ? value : undefined }
  // A question that can be answered here is put in its own words.
  const asked = view.questions.some(({ about }) => about === 'date_order')
  const wrong = problem?.detail ?? (asked ? undefined : view.problem?.message)
  return (
    <div className={styles.verdict} aria-live="polite">
      {missing.length > 0 ? (
        <p>Choose a column also for: {missing.map((role) => roleWords[role].toLowerCase()).join(', ')}.</p>
      ) : (
        (wrong ?? view.mapping_text) && <p className={wrong ? styles.wrong : undefined}>{wrong ?? view.mapping_text}</p>
      )}
      {view.questions.map(({ about, text, choices }) => (
        <p key={about} className={styles.choices}>
          <strong>{text}</strong>
          {choices.map((choice) => (
            <button key={choice.value} type="button" onClick={() => setDraft(answer(about, choice.value))}>
              {choice.text}
            </button>
          ))}
        </p>
      ))}
      <Saved view={view} draft={draft} setDraft={setDraft} />
    </div>
  )
}

/** The saved mappings that this file may be read with, and the way out of the one it is read with. */
function Saved({ view, draft, setDraft }: { view: PreviewView } & Pick<Preview, 'draft' | 'setDraft'>) {
  const others = view.proposed.filter((name) => name !== view.saved?.name)
  if (!view.saved && others.length === 0) return null
  return (
    <p className={styles.choices}>
      {others.length > 0 && <span>Saved for files with these columns:</span>}
      {others.map((name) => (
        <button key={name} type="button" onClick={() => setDraft({ saved: name })}>
          {name}
        </button>
      ))}
      {view.saved && (
        <button type="button" className="plain" onClick={() => setDraft({ ...draft, saved: undefined, anew: true })}>
          Read without ‘{view.saved.name}’
        </button>
      )}
    </p>
  )
}
