'use client'

import { useState } from 'react'
import type { DashboardParams } from '#trips/filters.ts'
import { dateText, dayOfDate } from '#trips/iso-week.ts'
import { comparedPeriods } from '#trips/periods.ts'
import type { DatasetView, WeeklyAverageView } from '#trips/views.ts'
import { BoxFields } from '../answer/area-fields.tsx'
import { useSavedAreas } from '../areas/saved-areas.ts'
import { DayField } from '../filters/date-range.tsx'
import type { ChangeParams } from '../filters/use-url-params.ts'
import styles from './compare.module.css'

type Props = { params: DashboardParams; change: ChangeParams; dataset: DatasetView }

/** The asked period and the one before it; where no dates are asked for, the two halves of the data. */
function periodParams({ from, to }: DashboardParams, answer: WeeklyAverageView): Partial<DashboardParams> | undefined {
  if (answer.from === null || answer.to === null) return undefined
  const coverage = { from: dayOfDate(answer.from), to: dayOfDate(answer.to) }
  const { current, previous } = comparedPeriods(coverage, from || to ? coverage : {})
  return {
    from: dateText(current.from),
    to: dateText(current.to),
    base_from: dateText(previous.from),
    base_to: dateText(previous.to),
  }
}

function Period({ params, change, dataset, answer }: Props & { answer: WeeklyAverageView | undefined }) {
  const before = answer && periodParams(params, answer)
  return (
    <div className={styles.choice}>
      <h3>Another period</h3>
      {before && (
        <button type="button" onClick={() => change(before)}>
          {params.from || params.to ? 'The days just before' : 'The later half with the earlier half'}
        </button>
      )}
      <div className={styles.days}>
        <DayField edge="base_from" name="First day" value={params.base_from} dataset={dataset} change={change} />
        <DayField edge="base_to" name="Last day" value={params.base_to} dataset={dataset} change={change} />
      </div>
    </div>
  )
}

const noPlace = { base_bbox: undefined, base_area: undefined, base_region: undefined }

function Place({ params, change, dataset }: Props) {
  const saved = useSavedAreas() ?? []
  const chosen = params.base_area ? `area ${params.base_area}` : params.base_region ? `region ${params.base_region}` : ''
  const choose = (value: string) => {
    const [kind, name] = [value.split(' ')[0], value.slice(value.indexOf(' ') + 1)]
    change({ ...noPlace, ...(kind === 'area' && { base_area: name }), ...(kind === 'region' && { base_region: name }) })
  }
  return (
    <div className={styles.choice}>
      <h3>Another place</h3>
      <select aria-label="Place to compare with" value={chosen} onChange={(event) => choose(event.target.value)}>
        <option value="">{params.base_bbox ? 'The box below' : 'The same place'}</option>
        {saved.length > 0 && (
          <optgroup label="Saved areas">
            {saved.map(({ name }) => (
              <option key={name} value={`area ${name}`}>
                {name}
              </option>
            ))}
          </optgroup>
        )}
        <optgroup label="Regions, as labelled">
          {dataset.regions.map(({ region }) => (
            <option key={region} value={`region ${region}`}>
              {region}
            </option>
          ))}
        </optgroup>
      </select>
      <details className={styles.more} open={Boolean(params.base_bbox)}>
        <summary>A box as four numbers</summary>
        <BoxFields
          key={params.base_bbox}
          bbox={params.base_bbox}
          submit="Compare with this box"
          change={(text) => change({ ...noPlace, base_bbox: text })}
        />
      </details>
    </div>
  )
}

/** What the answer can be compared with: a period, a saved area, a region, a box. Made once somebody wants it. */
export function CompareWith({ answer, ...props }: Props & { answer: WeeklyAverageView | undefined }) {
  const [open, setOpen] = useState(false)
  return (
    <section aria-label="Compare">
      <details
        className={styles.more}
        onToggle={(event) => event.target === event.currentTarget && setOpen(event.currentTarget.open)}
      >
        <summary>Compare with another period or place</summary>
        {open && (
          <div className={styles.inside}>
            <Period {...props} answer={answer} />
            <Place {...props} />
          </div>
        )}
      </details>
    </section>
  )
}
