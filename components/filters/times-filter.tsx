'use client'

import type { DashboardParams } from '#trips/filters.ts'
import { dayParts } from '#trips/time-bucket.ts'
import { Popover } from '../ui/popover.tsx'
import { hoursText, listText, numbersOf, weekdayNames, weekdaysText } from './number-list.ts'
import styles from './times-filter.module.css'
import type { ChangeParams } from './use-url-params.ts'

const hours = Array.from({ length: 24 }, (_, hour) => hour)

function toggled(chosen: readonly number[], n: number, size: number): string | undefined {
  return listText(chosen.includes(n) ? chosen.filter((other) => other !== n) : [...chosen, n], size)
}

function Weekdays({ text, change }: { text?: string; change: ChangeParams }) {
  const chosen = numbersOf(text)
  return (
    <fieldset className={styles.set}>
      <legend>Weekdays</legend>
      <div className={styles.days}>
        {weekdayNames.map((name, i) => (
          <label key={name}>
            <input
              type="checkbox"
              className="unseen"
              checked={chosen.includes(i + 1)}
              onChange={() => change({ weekdays: toggled(chosen, i + 1, 7) })}
            />
            {name}
          </label>
        ))}
      </div>
      <div className={styles.presets}>
        <Preset name="Mon–Fri" on={text === '1-5'} set={() => change({ weekdays: '1-5' })} />
        <Preset name="Sat–Sun" on={text === '6-7'} set={() => change({ weekdays: '6-7' })} />
        <Preset name="All" on={!text} set={() => change({ weekdays: undefined })} />
      </div>
    </fieldset>
  )
}

function Hours({ text, change }: { text?: string; change: ChangeParams }) {
  const chosen = numbersOf(text)
  return (
    <fieldset className={styles.set}>
      <legend>Hours of the start</legend>
      <div className={styles.hours}>
        {hours.map((hour) => (
          <label key={hour}>
            <input
              type="checkbox"
              className="unseen"
              aria-label={`${hour} h`}
              checked={chosen.includes(hour)}
              onChange={() => change({ hours: toggled(chosen, hour, 24) })}
            />
            {hour}
          </label>
        ))}
      </div>
      <div className={styles.presets}>
        {dayParts.map((part) => (
          <Preset
            key={part.name}
            name={part.name}
            on={text === `${part.from}-${part.to}`}
            set={() => change({ hours: `${part.from}-${part.to}` })}
          />
        ))}
        <Preset name="All" on={!text} set={() => change({ hours: undefined })} />
      </div>
    </fieldset>
  )
}

const Preset = ({ name, on, set }: { name: string; on: boolean; set: () => void }) => (
  <button type="button" className="plain" aria-pressed={on} onClick={set}>
    {name}
  </button>
)

/** Weekdays and hours, folded away behind what is chosen. Nothing chosen means all. */
export function TimesFilter({ params, change }: { params: DashboardParams; change: ChangeParams }) {
  const words = [params.weekdays && weekdaysText(params.weekdays), params.hours && hoursText(params.hours)].filter(Boolean)
  return (
    <Popover
      name="Weekdays and hours"
      isSet={words.length > 0}
      summary={<span>{words.length ? words.join(' · ') : 'Any day, any hour'}</span>}
    >
      <Weekdays text={params.weekdays} change={change} />
      <Hours text={params.hours} change={change} />
    </Popover>
  )
}
