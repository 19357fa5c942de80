'use client'

import { useEffect, useState } from 'react'
import { type RejectsView, rejectsView } from '#trips/views.ts'
import { Icon } from '../ui/icon.tsx'
import { countText } from '../ui/numbers.ts'
import styles from './imports.module.css'
import { causeText, rejectGroups } from './reject-groups.ts'

/** Enough for the causes to be seen; all of them are in the download. */
const rejectsRead = 1000
const examplesShown = 3

async function readRejects(id: number, kept: boolean): Promise<RejectsView | undefined> {
  const response = await fetch(`/api/v1/imports/${id}/rejects?limit=${rejectsRead}&kept=${Number(kept)}`).catch(() => undefined)
  return response?.ok ? rejectsView.parse(await response.json()) : undefined
}

/** The rows that were not stored, or were kept with a flag: by cause, with examples; the rejected ones also as a file to correct. */
export function Rejects({ id, count, kept = false }: { id: number; count: number; kept?: boolean }) {
  const [view, setView] = useState<RejectsView | 'none'>()
  // biome-ignore lint/correctness/useExhaustiveDependencies: a changed count is why they are read again
  useEffect(() => {
    let current = true
    readRejects(id, kept).then((found) => current && setView(found ?? 'none'))
    return () => {
      current = false
    }
  }, [id, count, kept])
  return (
    <section className={styles.rejects} aria-label={kept ? 'Flagged rows' : 'Rejected rows'}>
      <header>
        <h3>
          {countText(count)} {kept ? 'kept and flagged' : 'rejected'}
        </h3>
        {!kept && (
          <a href={`/api/v1/imports/${id}/rejects.csv`} download>
            <Icon name="download" /> Download, ready to correct and send again
          </a>
        )}
      </header>
      {!view && <p className="small">Reading why…</p>}
      {view === 'none' && (
        <p className="small">The examples could not be read just now{kept ? '' : '; the download has every row'}.</p>
      )}
      {view && view !== 'none' && (
        <>
          {count > view.rejects.length && <p className="small">Of the first {countText(view.rejects.length)}:</p>}
          <ul>
            {rejectGroups(view.rejects).map((group) => (
              <li key={group.key}>
                <details>
                  <summary>{causeText(group)}</summary>
                  {group.rejects.slice(0, examplesShown).map((reject) => (
                    <figure key={`${reject.line}:${reject.byte_offset}`}>
                      <figcaption className="small">
                        line {reject.line}: {reject.reason}
                      </figcaption>
                      <pre>{reject.text.slice(0, 400)}</pre>
                    </figure>
                  ))}
                </details>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
