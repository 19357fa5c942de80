'use client'

import { useEffect, useRef } from 'react'
import type { DashboardParams } from '#trips/filters.ts'
import type { DatasetView } from '#trips/views.ts'
import { rangeOfDays } from '../ui/numbers.ts'
import { Popover } from '../ui/popover.tsx'
import styles from './filter-bar.module.css'
import type { ChangeParams } from './use-url-params.ts'

type Edge = 'from' | 'to' | 'base_from' | 'base_to'

const validDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))

/**
 * One native date field. A date typed by hand passes through years like 0002: only a finished one from 1970 on is a change.
 * The field is uncontrolled, so that a half-typed date is not thrown away by a render.
 */
export function DayField(props: {
  edge: Edge
  name: string
  value: string | undefined
  dataset: DatasetView
  change: ChangeParams
}) {
  const input = useRef<HTMLInputElement>(null)
  const { edge, value = '', change } = props
  useEffect(() => {
    if (input.current && input.current.value !== value) input.current.value = value
  }, [value])
  return (
    <label>
      <span className="small">{props.name}</span>
      <input
        ref={input}
        type="date"
        className="field"
        defaultValue={value}
        min={props.dataset.from ?? undefined}
        max={props.dataset.to ?? undefined}
        onChange={(event) => {
          const day = event.target.value
          if (day ? day >= '1970' : !event.target.validity.badInput) change({ [edge]: day || undefined })
        }}
      />
    </label>
  )
}

/** `Mar 4 – Apr 1, 2024`, `from Mar 4, 2024`, `until Apr 1, 2024`. */
function rangeText({ from, to }: DashboardParams): string {
  if (from && to && validDay(from) && validDay(to) && from <= to) return rangeOfDays(from, to)
  return [from && `from ${from}`, to && `until ${to}`].filter(Boolean).join(' ')
}

/** First and last day, both included, folded away behind what is chosen. Nothing chosen means all there is. */
export function DateRange({ params, change, dataset }: { params: DashboardParams; change: ChangeParams; dataset: DatasetView }) {
  const isSet = Boolean(params.from || params.to)
  return (
    <Popover name="Dates" isSet={isSet} summary={<span>{isSet ? rangeText(params) : 'All dates'}</span>}>
      <div className={styles.dates}>
        <DayField edge="from" name="First day" value={params.from} dataset={dataset} change={change} />
        <DayField edge="to" name="Last day" value={params.to} dataset={dataset} change={change} />
      </div>
      {dataset.from && dataset.to && <p className="small">There are trips from {rangeOfDays(dataset.from, dataset.to)}.</p>}
      <button type="button" disabled={!isSet} onClick={() => change({ from: undefined, to: undefined })}>
        All dates
      </button>
    </Popover>
  )
}
