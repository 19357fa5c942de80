'use client'

import { useId, useState } from 'react'
import type { Answer } from '#trips/views.ts'
import type { ChangeParams } from '../filters/use-url-params.ts'
import { geometryOf, noPlaces, type Places, paramsOfPlaces, polygonsOfBox } from '../map/places.ts'
import styles from './area-panel.module.css'
import { saveArea, useSavedAreas, useSavedShapes } from './saved-areas.ts'

/** Keeps GeoJSON under a name that is typed in, and asks about it from then on. A name that is taken is asked for twice. */
export function SaveForm(props: { label: string; geometry: () => unknown; change: ChangeParams; onSaved?: () => void }) {
  const [name, setName] = useState('')
  const [problem, setProblem] = useState<string>()
  const saved = useSavedAreas()
  const input = useId()
  const isTaken = saved?.some((area) => area.name === name.trim()) ?? false
  const save = async () => {
    const answer: Answer<unknown> = await saveArea(name.trim(), props.geometry(), isTaken)
    setProblem(answer.ok ? undefined : answer.problem.detail)
    if (!answer.ok) return
    props.change(paramsOfPlaces({ ...noPlaces, names: [name.trim()] }))
    props.onSaved?.()
  }
  return (
    <form
      className={styles.save}
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <label htmlFor={input}>{props.label}</label>
      <input
        id={input}
        className="field"
        required
        maxLength={100}
        autoComplete="off"
        placeholder="Old town"
        value={name}
        onChange={({ target }) => setName(target.value)}
      />
      <button type="submit">{isTaken ? 'Replace' : 'Save'}</button>
      {isTaken && !problem && <p className="small">There is an area of this name; links to it would ask about this one.</p>}
      {problem && (
        <p role="alert" className={styles.wrong}>
          {problem}
        </p>
      )}
    </form>
  )
}

/** Keeps what the question is about, all its shapes as one. */
export function SaveArea({ places, change }: { places: Places; change: ChangeParams }) {
  const shapes = useSavedShapes(places.names)
  const geometry = () => ({
    type: 'GeometryCollection',
    geometries: [
      geometryOf([...places.boxes.flatMap(polygonsOfBox), ...places.polygons]),
      ...shapes.map((shape) => shape.geometry),
    ],
  })
  if (shapes.length < places.names.length) return null
  return <SaveForm label="Save this area as" geometry={geometry} change={change} />
}
