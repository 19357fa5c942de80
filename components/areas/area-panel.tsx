'use client'

import type { DashboardParams } from '#trips/filters.ts'
import { AreaFields } from '../answer/area-fields.tsx'
import type { ChangeParams } from '../filters/use-url-params.ts'
import { countOfPlaces, type Places, paramsOfPlaces, placesOf } from '../map/places.ts'
import { Icon } from '../ui/icon.tsx'
import { countOf } from '../ui/numbers.ts'
import styles from './area-panel.module.css'
import { PasteArea } from './paste-area.tsx'
import { SaveArea } from './save-area.tsx'
import { SavedList } from './saved-list.tsx'

type Shape = { kind: 'box' | 'polygon' | 'saved'; text: string; without: Places }

function shapesOf(places: Places): Shape[] {
  const { boxes, polygons, names } = places
  return [
    ...names.map((name, i): Shape => ({ kind: 'saved', text: name, without: { ...places, names: names.toSpliced(i, 1) } })),
    ...boxes.map(
      (box, i): Shape => ({
        kind: 'box',
        text: `Box ${(box.text ?? '').replaceAll(',', ', ')}`,
        without: { ...places, boxes: boxes.toSpliced(i, 1) },
      }),
    ),
    ...polygons.map(
      (rings, i): Shape => ({
        kind: 'polygon',
        text: `Polygon of ${countOf(rings.flat().length, 'corner')}${rings.length > 1 ? `, with ${countOf(rings.length - 1, 'hole')}` : ''}`,
        without: { ...places, polygons: polygons.toSpliced(i, 1) },
      }),
    ),
  ]
}

/** What the area is made of, wherever it is more than the box that the fields below tell. */
function Shapes({ places, change }: { places: Places; change: ChangeParams }) {
  const shapes = shapesOf(places)
  if (shapes.length === 0 || (shapes.length === 1 && places.boxes.length === 1)) return null
  return (
    <ul className={styles.shapes} aria-label="The area is">
      {shapes.map(({ kind, text, without }) => (
        <li key={`${kind} ${text}`}>
          <Icon name={kind} />
          <span className={styles.name}>{text}</span>
          <button
            type="button"
            className="plain"
            aria-label={`Take ${text} out of the area`}
            onClick={() => change(paramsOfPlaces(without))}
          >
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  )
}

/** The area in words and numbers: everything the map can do, for hands without a pointer, and areas that are kept. */
export function AreaPanel({ params, change }: { params: DashboardParams; change: ChangeParams }) {
  const places = placesOf(params)
  const isKept = countOfPlaces(places) === 1 && places.names.length === 1
  return (
    <section className={styles.area} aria-label="Area">
      <Shapes places={places} change={change} />
      <AreaFields params={params} change={change} />
      <details className={styles.more}>
        <summary>Saved areas and GeoJSON</summary>
        <div className={styles.inside}>
          <SavedList places={places} change={change} />
          {countOfPlaces(places) > 0 && !isKept && <SaveArea places={places} change={change} />}
          <PasteArea change={change} />
        </div>
      </details>
    </section>
  )
}
