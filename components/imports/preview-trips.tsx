import type { PreviewTripView } from '#trips/mapping-views.ts'
import styles from './preview.module.css'

const tripsShown = 4
const pointText = ([lon, lat]: readonly [number, number]): string => `${lon.toFixed(4)}, ${lat.toFixed(4)}`

/** What the first rows become. */
export function PreviewTrips({ trips }: { trips: readonly PreviewTripView[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached without a pointer
    <section className={styles.table} aria-label="First trips" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {['Start', 'From (lon, lat)', 'To', 'Region', 'Datasource'].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {trips.slice(0, tripsShown).map(({ line, datetime, origin, destination, region, datasource }) => (
            <tr key={line}>
              <td>{datetime ?? 'to be said'}</td>
              <td>{pointText(origin)}</td>
              <td>{pointText(destination)}</td>
              <td>{region}</td>
              <td>{datasource}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
