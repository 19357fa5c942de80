'use client'

import { useEffect, useRef, useState } from 'react'
import type { DashboardParams } from '#trips/filters.ts'
import type { TimeOfDay } from '#trips/time-bucket.ts'
import type { GroupsView } from '#trips/views.ts'
import type { ChangeParams } from '../filters/use-url-params.ts'
import { Icon } from '../ui/icon.tsx'
import { metresText } from '../ui/numbers.ts'
import { Popover } from '../ui/popover.tsx'
import styles from './groups.module.css'
import { placeWords } from './on-the-ground.ts'

/** Long enough to slide over several levels, short enough to feel like letting go. */
const settleMs = 250
/** Coarser cells hold whole countries, finer ones hold one point each. */
const levels = { min: 5, max: 20 }

const timeChoices: Record<TimeOfDay, string> = { daypart: 'Day part', hour: 'Hour', none: 'Any time' }
const sortChoices = { trips: 'Largest', rising: 'Rising', falling: 'Falling' }

function LevelSlider({ params, groups, change }: { params: DashboardParams; groups: GroupsView; change: ChangeParams }) {
  const asked = params.level ? Number(params.level) : groups.level
  const [level, setLevel] = useState(asked)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => setLevel(asked), [asked])
  useEffect(() => () => clearTimeout(timer.current), [])
  // A level halves both sides of a cell, so that the answer's own size gives every other.
  const [width, height] = groups.cell_size_m.map((metres) => metres * 2 ** (groups.level - level))
  const words = `${placeWords(Math.max(width, height))}, cells of ${metresText(width)} × ${metresText(height)}`
  const slide = (next: number) => {
    setLevel(next)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => change({ level: String(next) }, params.level ? 'replace' : 'push'), settleMs)
  }
  return (
    <div className={styles.similarity}>
      <label>
        <span className="unseen">Similarity</span>
        <input
          type="range"
          min={Math.min(levels.min, asked)}
          max={Math.max(levels.max, asked)}
          step={1}
          value={level}
          aria-valuetext={words}
          onChange={(event) => slide(Number(event.target.value))}
        />
      </label>
      <button type="button" className="plain" aria-pressed={!params.level} onClick={() => change({ level: undefined })}>
        Auto
      </button>
      <p className="small">
        From and to the {words}
        {params.level ? '' : '; chosen to suit the data'}.
      </p>
    </div>
  )
}

/** One of a few, side by side. */
function Choices(props: { name: string; choices: Record<string, string>; chosen: string; choose: (value: string) => void }) {
  return (
    <div className={styles.times}>
      {Object.entries(props.choices).map(([value, words]) => (
        <label key={value}>
          <input
            type="radio"
            name={props.name}
            className="unseen"
            checked={props.chosen === value}
            onChange={() => props.choose(value)}
          />
          {words}
        </label>
      ))}
    </div>
  )
}

function Help({ groups }: { groups: GroupsView }) {
  return (
    <Popover plain align="end" name="What makes trips similar" summary={<Icon name="help" />}>
      <p>Trips are one group when they start in the same cell, end in the same cell and fall into the same time of day.</p>
      <p className={styles.helpMore}>{groups.level_text}</p>
      <p className={styles.helpMore}>Cells have borders: two near points on either side of one are not together.</p>
    </Popover>
  )
}

/** How alike trips must be to share a group: how near in space, and by which time of day. */
export function Similarity(props: { params: DashboardParams; groups: GroupsView; change: ChangeParams }) {
  const { params, groups, change } = props
  return (
    <div className={styles.controls}>
      <div className={styles.heading}>
        <h2>Similar trips</h2>
        <Choices name="time" choices={timeChoices} chosen={params.time ?? 'daypart'} choose={(time) => change({ time })} />
        <Help groups={groups} />
      </div>
      <LevelSlider params={params} groups={groups} change={change} />
      <div className={styles.order}>
        <span className="small">Show first</span>
        <Choices name="sort" choices={sortChoices} chosen={params.sort ?? 'trips'} choose={(sort) => change({ sort })} />
      </div>
    </div>
  )
}
