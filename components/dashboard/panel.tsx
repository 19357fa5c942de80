'use client'

import type { DashboardParams } from '#trips/filters.ts'
import type { ImportView } from '#trips/import-job.ts'
import type { DatasetView } from '#trips/views.ts'
import { Answer } from '../answer/answer.tsx'
import { ProblemNote } from '../answer/problem-note.tsx'
import { Relations } from '../answer/relations.tsx'
import { TwoQuestions } from '../answer/two-questions.tsx'
import { AreaPanel } from '../areas/area-panel.tsx'
import { CompareWith } from '../compare/compare-with.tsx'
import { Comparison } from '../compare/comparison.tsx'
import type { ChangeParams } from '../filters/use-url-params.ts'
import { Groups, type Highlight, type ReadGroupTrips } from '../groups/groups.tsx'
import styles from './dashboard.module.css'
import { SampleBanner } from './sample-banner.tsx'
import { Bones } from './skeleton.tsx'
import type { useAnswers } from './use-answers.ts'

type Props = {
  params: DashboardParams
  change: ChangeParams
  dataset: DatasetView
  answers: ReturnType<typeof useAnswers>
  readGroupTrips: ReadGroupTrips
  highlight: Highlight
  upsert: (view: ImportView) => void
}

/** The answer and everything that explains it. An old answer stays, dimmed and with its own words, until the new one is there. */
export function Panel({ params, change, dataset, answers, readGroupTrips, highlight, upsert }: Props) {
  const { answered, pending, problem, retry } = answers
  return (
    <div className={styles.panel} aria-busy={pending}>
      {dataset.sample_import_id !== null && <SampleBanner id={dataset.sample_import_id} upsert={upsert} />}
      {problem && !pending && <ProblemNote problem={problem} change={change} retry={retry} />}
      {!answered && pending && <Bones />}
      {answered && (
        <div className={`${styles.answered} ${pending || problem ? 'stale' : ''}`}>
          <Answer params={answered.params} answer={answered.view.answer} />
          <Comparison params={answered.params} view={answered.view} change={change} />
          <Relations params={params} totals={answered.view.answer.relations} change={change} />
        </div>
      )}
      <AreaPanel params={params} change={change} />
      <CompareWith params={params} change={change} dataset={dataset} answer={answered?.view.answer} />
      {answered && (
        <div className={pending ? 'stale' : undefined}>
          <Groups
            params={params}
            answered={answered.params}
            groups={answered.view.groups}
            change={change}
            readGroupTrips={readGroupTrips}
            highlight={highlight}
          />
        </div>
      )}
      <TwoQuestions dataset={dataset} />
    </div>
  )
}
