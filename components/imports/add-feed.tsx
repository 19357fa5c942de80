'use client'

import { type FormEvent, useState } from 'react'
import type { ProblemView } from '#trips/views.ts'
import { usualSchedules } from './feed-words.ts'
import styles from './feeds.module.css'
import type { FeedActs } from './use-feeds.ts'

const empty = { name: '', url: '', schedule: usualSchedules[1].cron as string, cron: '', region: '', datasource: '' }
type Fields = typeof empty

/** Folded away: a feed is set up once. */
export function AddFeed({ hosts, taken, save }: { hosts: string[]; taken: string[]; save: FeedActs['save'] }) {
  const [fields, setFields] = useState(empty)
  const [open, setOpen] = useState(taken.length === 0)
  const [problem, setProblem] = useState<Pick<ProblemView, 'detail'>>()
  const field = (name: keyof Fields) => ({
    className: 'field',
    value: fields[name],
    onChange: (event: { target: { value: string } }) => setFields({ ...fields, [name]: event.target.value }),
  })
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (taken.includes(fields.name)) return setProblem({ detail: `There is a feed named ${fields.name} already.` })
    const found = await save(fields.name, bodyOf(fields))
    setProblem(found)
    if (found) return
    setFields(empty)
    setOpen(false)
  }
  return (
    <details className={styles.add} open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="small">Add a feed…</summary>
      <form onSubmit={submit}>
        <label className={styles.wide}>
          Address of a CSV file, plain or .gz
          <input {...field('url')} type="url" required placeholder={`https://${hosts[0]}/…`} />
          <span className="small">From {hosts.join(', ')} only; the same file is imported once.</span>
        </label>
        <label>
          Name
          <input
            {...field('name')}
            required
            maxLength={64}
            pattern="[A-Za-z0-9][A-Za-z0-9_.\-]*"
            title="Letters, digits, . _ -"
          />
        </label>
        <label>
          When
          <select {...field('schedule')}>
            {usualSchedules.map(({ cron, words }) => (
              <option key={cron} value={cron}>
                {words}
              </option>
            ))}
            <option value="">other (cron)…</option>
          </select>
        </label>
        {fields.schedule === '' && (
          <label>
            Cron expression, UTC
            <input {...field('cron')} required maxLength={100} placeholder="15 4 * * *" />
          </label>
        )}
        <label>
          Region, where the file has none
          <input {...field('region')} maxLength={191} />
        </label>
        <label>
          Datasource, where the file has none
          <input {...field('datasource')} maxLength={191} />
        </label>
        <p className={styles.wide}>
          <button type="submit">Add the feed</button>
          {problem && (
            <span role="alert" className={styles.failed}>
              {problem.detail}
            </span>
          )}
        </p>
      </form>
    </details>
  )
}

const bodyOf = ({ url, schedule, cron, region, datasource }: Fields) => ({
  url: url.trim(),
  schedule: schedule || cron.trim(),
  enabled: true,
  options: { ...(region && { region }), ...(datasource && { datasource }) },
})
