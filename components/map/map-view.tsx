'use client'

import 'leaflet/dist/leaflet.css'
import { type ReactNode, useCallback, useMemo, useState } from 'react'
import { AttributionControl, MapContainer, ScaleControl, useMap, ZoomControl } from 'react-leaflet'
import type { DashboardParams, Relation } from '#trips/filters.ts'
import type { GroupsView, GroupView, ProblemView } from '#trips/views.ts'
import { filtersWithoutBox } from '../filters/url-params.ts'
import type { ChangeParams } from '../filters/use-url-params.ts'
import { useScheme } from '../ui/use-scheme.ts'
import { type AreaBox, areaBetween, areaText, parseArea } from './area-box.ts'
import { BasemapLayer } from './basemap-layer.tsx'
import { DensityLayer } from './density-layer.tsx'
import { DrawBox } from './draw-box.tsx'
import { EditBox } from './edit-box.tsx'
import type { Extent } from './extent.ts'
import { FlowsLayer, flowsDrawnMax } from './flows-layer.tsx'
import { GraticuleLayer } from './graticule-layer.tsx'
import { HoverCard } from './hover-card.tsx'
import { KeepSize } from './keep-size.tsx'
import { Legend, type Shown } from './legend.tsx'
import styles from './map.module.css'
import { type MapPalette, mapPalettes } from './map-palette.ts'
import { MapTools } from './map-tools.tsx'
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
  useCells(filtersWithoutBox(props.params), props.datasetVersion, props.show)
  return null
}

/** The box that is there, or the one that is being drawn. */
function Area(props: { area?: AreaBox; drawing: boolean; stop: () => void; palette: MapPalette; change: ChangeParams }) {
  const { area, drawing, stop, palette, change } = props
  if (drawing)
    return (
      <DrawBox
        palette={palette}
        onCancel={stop}
        onDrawn={(drawn) => {
          stop()
          change({ bbox: areaText(drawn) })
        }}
      />
    )
  return (
    area && (
      <EditBox
        area={area}
        palette={palette}
        onClear={() => change({ bbox: undefined })}
        onChange={(changed, history) => change({ bbox: areaText(changed) }, history)}
      />
    )
  )
}

function Tools(props: {
  area?: AreaBox
  drawing: boolean
  setDrawing: (on: boolean) => void
  place: Extent
  change: ChangeParams
}) {
  const map = useMap()
  const takeView = () => {
    const bounds = map.getBounds().pad(-0.25)
    props.change({ bbox: areaText(areaBetween(bounds.getSouthWest(), bounds.getNorthEast())) })
  }
  return (
    <MapTools
      drawing={props.drawing}
      hasBox={Boolean(props.area)}
      draw={() => props.setDrawing(!props.drawing)}
      takeView={takeView}
      clear={() => props.change({ bbox: undefined })}
      fit={() => map.fitBounds(boundsOfExtent(props.place))}
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

/** What the user is told over the map. A wrong question is explained by the answer beside it. */
function Hint({ drawing, problem }: { drawing: boolean; problem?: ProblemView }) {
  if (drawing) return <p className={styles.hint}>Drag a box, or click two corners. Escape cancels.</p>
  if (!problem || (problem.status > 0 && problem.status < 500)) return null
  return (
    <p role="alert" className={styles.hint}>
      {problem.detail}
    </p>
  )
}

/** The map with all that lies on it. Runs in the browser only: Leaflet needs a window from its first line. */
export function MapView(props: MapViewProps) {
  const { params, change, place, flows, highlighted, isEmpty, relation } = props
  const palette = mapPalettes[useScheme()]
  const [drawing, setDrawing] = useState(false)
  const [shown, setShown] = useState<Shown>({ density: true, flows: true })
  const [{ cells, problem }, setCells] = useState<CellsState>({})
  const area = useMemo(() => parseArea(params.bbox), [params.bbox])
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
        <ShowPlace place={place} area={area} group={props.visited} />
        <Area area={area} drawing={drawing} stop={() => setDrawing(false)} palette={palette} change={change} />
        {!isEmpty && <Tools area={area} drawing={drawing} setDrawing={setDrawing} place={place} change={change} />}
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
