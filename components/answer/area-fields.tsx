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
export function BoxFields({
  bbox,
  submit,
  change,
}: {
  bbox: string | undefined
  submit: string
  change: (bbox: string) => void
}) {
  const [values, setValues] = useState(() => partsOf(bbox))
  const text = values.join(',')
  const written = parseArea(text)
  const isNew = written && text !== bbox
  const apply = () => written && change(text)
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
        {submit}
      </button>
      {!written && values.every(Boolean) && (
        <p role="alert" className={styles.wrong}>
          Expected degrees with south below north. West above east crosses the antimeridian.
        </p>
      )}
    </form>
  )
}

/** Of several shapes the fields are those of one more box. */
export function AreaFields({ params, change }: { params: DashboardParams; change: ChangeParams }) {
  const { bbox, area } = params
  const isOne = area === undefined && !bbox?.includes(';')
  const boxes = bbox?.split(';') ?? []
  return (
    <details className={styles.area}>
      <summary>{isOne && parseArea(bbox) ? `Box ${bbox?.replaceAll(',', ', ')}` : 'Box as four numbers'}</summary>
      <BoxFields
        key={`${bbox} ${area}`}
        bbox={isOne ? bbox : undefined}
        submit={isOne ? 'Ask for this box' : 'Add this box'}
        change={(text) => change({ bbox: isOne ? text : [...boxes, text].join(';') })}
      />
    </details>
  )
}
