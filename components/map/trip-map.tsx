'use client'

import dynamic from 'next/dynamic'
import styles from './trip-map.module.css'

/** The map in a chunk of its own, asked for once the page stands. */
export const TripMap = dynamic(() => import('./map-view.tsx').then((module) => module.MapView), {
  ssr: false,
  loading: () => <div className={styles.waiting} />,
})
