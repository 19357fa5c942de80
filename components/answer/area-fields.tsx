'use client'

import { useState } from 'react'
import type { DashboardParams } from '#trips/filters.ts'
import type { ChangeParams } from '../filters/use-url-params.ts'
import { parseArea } from '../map/area-box.ts'
import styles from './area-fields.module.css'

const edges = [
  { edge: 'west', name: 'West', max: 180 },
  { edge: 'south', name: 'South', max: 90 },
  { edge: 'east', name: 'East', max: 180 },
  { edge: 'north', name: 'North', max: 90 },
] as const

const partsOf = (bbox: string | undefined): string[] => (parseArea(bbox) && bbox ? bbox.split(',') : ['', '', '', ''])

/**
 * The box as four numbers: the same act as drawing, for hands without a pointer and for pasted coordinates. What is
 * written is asked as written, however many decimals it has.
 */
function Fields({ bbox, change }: { bbox: string | undefined; change: ChangeParams }) {
  const [values, setValues] = useState(() => partsOf(bbox))
  const text = values.join(',')
  const written = parseArea(text)
  const isNew = written && text !== bbox
  const apply = () => written && change({ bbox: text })
  const type = (i: number, text: string) => {
    const pasted = text.split(/[\s,;]+/).filter(Boolean)
    setValues(pasted.length === 4 ? pasted : values.map((value, j) => (i === j ? text : value)))
  }
  return (
    <form
      className={styles.fields}
      onSubmit={(event) => {
        event.preventDefault()
        apply()
      }}
    >
      {edges.map(({ edge, name, max }, i) => (
        <label key={edge} style={{ gridArea: edge }}>
          <span className="small">{name}</span>
          <input
            className="field"
            inputMode="decimal"
            autoComplete="off"
            placeholder={`-${max} to ${max}`}
            value={values[i]}
            onChange={(event) => type(i, event.target.value.trim())}
            onBlur={() => isNew && apply()}
          />
        </label>
      ))}
      <button type="submit" disabled={!isNew}>
        Ask for this box
      </button>
      {!written && values.every(Boolean) && (
        <p role="alert" className={styles.wrong}>
          Expected degrees with south below north. West above east crosses the antimeridian.
        </p>
      )}
    </form>
  )
}

export function AreaFields({ params, change }: { params: DashboardParams; change: ChangeParams }) {
  return (
    <details className={styles.area}>
      <summary>{parseArea(params.bbox) ? `Box ${params.bbox?.replaceAll(',', ', ')}` : 'Box as four numbers'}</summary>
      <Fields key={params.bbox ?? ''} bbox={params.bbox} change={change} />
    </details>
  )
}
