'use client'

import { type PointerEvent, useState } from 'react'
import type { HourOfWeekView } from '#trips/views.ts'
import { weekdayNames } from '../filters/number-list.ts'
import { mapPalettes } from '../map/map-palette.ts'
import { countOf, countText } from '../ui/numbers.ts'
import styles from './charts.module.css'
import { heatClass } from './heat-class.ts'

const { light, dark } = mapPalettes
const colours = light.density.map((colour, i) => `light-dark(${colour}, ${dark.density[i]})`)
const hours = Array.from({ length: 24 }, (_, hour) => hour)
const twoDigits = (hour: number) => String(hour).padStart(2, '0')

/** Hour × weekday of the start: a table whose numbers are told by colour to the eye and as they are to everything else. */
export function HourHeatmap({ view }: { view: HourOfWeekView }) {
  const [pointed, setPointed] = useState<string>()
  const most = Math.max(...view.trips.flat())
  const point = (event: PointerEvent) => setPointed((event.target as HTMLElement).title || undefined)
  return (
    <section className={styles.heat} aria-label="Trips by hour and weekday">
      <header className={styles.header}>
        <h2>Hour × weekday</h2>
        <span className="small">{pointed ?? (most ? `up to ${countText(most)} an hour` : 'no trips')}</span>
      </header>
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
    </section>
  )
}
