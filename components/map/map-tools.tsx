'use client'

import { DomEvent } from 'leaflet'
import { useEffect, useRef } from 'react'
import { Icon } from '../ui/icon.tsx'
import styles from './map.module.css'

export type Drawing = 'box' | 'polygon' | undefined

type Props = {
  drawing: Drawing
  setDrawing: (drawing: Drawing) => void
  hasArea: boolean
  adding: boolean
  setAdding: (adding: boolean) => void
  takeView: () => void
  clear: () => void
  fit: () => void
}

/** What there is to do while nothing is being drawn. */
function OtherTools({ setDrawing, takeView, hasArea, clear }: Props) {
  return (
    <>
      <button type="button" onClick={() => setDrawing('polygon')} aria-label="Draw a polygon" title="Draw a polygon">
        <Icon name="polygon" />
        <span className={styles.wide}>Polygon</span>
      </button>
      <button type="button" onClick={takeView} title="Ask for the middle of what the map shows">
        Box here
      </button>
      {hasArea && (
        <button type="button" onClick={clear} aria-label="Clear" title="Ask about everywhere">
          <Icon name="close" />
          <span className={styles.wide}>Clear</span>
        </button>
      )}
    </>
  )
}

/** The few things to do on the map itself. Clicks here are not clicks on the map. */
export function MapTools(props: Props) {
  const { drawing, setDrawing } = props
  const tools = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (tools.current) DomEvent.disableClickPropagation(tools.current).disableScrollPropagation(tools.current)
  }, [])
  return (
    <div ref={tools} className={`leaflet-control ${styles.tools}`} role="toolbar" aria-label="Map tools">
      <button
        type="button"
        className={drawing ? '' : 'primary'}
        aria-pressed={drawing !== undefined}
        onClick={() => setDrawing(drawing ? undefined : 'box')}
      >
        <Icon name={drawing ? 'close' : 'box'} />
        {drawing ? 'Cancel' : 'Draw a box'}
      </button>
      {!drawing && <OtherTools {...props} />}
      {drawing && props.hasArea && (
        <label className={styles.adding}>
          <input type="checkbox" checked={props.adding} onChange={() => props.setAdding(!props.adding)} />
          Add to the area
        </label>
      )}
      <button type="button" onClick={props.fit} aria-label="Show the data" title="Show the data">
        <Icon name="fit" />
      </button>
    </div>
  )
}
