'use client'

import dynamic from 'next/dynamic'
import { useState } from 'react'
import { alignWeeks, baseFiltersOf, type WeekPair } from '#trips/comparison.ts'
import type { DashboardParams } from '#trips/filters.ts'
import type { DashboardView, WeekView } from '#trips/views.ts'
import { daysOfSide, differenceSign, placesOfSides } from '../compare/side-words.ts'
import { countText } from '../ui/numbers.ts'
import styles from './charts.module.css'

const ComparedLines = dynamic(() => import('./compared-lines.tsx'), { ssr: false })

const tripsText = (week: WeekView | null): string => (week ? `${countText(week.trips)}${week.partial ? ' (partial)' : ''}` : '–')

function PairTable({ pairs, names }: { pairs: WeekPair[]; names: [string, string] }) {
  return (
    <div className={styles.tableScroll}>
      <table className={styles.weeks}>
        <thead>
          <tr>
            <th scope="col">Week</th>
            <th scope="col">{names[0]}</th>
            <th scope="col">Week</th>
            <th scope="col">{names[1]}</th>
            <th scope="col">Difference</th>
          </tr>
        </thead>
        <tbody>
          {pairs.map(({ answer, base }) => (
            <tr key={answer?.week ?? `base ${base?.week}`}>
              <th scope="row">{answer?.week ?? '–'}</th>
              <td>{tripsText(answer)}</td>
              <td>{base?.week ?? '–'}</td>
              <td>{tripsText(base)}</td>
              <td>{differenceSign(answer?.trips, base?.trips)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** What tells the two sides apart: their places, or where these are one, their days. */
function namesOf(params: DashboardParams, { answer, comparison }: DashboardView): [string, string] {
  const places = placesOfSides(params, baseFiltersOf(params) ?? params)
  return places[0] === places[1] && comparison ? [daysOfSide(answer), daysOfSide(comparison.base)] : places
}

type Props = { params: DashboardParams; view: DashboardView; comparison: NonNullable<DashboardView['comparison']> }

/** Trips by week of two sides, as lines or as a table. */
export function ComparedChart({ params, view, comparison }: Props) {
  const [asTable, setAsTable] = useState(false)
  const pairs = alignWeeks(view.answer.series, comparison.base.series, comparison.aligned_by)
  const names = namesOf(params, view)
  return (
    <section className={styles.weekly} aria-label="Trips by week">
      <header className={styles.header}>
        <h2>Trips by week</h2>
        <span className="small">
          <span className={styles.lineOfAnswer} aria-hidden="true" /> {names[0]}
        </span>
        <span className="small">
          <span className={styles.lineOfBase} aria-hidden="true" /> {names[1]}
        </span>
        <button type="button" className="plain" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? 'Chart' : 'Table'}
        </button>
      </header>
      {pairs.length === 0 && <p className="small">No week is covered.</p>}
      {asTable ? (
        <PairTable pairs={pairs} names={names} />
      ) : (
        <div className={styles.lines}>{pairs.length > 0 && <ComparedLines pairs={pairs} by={comparison.aligned_by} />}</div>
      )}
    </section>
  )
}
