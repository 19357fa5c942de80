'use client'

import { useState } from 'react'
import type { DashboardParams } from '#trips/filters.ts'
import type { Answer, GroupsView, GroupTripsView, GroupView } from '#trips/views.ts'
import answerStyles from '../answer/answer.module.css'
import { Provenance, type Request } from '../answer/provenance.tsx'
import { filtersOf } from '../filters/url-params.ts'
import type { ChangeParams } from '../filters/use-url-params.ts'
import { countOf, countText, metresText, percentText, rangeOfDays, signedText } from '../ui/numbers.ts'
import { GroupTrips } from './group-trips.tsx'
import styles from './groups.module.css'
import { bearingBetween, metresBetween, middleOf, pointText, windText } from './on-the-ground.ts'
import { Similarity } from './similarity.tsx'

export type ReadGroupTrips = (key: string, params: Record<string, string>) => Promise<Answer<GroupTripsView>>

/** Points at a group on the map; with `visit` the map goes there where it is out of sight. */
export type Highlight = (group?: GroupView, visit?: boolean) => void

/** Twelve rows show the shape of the answer; the rest is a click away. */
const rowsFirst = 12

function Way({ group }: { group: GroupView }) {
  const from = middleOf(group.origin)
  const to = middleOf(group.destination)
  const stays = group.origin.quadkey === group.destination.quadkey
  // Whole degrees: engines differ in the last digits of a sine, and server and browser must write the same.
  const bearing = Math.round(bearingBetween(from, to))
  return (
    <>
      <svg className={styles.arrow} viewBox="0 0 20 20" aria-hidden="true">
        {stays ? <circle cx="10" cy="10" r="5" /> : <path d="M10 17V3m-5 5 5-5 5 5" transform={`rotate(${bearing} 10 10)`} />}
      </svg>
      <span>
        {stays ? 'stays within its cell' : `${metresText(metresBetween(from, to))} ${windText(bearing)}`}
        <span className={styles.point}>from {pointText(from, group.origin.bbox[3] - group.origin.bbox[1])}</span>
      </span>
    </>
  )
}

/** How far it has risen or fallen, and both numbers. */
function Change({ group, change }: { group: GroupView; change: number }) {
  const sign = change > 0 ? '▲' : change < 0 ? '▼' : '='
  return (
    <>
      <span className={styles.sign} aria-hidden="true">
        {sign}
      </span>
      {signedText(change)}
      <span className={styles.point}>
        {countText(group.previous_trips ?? 0)} → {countText(group.trips)}
      </span>
    </>
  )
}

type RowProps = {
  group: GroupView
  share: number
  open: boolean
  toggle: () => void
  point: (group?: GroupView) => void
  withTime: boolean
}

function GroupRow({ group, share, open, toggle, point, withTime }: RowProps) {
  const [time, part] = group.time_of_day.split(' (')
  return (
    <tr
      className={open ? styles.open : undefined}
      onPointerEnter={() => point(group)}
      onPointerLeave={() => point()}
      onFocus={() => point(group)}
      onBlur={() => point()}
    >
      <td>
        <button type="button" className={styles.way} aria-expanded={open} onClick={toggle}>
          <Way group={group} />
        </button>
      </td>
      {withTime && (
        <td className={styles.time}>
          {part ? part.replace(')', '') : time}
          {part && <span className={styles.point}>{time}</span>}
        </td>
      )}
      <td className={group.change === null ? styles.count : styles.change}>
        {group.change === null ? countText(group.trips) : <Change group={group} change={group.change} />}
        <span className={styles.bar} style={{ width: `${share * 100}%` }} />
      </td>
    </tr>
  )
}

type Props = {
  params: DashboardParams
  /** What the groups are the answer to, while another is waited for. */
  answered: DashboardParams
  groups: GroupsView
  change: ChangeParams
  readGroupTrips: ReadGroupTrips
  highlight: Highlight
}

const captions: Partial<Record<string, string>> = {
  rising: 'those that have grown most first',
  falling: 'those that have shrunk most first',
}

