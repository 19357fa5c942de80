import Link from 'next/link'
import { DropZone } from '../imports/drop-zone.tsx'
import { OtherWays } from '../imports/other-ways.tsx'
import styles from './dashboard.module.css'

/** Nothing is stored yet: one sentence, and every way to change that. */
export function EmptyState({ origin, busy }: { origin: string; busy: boolean }) {
  return (
    <div className={styles.panel}>
      <section className={styles.start} aria-label="First trips">
        <h1>Drop a file of trips, and ask how many a week start anywhere on the map.</h1>
        <DropZone />
        {busy && (
          <p>
            <Link href="/imports">See what is being imported</Link>
          </p>
        )}
        <p className="small">
          A CSV with a start, an end and a time in each row:{' '}
          <code>region, origin_coord, destination_coord, datetime, datasource</code>, or what bike-share and taxi operators
          publish. Or from elsewhere:
        </p>
        <OtherWays origin={origin} />
      </section>
    </div>
  )
}
