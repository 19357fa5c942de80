'use client'

import dynamic from 'next/dynamic'
import { useState } from 'react'
import type { WeeklyAverageView, WeekView } from '#trips/views.ts'
import type { ChangeParams } from '../filters/use-url-params.ts'
import { averageText, countText } from '../ui/numbers.ts'
import styles from './charts.module.css'

/** The chart library is as large as the rest of the page: it comes in a chunk of its own, after the answer. */
const WeeklyBars = dynamic(() => import('./weekly-bars.tsx'), { ssr: false })

function WeekTable({ series }: { series: WeekView[] }) {
  return (
    <div className={styles.tableScroll}>
      <table className={styles.weeks}>
        <thead>
          <tr>
            <th scope="col">ISO week</th>
            <th scope="col">Monday</th>
            <th scope="col">Days covered</th>
            <th scope="col">Trips</th>
          </tr>
        </thead>
        <tbody>
          {series.map((week) => (
            <tr key={week.week}>
              <th scope="row">{week.week}</th>
              <td>{week.monday}</td>
              <td>{week.partial ? `${week.days} (partial)` : week.days}</td>
              <td>{countText(week.trips)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Trips by week, as bars or as a table. */
export function WeeklyChart({ answer, change }: { answer: WeeklyAverageView; change: ChangeParams }) {
  const [asTable, setAsTable] = useState(false)
  const { series } = answer
  return (
    <section className={styles.weekly} aria-label="Trips by week">
      <header className={styles.header}>
        <h2>Trips by week</h2>
        {answer.weekly_average !== null && (
          <span className="small">
            <span className={styles.dashes} aria-hidden="true" /> mean {averageText(answer.weekly_average)}
          </span>
        )}
        {series.some((week) => week.partial) && (
          <span className="small">
            <span className={styles.hatch} aria-hidden="true" /> partial week
          </span>
        )}
        <button type="button" className="plain" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? 'Chart' : 'Table'}
        </button>
      </header>
      {series.length === 0 && <p className="small">No week is covered.</p>}
      {asTable ? (
        <WeekTable series={series} />
      ) : (
        <div className={styles.bars}>
          {series.length > 0 && <WeeklyBars series={series} average={answer.weekly_average} choose={change} />}
        </div>
      )}
    </section>
  )
}
