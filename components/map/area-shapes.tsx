'use client'

import { useState } from 'react'
import type { ChangeParams } from '../filters/use-url-params.ts'
import { middleLng } from './area-box.ts'
import { AreaPolygon } from './area-polygon.tsx'
import { EditBox } from './edit-box.tsx'
import { EditPolygon } from './edit-polygon.tsx'
import type { MapPalette } from './map-palette.ts'
import { boxAround, type DrawnPolygon, type Places, paramsOfPlaces } from './places.ts'
import { useTurn } from './use-turn.ts'

function Outline({ rings, palette }: { rings: DrawnPolygon; palette: MapPalette }) {
  const turn = useTurn(middleLng(boxAround(rings)))
  return <AreaPolygon rings={rings} turn={turn} isSaved palette={palette} />
}

/** Shapes as they are, without handles. */
export const AreaOutlines = ({ polygons, palette }: { polygons: readonly DrawnPolygon[]; palette: MapPalette }) =>
  polygons.map((rings, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: they have no other name
    <Outline key={i} rings={rings} palette={palette} />
  ))

type Props = { places: Places; saved: readonly DrawnPolygon[]; palette: MapPalette; change: ChangeParams }

/** Everything the question is about, on the map: each shape can be moved, the one taken hold of last can be changed. */
export function AreaShapes({ places, saved, palette, change }: Props) {
  const { boxes, polygons } = places
  const [chosen, choose] = useState<number>()
  const count = boxes.length + polygons.length
  const active = chosen !== undefined && chosen < count ? chosen : count - 1
  const put = (changes: Partial<Places>, history?: 'push' | 'replace') =>
    change(paramsOfPlaces({ ...places, ...changes }), history)
  return (
    <>
      <AreaOutlines polygons={saved} palette={palette} />
      {boxes.map((area, i) => (
        <EditBox
          // biome-ignore lint/suspicious/noArrayIndexKey: a shape keeps its place in the address
          key={i}
          area={area}
          palette={palette}
          active={active === i}
          activate={() => choose(i)}
          onClear={() => put({ boxes: boxes.toSpliced(i, 1) })}
          onChange={(changed, history) => put({ boxes: boxes.with(i, changed) }, history)}
        />
      ))}
      {polygons.map((rings, i) => (
        <EditPolygon
          // biome-ignore lint/suspicious/noArrayIndexKey: a shape keeps its place in the address
          key={i}
          rings={rings}
          palette={palette}
          active={active === boxes.length + i}
          activate={() => choose(boxes.length + i)}
          onClear={() => put({ polygons: polygons.toSpliced(i, 1) })}
          onChange={(changed, history) => put({ polygons: polygons.with(i, changed) }, history)}
        />
      ))}
    </>
  )
}
