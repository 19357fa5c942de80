'use client'

import { DomEvent } from 'leaflet'
import { useEffect, useRef } from 'react'
import { Icon } from '../ui/icon.tsx'
import styles from './map.module.css'

type Props = { drawing: boolean; hasBox: boolean; draw: () => void; takeView: () => void; clear: () => void; fit: () => void }

/** The few things to do on the map itself. Clicks here are not clicks on the map. */
export function MapTools({ drawing, hasBox, draw, takeView, clear, fit }: Props) {
  const tools = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (tools.current) DomEvent.disableClickPropagation(tools.current).disableScrollPropagation(tools.current)
  }, [])
  return (
    <div ref={tools} className={`leaflet-control ${styles.tools}`} role="toolbar" aria-label="Map tools">
      <button type="button" className={drawing ? '' : 'primary'} aria-pressed={drawing} onClick={draw}>
        <Icon name="box" />
        {drawing ? 'Cancel' : 'Draw a box'}
      </button>
      {!drawing && (
        <button type="button" onClick={takeView} title="Ask for the middle of what the map shows">
          Box here
        </button>
      )}
      {hasBox && !drawing && (
        <button type="button" onClick={clear}>
          <Icon name="close" />
          Clear
        </button>
      )}
      <button type="button" onClick={fit} aria-label="Show the data" title="Show the data">
        <Icon name="fit" />
      </button>
    </div>
  )
}
