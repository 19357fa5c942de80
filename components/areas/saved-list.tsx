'use client'

import { useState } from 'react'
import type { ChangeParams } from '../filters/use-url-params.ts'
import { countOfPlaces, noPlaces, type Places, paramsOfPlaces } from '../map/places.ts'
import { Icon } from '../ui/icon.tsx'
import { countOf } from '../ui/numbers.ts'
import styles from './area-panel.module.css'
import { deleteArea, useSavedAreas } from './saved-areas.ts'

/** The button that was pressed is gone: the one in its place is where the keyboard goes on. */
const takeFocus = (button: HTMLButtonElement | null) => button?.focus()

/** Areas that are kept on the server: to ask about one, to add it to the area, to delete it. */
export function SavedList({ places, change }: { places: Places; change: ChangeParams }) {
  const saved = useSavedAreas()
  const [going, setGoing] = useState<string>()
  const [problem, setProblem] = useState<string>()
  const remove = async (name: string) => {
    const answer = await deleteArea(name)
    setGoing(undefined)
    setProblem(answer.ok ? undefined : answer.problem.detail)
    if (answer.ok && places.names.includes(name))
      change(paramsOfPlaces({ ...places, names: places.names.filter((other) => other !== name) }))
  }
  if (!saved) return null
  if (saved.length === 0) return <p className="small">No area is saved yet: draw one and give it a name.</p>
  return (
    <>
      <ul className={styles.saved} aria-label="Saved areas">
        {saved.map(({ name, corners }) => (
          <li key={name}>
            <button
              type="button"
              className={styles.ask}
              aria-pressed={places.names.includes(name)}
              onClick={() => change(paramsOfPlaces({ ...noPlaces, names: [name] }))}
            >
              <span className={styles.name}>{name}</span>
              <span className="small">{countOf(corners, 'corner')}</span>
            </button>
            {countOfPlaces(places) > 0 && !places.names.includes(name) && (
              <button
                type="button"
                className="plain"
                aria-label={`Add ${name} to the area`}
                onClick={() => change(paramsOfPlaces({ ...places, names: [...places.names, name] }))}
              >
                Add
              </button>
            )}
            {going === name ? (
              <button
                type="button"
                className="danger"
                ref={takeFocus}
                onClick={() => void remove(name)}
                onBlur={() => setGoing(undefined)}
              >
                Delete for all
              </button>
            ) : (
              <button type="button" className="plain" aria-label={`Delete ${name}`} onClick={() => setGoing(name)}>
                <Icon name="trash" />
              </button>
            )}
          </li>
        ))}
      </ul>
      {problem && (
        <p role="alert" className={styles.wrong}>
          {problem}
        </p>
      )}
    </>
  )
}
