import { CopyButton } from '../ui/copy-button.tsx'
import styles from './imports.module.css'

/** The same import without a browser, as lines to paste. */
export function OtherWays({ origin }: { origin: string }) {
  const ways = [
    { name: 'HTTP', line: `curl -X POST -T trips.csv '${origin}/api/v1/imports?filename=trips.csv'` },
    { name: 'Command line', line: 'npx tripfold import trips.csv' },
    { name: 'Watched folder', line: 'cp trips.csv inbox/' },
  ]
  return (
    <dl className={styles.ways}>
      {ways.map(({ name, line }) => (
        <div key={name}>
          <dt className="small">{name}</dt>
          <dd>
            <code>{line}</code>
            <CopyButton name={`Copy the line for ${name}`} text={() => line} />
          </dd>
        </div>
      ))}
    </dl>
  )
}
