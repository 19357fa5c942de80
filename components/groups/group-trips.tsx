'use client'

import { useEffect, useState } from 'react'
import type { DashboardParams } from '#trips/filters.ts'
import type { GroupTripsView, GroupView, ProblemView } from '#trips/views.ts'
import { ProblemNote } from '../answer/problem-note.tsx'
import { filtersOf } from '../filters/url-params.ts'
import { countText } from '../ui/numbers.ts'
import { unreachable } from '../ui/unreachable.ts'
import styles from './groups.module.css'
import type { ReadGroupTrips } from './groups.tsx'
import { pointText } from './on-the-ground.ts'

/** Stored points are exact to 1e-7 degree; five decimals (1 m) are what a reader can use. */
const exactText = (point: [number, number]): string => pointText(point, 1e-4, 5)

function useTrips(key: string, params: DashboardParams, read: ReadGroupTrips) {
  const [view, setView] = useState<GroupTripsView>()
  const [problem, setProblem] = useState<ProblemView>()
  const [cursor, setCursor] = useState<string>()
  const filters = JSON.stringify(filtersOf(params))
  useEffect(() => {
    let current = true
    read(key, { ...JSON.parse(filters), limit: '50', ...(cursor && { cursor }) })
      .catch(unreachable)
      .then((answer) => {
        if (!current) return
        if (!answer.ok) return setProblem(answer.problem)
        setView((before) =>
          cursor && before ? { ...answer.value, trips: [...before.trips, ...answer.value.trips] } : answer.value,
        )
      })
    return () => {
      current = false
    }
  }, [key, filters, cursor, read])
  return { view, problem, more: setCursor }
}

/** The trips of one group, with the reason they belong together. */
export function GroupTrips({ group, params, read }: { group: GroupView; params: DashboardParams; read: ReadGroupTrips }) {
  const { view, problem, more } = useTrips(group.key, params, read)
  if (problem) return <ProblemNote problem={problem} />
  if (!view) return <p className="small">Reading {countText(group.trips + (group.previous_trips ?? 0))} trips…</p>
  return (
    <>
      <p className="small">{view.why}</p>
      <ul className={styles.tripList}>
        {view.trips.map((trip, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: equal trips are real trips, and the list only grows at its end
          <li key={i}>
            <span>{trip.datetime}</span>
            <span>{trip.datasource}</span>
            <span className={styles.point}>
              {exactText(trip.origin)} → {exactText(trip.destination)}
            </span>
          </li>
        ))}
      </ul>
      {view.next_cursor && (
        <button type="button" className="plain" onClick={() => more(view.next_cursor ?? undefined)}>
          {countText(view.of_total - view.trips.length)} more
        </button>
      )}
    </>
  )
}
