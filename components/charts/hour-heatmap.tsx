'use client'

import { type PointerEvent, useState } from 'react'
import type { DashboardParams } from '#trips/filters.ts'
import type { HourOfWeekView } from '#trips/views.ts'
import { Provenance, type Request } from '../answer/provenance.tsx'
import { weekdayNames } from '../filters/number-list.ts'
import { filtersOf } from '../filters/url-params.ts'
import { mapPalettes } from '../map/map-palette.ts'
import { countOf, countText } from '../ui/numbers.ts'
import styles from './charts.module.css'
import { heatClass } from './heat-class.ts'

const { light, dark } = mapPalettes
const colours = light.density.map((colour, i) => `light-dark(${colour}, ${dark.density[i]})`)
const hours = Array.from({ length: 24 }, (_, hour) => hour)
const twoDigits = (hour: number) => String(hour).padStart(2, '0')

type GridProps = { view: HourOfWeekView; most: number; setPointed: (text?: string) => void }

function Grid({ view, most, setPointed }: GridProps) {
  const point = (event: PointerEvent) => setPointed((event.target as HTMLElement).title || undefined)
  return (
    <table className={styles.grid} onPointerMove={point} onPointerLeave={() => setPointed(undefined)}>
      <caption className="unseen">Trips by weekday and hour of their start, in the region’s own time</caption>
      <thead>
        <tr>
          <td />
          {hours.map((hour) => (
            <th key={hour} scope="col">
              {hour % 6 ? <span className="unseen">{hour}</span> : hour}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weekdayNames.map((name, day) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {hours.map((hour) => {
              const trips = view.trips[day][hour]
              const heat = heatClass(trips, most, colours.length)
              return (
                <td
                  key={hour}
                  title={`${name} ${twoDigits(hour)}:00–${twoDigits((hour + 1) % 24)}:00: ${countOf(trips, 'trip')}`}
                  style={heat === undefined ? undefined : { background: colours[heat] }}
                >
                  <span className="unseen">{countText(trips)}</span>
                </td>
              )
            })}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** What the API is asked for the hours of the page. */
const hoursRequest = (params: DashboardParams): Request => ({ path: 'hour-of-week', query: filtersOf(params) })

/** Hour × weekday of the start: a table whose numbers are told by colour to the eye and as they are to everything else. */
export function HourHeatmap({ params, view }: { params: DashboardParams; view: HourOfWeekView }) {
  const [pointed, setPointed] = useState<string>()
  const [asSource, setAsSource] = useState(false)
  const most = Math.max(...view.trips.flat())
  return (
    <section className={styles.heat} aria-label="Trips by hour and weekday">
      <header className={styles.header}>
        <h2>Hour × weekday</h2>
        <span className="small">{pointed ?? (most ? `up to ${countText(most)} an hour` : 'no trips')}</span>
        <button type="button" className="plain" aria-pressed={asSource} onClick={() => setAsSource(!asSource)}>
          {asSource ? 'Hours' : 'Source'}
        </button>
      </header>
      {asSource ? (
        <div className={styles.tableScroll}>
          <Provenance request={hoursRequest(params)} provenance={view.provenance} total={view.total_trips} together />
        </div>
      ) : (
        <Grid {...{ view, most, setPointed }} />
      )}
    </section>
  )
}
