import type { DashboardParams } from '#trips/filters.ts'
import type { WeeklyAverageView } from '#trips/views.ts'
import { averageText } from '../ui/numbers.ts'
import styles from './answer.module.css'
import { averageRequest, Provenance } from './provenance.tsx'
import { ruleText, sentenceAfterNumber } from './sentence.ts'

/** The answer: one large number in a sentence, its rule in small type, and behind the rule where it comes from. */
export function Answer({ params, answer }: { params: DashboardParams; answer: WeeklyAverageView }) {
  return (
    <section aria-label="Weekly average">
      <p className={styles.sentence}>
        <strong className={styles.number} title={answer.weekly_average?.toString()}>
          {averageText(answer.weekly_average)}
        </strong>{' '}
        <span className={styles.words}>{sentenceAfterNumber(params, answer.relation, answer.weekly_average)}</span>
      </p>
      <details className={styles.rule}>
        <summary>{ruleText(answer)}</summary>
        <Provenance request={averageRequest(params)} provenance={answer.provenance} total={answer.total_trips} />
      </details>
      {params.region && (
        <p className="small">{params.region} is the label its file gives a trip, not a boundary: points may lie anywhere.</p>
      )}
    </section>
  )
}
