'use client'

import type { DashboardParams } from '#trips/filters.ts'
import type { ProvenanceView } from '#trips/views.ts'
import { filtersOf, queryText } from '../filters/url-params.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { countOf, countText } from '../ui/numbers.ts'
import styles from './answer.module.css'

const sources: Record<keyof ProvenanceView['answered_from'], string> = {
  region_rollup_rows: 'weekly rollup rows by region',
  cell_rollup_rows: 'weekly rollup rows by cell',
  hour_rollup_rows: 'rollup rows by hour or day',
  group_rollup_rows: 'rollup rows by group',
  area_rollup_rows: 'weekly rollup rows of saved areas',
  segments: 'packed segments of trips',
  trips_scanned: 'single trips looked at',
}

export type Request = { path: 'weekly-average' | 'groups' | 'hour-of-week'; query: Record<string, string | undefined> }

/** `curl` for an answer from the API, on the host this page came from. */
const curlText = ({ path, query }: Request): string => `curl '${location.origin}/api/v1/${path}${queryText(query)}'`

/** What the API is asked for the weekly average of the page. */
export const averageRequest = (params: DashboardParams): Request => ({
  path: 'weekly-average',
  query: { ...filtersOf(params), weeks: params.weeks, relations: 'all' },
})

type Props = {
  request: Request
  provenance: ProvenanceView
  total: number
  /** Whether what was read was for groups, flows and hours, which the page looks for together. */
  together?: boolean
}

/** Where an answer comes from, and how to check it; `request` has the same one from the API. */
export function Provenance(props: Props) {
  const { provenance } = props
  const { sql } = provenance
  const read = Object.entries(provenance.answered_from).filter(([, rows]) => rows > 0)
  return (
    <dl className={styles.provenance}>
      <dt>Rule</dt>
      <dd>{provenance.rule}</dd>
      <dt>Asked</dt>
      <dd>{provenance.filters}</dd>
      <dt>Counted</dt>
      <dd>{countText(props.total)} trips, exactly</dd>
      <dt>Read</dt>
      <dd>
        {read.map(([source, rows]) => `${countText(rows)} ${sources[source as keyof typeof sources]}`).join(', ') || 'nothing'} in{' '}
        {provenance.took_ms < 1 ? '< 1' : countText(provenance.took_ms)} ms
        {props.together && ', for groups, flows and hours together'}; dataset version {countText(provenance.dataset_version)},{' '}
        {countOf(provenance.trips_stored, 'trip')} of {countOf(provenance.imports, 'import')}
      </dd>
      <dt>Check it</dt>
      <dd>
        {sql === null ? (
          <p>No SQL: {provenance.sql_left_out}.</p>
        ) : (
          <>
            <pre className={styles.sql}>{sql}</pre>
            <CopyButton name="Copy the SQL" text={() => sql}>
              SQL
            </CopyButton>
          </>
        )}
        <CopyButton name="Copy the curl command" text={() => curlText(props.request)}>
          curl
        </CopyButton>
      </dd>
    </dl>
  )
}
