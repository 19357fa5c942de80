'use client'

import { useId, useState } from 'react'
import type { DashboardParams, WeeksRule } from '#trips/filters.ts'
import type { DatasetView } from '#trips/views.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { Icon } from '../ui/icon.tsx'
import { countText } from '../ui/numbers.ts'
import { useAlive } from '../ui/use-alive.ts'
import { DateRange } from './date-range.tsx'
import styles from './filter-bar.module.css'
import { TimesFilter } from './times-filter.tsx'
import type { ChangeParams } from './use-url-params.ts'

const weeksRuleWords: Record<WeeksRule, string> = {
  all: 'Every week counts',
  complete: 'Complete weeks only',
  per7days: 'Per 7 days',
}

type Labels = { name: string; trips: number }[]

function LabelSelect(props: {
  name: string
  all: string
  group: string
  value?: string
  labels: Labels
  choose: (value?: string) => void
}) {
  const unknown = props.value && !props.labels.some((label) => label.name === props.value)
  return (
    <select
      aria-label={props.name}
      className={props.value ? styles.set : undefined}
      value={props.value ?? ''}
      onChange={(event) => props.choose(event.target.value || undefined)}
    >
      <option value="">{props.all}</option>
      <optgroup label={props.group}>
        {unknown && <option value={props.value}>{props.value} (not in the data)</option>}
        {props.labels.map((label) => (
          <option key={label.name} value={label.name}>
            {label.name} ({countText(label.trips)})
          </option>
        ))}
      </optgroup>
    </select>
  )
}

type Props = { params: DashboardParams; change: ChangeParams; dataset: DatasetView }

const filterNames = ['region', 'from', 'to', 'datasource', 'hours', 'weekdays', 'weeks'] as const

/** The filters; on a narrow screen behind a button that says how many are set. */
export function FilterBar(props: Props) {
  const [open, setOpen] = useState(false)
  const id = useId()
  const alive = useAlive()
  const set = filterNames.filter((name) => props.params[name]).length
  return (
    <>
      <button type="button" className={styles.toggle} aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        <Icon name="filter" /> Filters{set > 0 && ` (${set})`}
      </button>
      <search id={id} className={`${styles.bar} ${open ? styles.open : ''}`} aria-label="Filters" inert={!alive}>
        <Filters {...props} />
      </search>
    </>
  )
}

/** Which trips are meant, apart from the box. Every control writes the URL. */
function Filters({ params, change, dataset }: Props) {
  return (
    <>
      <LabelSelect
        name="Region"
        all="All regions"
        group="Labels as the files write them, not boundaries"
        value={params.region}
        labels={dataset.regions.map(({ region, trips }) => ({ name: region, trips }))}
        choose={(region) => change({ region })}
      />
      <DateRange params={params} change={change} dataset={dataset} />
      <LabelSelect
        name="Datasource"
        all="All datasources"
        group="Where the trips come from"
        value={params.datasource}
        labels={dataset.datasources.map(({ datasource, trips }) => ({ name: datasource, trips }))}
        choose={(datasource) => change({ datasource })}
      />
      <TimesFilter params={params} change={change} />
      <select
        aria-label="Which weeks count"
        className={params.weeks ? styles.set : undefined}
        value={params.weeks ?? 'all'}
        onChange={(event) => change({ weeks: event.target.value })}
      >
        {Object.entries(weeksRuleWords).map(([rule, words]) => (
          <option key={rule} value={rule}>
            {words}
          </option>
        ))}
      </select>
      <CopyButton name="Copy the link to this view" icon="link" className={styles.share} text={() => location.href}>
        Share
      </CopyButton>
    </>
  )
}