/** The trips of both periods, where they are compared. */
const paramsOfTrips = (params: DashboardParams, { compared }: GroupsView): DashboardParams =>
  compared ? { ...params, from: compared.previous_from, to: compared.to } : params

function GroupsTable({ params, groups, readGroupTrips, highlight }: Omit<Props, 'change' | 'answered'>) {
  const [openKey, setOpenKey] = useState<string>()
  const [all, setAll] = useState(false)
  const rows = all ? groups.groups : groups.groups.slice(0, rowsFirst)
  const withTime = groups.time !== 'none'
  const sizeOf = ({ change, trips }: GroupView) => Math.abs(change ?? trips)
  const most = Math.max(1, ...groups.groups.map(sizeOf))
  const open = groups.groups.find((group) => group.key === openKey)
  const toggle = (group: GroupView) => {
    const opens = group.key !== openKey
    setOpenKey(opens ? group.key : undefined)
    highlight(group, opens)
  }
  return (
    <>
      <table className={styles.table}>
        <caption className="unseen">Groups of similar trips, {captions[params.sort ?? ''] ?? 'largest first'}</caption>
        <thead>
          <tr>
            <th scope="col">From, to</th>
            {withTime && <th scope="col">Time of day</th>}
            <th scope="col">{groups.compared ? 'Change' : 'Trips'}</th>
          </tr>
        </thead>
        {rows.map((group) => (
          <tbody key={group.key}>
            <GroupRow
              group={group}
              share={sizeOf(group) / most}
              open={group.key === openKey}
              toggle={() => toggle(group)}
              point={(pointed) => highlight(pointed ?? open)}
              withTime={withTime}
            />
            {group.key === openKey && (
              <tr>
                <td colSpan={3} className={styles.trips}>
                  <GroupTrips group={group} params={paramsOfTrips(params, groups)} read={readGroupTrips} />
                </td>
              </tr>
            )}
          </tbody>
        ))}
      </table>
      {groups.groups.length > rowsFirst && (
        <button type="button" className="plain" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `Show ${groups.groups.length - rowsFirst} more`}
        </button>
      )}
    </>
  )
}

function Shares({ groups }: { groups: GroupsView }) {
  return (
    <p className="small">
      {countOf(groups.of_total, 'group')}; {countText(groups.shared_trips)} of {countOf(groups.total_trips, 'trip')} (
      {percentText(groups.shared_trips / groups.total_trips)}) share one with another.
      {groups.shown < groups.of_total && ` The ${groups.shown} largest:`}
    </p>
  )
}

/** What is compared, in numbers and days. */
function Compared({ groups, compared }: { groups: GroupsView; compared: NonNullable<GroupsView['compared']> }) {
  return (
    <p className="small">
      {countOf(groups.total_trips, 'trip')} in {rangeOfDays(compared.from, compared.to)} against{' '}
      {countText(compared.previous_total_trips)} in {rangeOfDays(compared.previous_from, compared.previous_to)}, in{' '}
      {countOf(groups.of_total, 'group')}.{groups.shown < groups.of_total && ` The first ${groups.shown}:`}
    </p>
  )
}

/** What the API is asked for the groups of the page. */
const groupsRequest = (params: DashboardParams): Request => ({
  path: 'groups',
  query: { ...filtersOf(params), level: params.level, time: params.time, sort: params.sort, limit: '100' },
})

/** Trips that share an origin, a destination and a time of day, in the order asked for; each opens to its trips. */
export function Groups(props: Props) {
  const { groups } = props
  const { compared } = groups
  return (
    <section aria-label="Similar trips" className={styles.groups}>
      <Similarity params={props.params} groups={groups} change={props.change} />
      {groups.groups.length > 0 && (compared ? <Compared {...{ groups, compared }} /> : <Shares groups={groups} />)}
      {groups.groups.length ? <GroupsTable {...props} /> : <p className="small">No trips to group.</p>}
      <details className={answerStyles.rule}>
        <summary>Where these groups come from</summary>
        <Provenance
          request={groupsRequest(props.answered)}
          provenance={groups.provenance}
          total={groups.total_trips}
          together={compared === null}
        />
      </details>
    </section>
  )
}
