'use client'

import { baseFiltersOf } from '#trips/comparison.ts'
import type { DashboardParams } from '#trips/filters.ts'
import type { DashboardView, WeeklyAverageView } from '#trips/views.ts'
import { averageRequest, Provenance } from '../answer/provenance.tsx'
import { ruleText } from '../answer/sentence.ts'
import type { ChangeParams } from '../filters/use-url-params.ts'
import { Icon } from '../ui/icon.tsx'
import { averageText } from '../ui/numbers.ts'
import styles from './compare.module.css'
import { daysOfSide, differenceText, placesOfSides } from './side-words.ts'

export const nothingCompared = {
  base_bbox: undefined,
  base_area: undefined,
  base_region: undefined,
  base_from: undefined,
  base_to: undefined,
}

type SideProps = { place: string; answer: WeeklyAverageView; largest: number; isBase?: true }

function Side({ place, answer, largest, isBase }: SideProps) {
  return (
    <div className={`${styles.side} ${isBase ? styles.base : ''}`}>
      <span className={styles.line} aria-hidden="true" />
      <strong title={answer.weekly_average?.toString()}>{averageText(answer.weekly_average, largest)}</strong>
      <span>{place}</span>
      <span className="small">{daysOfSide(answer)}</span>
    </div>
  )
}

type Props = { params: DashboardParams; view: DashboardView; change: ChangeParams }

/** Two weekly averages beside each other, and what lies between them. */
export function Comparison({ params, view: { answer, comparison }, change }: Props) {
  const baseParams = baseFiltersOf(params)
  if (!comparison || !baseParams) return null
  const { base, difference, ratio } = comparison
  const places = placesOfSides(params, baseParams)
  const largest = Math.max(answer.weekly_average ?? 0, base.weekly_average ?? 0)
  return (
    <section className={styles.comparison} aria-label="Comparison">
      <header className={styles.heading}>
        <h2>Trips a week, compared</h2>
        <button type="button" className="plain" aria-label="Stop comparing" onClick={() => change(nothingCompared)}>
          <Icon name="close" />
        </button>
      </header>
      <div className={styles.sides}>
        <Side place={places[0]} answer={answer} largest={largest} />
        <Side place={places[1]} answer={base} largest={largest} isBase />
      </div>
      <p className={styles.difference}>{differenceText(difference, ratio)}</p>
      <details className={styles.rule}>
        <summary>Right: {ruleText(base)}</summary>
        <Provenance request={averageRequest(baseParams)} provenance={base.provenance} total={base.total_trips} />
      </details>
    </section>
  )
}
