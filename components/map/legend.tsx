'use client'

import type { Relation } from '#trips/filters.ts'
import type { CellsView, GroupsView } from '#trips/views.ts'
import { compactText, countOf, metresText } from '../ui/numbers.ts'
import { cellHeightM, cellWidthM } from './cell-size.ts'
import { densityOpacity } from './density-layer.tsx'
import { classColours, densityScale } from './density-scale.ts'
import styles from './legend.module.css'
import type { MapPalette } from './map-palette.ts'

export type Shown = { density: boolean; flows: boolean }

/** Cells are counted by destination where ends are asked for, else by origin. */
const densityWord = (relation: Relation): string => (relation === 'ends' ? 'Ends' : 'Starts')

function Density({ cells, relation, palette }: { cells: CellsView; relation: Relation; palette: MapPalette }) {
  const { starts } = densityScale(cells.trips_max, palette.density.length)
  const colours = classColours(palette.density, starts.length)
  const [sample] = cells.cells
  return (
    <>
      <ol className={styles.scale} aria-label={`${densityWord(relation)} in a cell, few to many`}>
        {starts.map((start, i) => (
          <li key={start}>
            <span className={styles.swatch} style={{ background: colours[i], opacity: densityOpacity }} />
            {compactText(start)}
          </li>
        ))}
      </ol>
      <p className="small">
        {densityWord(relation).toLowerCase()} per cell of {metresText(cellWidthM(sample))} × {metresText(cellHeightM(sample))}
        {cells.shown < cells.of_total && `; the ${cells.shown} fullest of ${countOf(cells.of_total, 'cell')}`}
      </p>
    </>
  )
}

type Props = {
  shown: Shown
  toggle: (layer: keyof Shown) => void
  cells?: CellsView
  flows?: GroupsView
  flowsShown: number
  relation: Relation
  palette: MapPalette
}

/** What the colours mean, with units, and which of them are on. */
export function Legend({ shown, toggle, cells, flows, flowsShown, relation, palette }: Props) {
  return (
    <section className={styles.legend} aria-label="Legend">
      <label>
        <input type="checkbox" checked={shown.density} onChange={() => toggle('density')} />
        Density
      </label>
      {shown.density && cells && cells.cells.length > 0 && <Density cells={cells} relation={relation} palette={palette} />}
      {shown.density && cells?.cells.length === 0 && <p className="small">no trips here</p>}
      <label>
        <input type="checkbox" checked={shown.flows} onChange={() => toggle('flows')} />
        Flows
      </label>
      {shown.flows && flows && flowsShown > 0 && (
        <p className={`small ${styles.flow}`}>
          <svg width="44" height="12" viewBox="0 0 44 12" aria-hidden="true">
            <path d="M1 2 43 5.4v1.2L1 10Z" fill={palette.flow} />
          </svg>
          <span>
            from wide to thin end, between cells of {metresText(flows.cell_size_m[0])} × {metresText(flows.cell_size_m[1])}
            {flowsShown < flows.of_total && `; the ${flowsShown} largest of ${compactText(flows.of_total)}`}
          </span>
        </p>
      )}
    </section>
  )
}
