'use client'

import 'leaflet/dist/leaflet.css'
import { type ReactNode, useCallback, useMemo, useState } from 'react'
import { AttributionControl, MapContainer, ScaleControl, useMap, ZoomControl } from 'react-leaflet'
import type { DashboardParams, Relation } from '#trips/filters.ts'
import type { GroupsView, GroupView, ProblemView } from '#trips/views.ts'
import { useSavedShapes } from '../areas/saved-areas.ts'
import { filtersWithoutArea } from '../filters/url-params.ts'
import type { ChangeParams } from '../filters/use-url-params.ts'
import { useScheme } from '../ui/use-scheme.ts'
import { areaBetween } from './area-box.ts'
import { AreaOutlines, AreaShapes } from './area-shapes.tsx'
import { BasemapLayer } from './basemap-layer.tsx'
import { DensityLayer } from './density-layer.tsx'
import { DrawBox } from './draw-box.tsx'
import { DrawPolygon } from './draw-polygon.tsx'
import type { Extent } from './extent.ts'
import { FlowsLayer, flowsDrawnMax } from './flows-layer.tsx'
import { GraticuleLayer } from './graticule-layer.tsx'
import { HoverCard } from './hover-card.tsx'
import { KeepSize } from './keep-size.tsx'
import { Legend, type Shown } from './legend.tsx'
import styles from './map.module.css'
import { type MapPalette, mapPalettes } from './map-palette.ts'
import { type Drawing, MapTools } from './map-tools.tsx'
import {
  boxAround,
  boxAroundAll,
  type DrawnPolygon,
  hasPlaces,
  noPlaces,
  type Places,
  paramsOfPlaces,
  placesOf,
  polygonsOfBox,
  polygonsOfCorners,
} from './places.ts'
import { boundsOfExtent, ShowPlace } from './show-place.tsx'
import { type TileSource, Tiles } from './tiles.tsx'
import { type CellsState, useCells } from './use-cells.ts'

export type MapViewProps = {
  params: DashboardParams
  change: ChangeParams
  relation: Relation
  /** Where the map opens, and where it goes when this changes. */
  place: Extent
  flows: GroupsView | undefined
  highlighted: GroupView | undefined
  /** Without trips there is nothing to ask. */
  isEmpty: boolean
  /** A group that the map has to show. */
  visited: GroupView | undefined
  datasetVersion: number
  tiles: TileSource | null
}

type Painted = { palette: MapPalette; children?: ReactNode }

function Cells(props: Pick<MapViewProps, 'params' | 'datasetVersion'> & { show: (state: CellsState) => void }) {
  useCells(filtersWithoutArea(props.params), props.datasetVersion, props.show)
  return null
}

type AreaProps = {
  places: Places
  saved: readonly DrawnPolygon[]
  drawing: Drawing
  /** Whether what is drawn joins the area, or takes its place. */
  adding: boolean
  stop: () => void
  palette: MapPalette
  change: ChangeParams
}

/** The area that is there, or the shape that is being drawn. */
function Area({ places, saved, drawing, adding, stop, palette, change }: AreaProps) {
  if (!drawing) return <AreaShapes places={places} saved={saved} palette={palette} change={change} />
  const before = adding ? places : noPlaces
  const take = (drawn: Places) => {
    stop()
    change(paramsOfPlaces(drawn))
  }
  return (
    <>
      {adding && (
        <AreaOutlines polygons={[...saved, ...places.boxes.flatMap(polygonsOfBox), ...places.polygons]} palette={palette} />
      )}
      {drawing === 'box' ? (
        <DrawBox palette={palette} onCancel={stop} onDrawn={(box) => take({ ...before, boxes: [...before.boxes, box] })} />
      ) : (
        <DrawPolygon
          palette={palette}
          onCancel={stop}
          onDrawn={(corners) => take({ ...before, polygons: [...before.polygons, ...polygonsOfCorners(corners)] })}
        />
      )}
    </>
  )
}

type ToolsProps = {
  hasArea: boolean
  drawing: Drawing
  setDrawing: (drawing: Drawing) => void
  adding: boolean
  setAdding: (adding: boolean) => void
  place: Extent
  change: ChangeParams
}

function Tools({ place, change, ...props }: ToolsProps) {
  const map = useMap()
  const takeView = () => {
    const bounds = map.getBounds().pad(-0.25)
    change(paramsOfPlaces({ ...noPlaces, boxes: [areaBetween(bounds.getSouthWest(), bounds.getNorthEast())] }))
  }
  return (
    <MapTools
      {...props}
      takeView={takeView}
      clear={() => change(paramsOfPlaces(noPlaces))}
      fit={() => map.fitBounds(boundsOfExtent(place))}
    />
  )
}

