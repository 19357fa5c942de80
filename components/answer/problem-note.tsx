'use client'

import type { DashboardParams } from '#trips/filters.ts'
import type { ProblemView } from '#trips/views.ts'
import { paramNames } from '../filters/url-params.ts'
import type { ChangeParams } from '../filters/use-url-params.ts'
import styles from './problem-note.module.css'

const paramWords: Record<(typeof paramNames)[number], string> = {
  bbox: 'the box',
  area: 'the area',
  region: 'the region',
  relation: 'the relation',
  from: 'the first day',
  to: 'the last day',
  datasource: 'the datasource',
  hours: 'the hours',
  weekdays: 'the weekdays',
  weeks: 'the rule for weeks',
  level: 'the similarity',
  time: 'the time of day',
  sort: 'the order',
  base_bbox: 'the box compared with',
  base_area: 'the area compared with',
  base_region: 'the region compared with',
  base_from: 'the first day compared with',
  base_to: 'the last day compared with',
}

/** What went wrong, in the problem's own words, where the answer would be; with the way out of it. */
export function ProblemNote({ problem, change, retry }: { problem: ProblemView; change?: ChangeParams; retry?: () => void }) {
  const name = paramNames.find((known) => known === problem.parameter)
  const remove: Partial<DashboardParams> = name ? { [name]: undefined } : {}
  return (
    <div role="alert" className={styles.problem}>
      <strong>{name ? 'This cannot be answered' : problem.title}</strong>
      <p>{problem.detail}</p>
      {change && name && (
        <button type="button" onClick={() => change(remove)}>
          Leave {paramWords[name]} out
        </button>
      )}
      {retry && !name && (
        <button type="button" onClick={retry}>
          Ask again
        </button>
      )}
    </div>
  )
}
