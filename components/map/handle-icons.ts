import { DivIcon } from 'leaflet'
import styles from './map.module.css'

/** Handles are hit within 28 px; WCAG 2.2 asks for 24. */
const handleSize: [number, number] = [28, 28]
export const cornerIcon = new DivIcon({ className: styles.corner, iconSize: handleSize })
export const middleIcon = new DivIcon({ className: styles.middle, iconSize: handleSize })
/** Between two corners: a corner that is not there yet. */
export const betweenIcon = new DivIcon({ className: styles.between, iconSize: handleSize })

/** Pixels: where handles lie on each other, as in a small shape or a bay, the corner is the one that is meant. */
export const belowCorners = -10_000