/** An empty map: where it is, how it moves, and what lies below everything else. */
function MapFrame({ place, tiles, palette, children }: Pick<MapViewProps, 'place' | 'tiles'> & Painted) {
  const [tilesFail, setTilesFail] = useState(false)
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
  return (
    <MapContainer
      className={styles.map}
      bounds={boundsOfExtent(place)}
      minZoom={2}
      maxZoom={18}
      // Outlines fit any zoom, tiles only whole ones.
      zoomSnap={tiles ? 1 : 0.25}
      zoomControl={false}
      attributionControl={false}
      boxZoom={false}
      worldCopyJump
      zoomAnimation={!calm}
      inertia={!calm}
    >
      <ZoomControl position="topright" />
      <ScaleControl position="bottomleft" imperial={false} />
      <AttributionControl position="bottomright" prefix="Made with Leaflet and Natural Earth" />
      {tiles && !tilesFail && <Tiles source={tiles} onGiveUp={() => setTilesFail(true)} />}
      <BasemapLayer palette={palette} outlined={!tiles || tilesFail} />
      <GraticuleLayer palette={palette} />
      <KeepSize />
      {children}
    </MapContainer>
  )
}

const drawingHints = {
  box: 'Drag a box, or click two corners. Escape cancels.',
  polygon: 'Click the corners; a double-click, Enter or the first corner ends. Backspace takes one back, Escape cancels.',
}

/** What the user is told over the map. A wrong question is explained by the answer beside it. */
function Hint({ drawing, problem }: { drawing: Drawing; problem?: ProblemView }) {
  if (drawing) return <p className={styles.hint}>{drawingHints[drawing]}</p>
  if (!problem || (problem.status > 0 && problem.status < 500)) return null
  return (
    <p role="alert" className={styles.hint}>
      {problem.detail}
    </p>
  )
}

/** What the address asks about, the shapes of saved areas in it, and the box around all of them. */
function useArea({ bbox, area }: DashboardParams) {
  const places = useMemo(() => placesOf({ bbox, area }), [bbox, area])
  const shapes = useSavedShapes(places.names)
  return useMemo(() => {
    const saved = shapes.flatMap(({ geometry }) => geometry.coordinates)
    const around = boxAroundAll([...places.boxes, ...[...places.polygons, ...saved].map(boxAround)])
    return { places, saved, around }
  }, [places, shapes])
}

/** The map with all that lies on it. Runs in the browser only: Leaflet needs a window from its first line. */
export function MapView(props: MapViewProps) {
  const { params, change, place, flows, highlighted, isEmpty, relation } = props
  const palette = mapPalettes[useScheme()]
  const [drawing, setDrawing] = useState<Drawing>()
  const [adding, setAdding] = useState(false)
  const [shown, setShown] = useState<Shown>({ density: true, flows: true })
  const [{ cells, problem }, setCells] = useState<CellsState>({})
  const { places, saved, around } = useArea(params)
  const base = useArea({ bbox: params.base_bbox, area: params.base_area })
  const showCells = useCallback((state: CellsState) => setCells((before) => ({ cells: before.cells, ...state })), [])
  const groups = shown.flows && !isEmpty ? flows?.groups : undefined
  const drawnFlows = useMemo(() => groups?.slice(0, flowsDrawnMax) ?? [], [groups])
  const drawnCells = shown.density ? cells : undefined
  return (
    <div className={styles.view} style={{ background: palette.sea }}>
      <MapFrame place={place} tiles={props.tiles} palette={palette}>
        <DensityLayer cells={drawnCells} palette={palette} />
        <FlowsLayer flows={drawnFlows} highlighted={highlighted} palette={palette} />
        <Cells params={params} datasetVersion={props.datasetVersion} show={showCells} />
        <ShowPlace place={place} area={around} group={props.visited} />
        <AreaOutlines
          polygons={[...base.saved, ...base.places.boxes.flatMap(polygonsOfBox), ...base.places.polygons]}
          palette={{ ...palette, accent: palette.label }}
        />
        <Area
          {...{ places, saved, drawing, palette, change }}
          adding={adding && around !== undefined}
          stop={() => setDrawing(undefined)}
        />
        {!isEmpty && <Tools hasArea={hasPlaces(params)} {...{ drawing, setDrawing, adding, setAdding, place, change }} />}
        {!drawing && <HoverCard cells={drawnCells} flows={drawnFlows} relation={relation} />}
      </MapFrame>
      <Hint drawing={drawing} problem={problem} />
      {!isEmpty && (
        <Legend
          shown={shown}
          toggle={(layer) => setShown({ ...shown, [layer]: !shown[layer] })}
          cells={cells}
          flows={flows}
          flowsShown={drawnFlows.length}
          relation={relation}
          palette={palette}
        />
      )}
    </div>
  )
}
