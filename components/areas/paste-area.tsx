'use client'

import { useId, useState } from 'react'
import { inlineVerticesMax, readGeoJson, savedVerticesMax } from '#trips/geojson.ts'
import { verticesOf } from '#trips/polygon.ts'
import { UserProblem } from '#trips/user-problem.ts'
import type { ChangeParams } from '../filters/use-url-params.ts'
import { noPlaces, paramsOfPlaces, placesOf } from '../map/places.ts'
import { countOf } from '../ui/numbers.ts'
import styles from './area-panel.module.css'
import { SaveForm } from './save-area.tsx'

type Read = { value: unknown; corners: number } | { problem: string }

function read(text: string): Read {
  try {
    const value: unknown = JSON.parse(text)
    return { value, corners: verticesOf(readGeoJson(value, savedVerticesMax)) }
  } catch (error) {
    if (error instanceof UserProblem) return { problem: `${error.message}.` }
    return { problem: 'This is no JSON; expected GeoJSON, which begins with {.' }
  }
}

/** An outline from elsewhere. A small one goes into the address as it is, a large one is saved first. */
export function PasteArea({ change }: { change: ChangeParams }) {
  const [text, setText] = useState('')
  const [found, setFound] = useState<Read>()
  const input = useId()
  const ask = () => {
    const pasted = read(text)
    setFound(pasted)
    if ('problem' in pasted || pasted.corners > inlineVerticesMax) return
    change(paramsOfPlaces({ ...noPlaces, polygons: placesOf({ area: JSON.stringify(pasted.value) }).polygons }))
    setText('')
    setFound(undefined)
  }
  const isLarge = found && 'value' in found
  return (
    <>
      <form
        className={styles.paste}
        onSubmit={(event) => {
          event.preventDefault()
          ask()
        }}
      >
        <label htmlFor={input}>Paste GeoJSON</label>
        <textarea
          id={input}
          className="field"
          rows={3}
          spellCheck={false}
          placeholder='{"type":"Polygon","coordinates":[[[14.4,50.1],…]]}'
          value={text}
          onChange={({ target }) => {
            setText(target.value)
            setFound(undefined)
          }}
        />
        <button type="submit" disabled={text.trim() === ''}>
          Ask about this shape
        </button>
        {found && 'problem' in found && (
          <p role="alert" className={styles.wrong}>
            {found.problem}
          </p>
        )}
      </form>
      {isLarge && (
        <SaveForm
          label={`It has ${countOf(found.corners, 'corner')}, too many for an address. Save it as`}
          geometry={() => found.value}
          change={change}
          onSaved={() => {
            setText('')
            setFound(undefined)
          }}
        />
      )}
    </>
  )
}
