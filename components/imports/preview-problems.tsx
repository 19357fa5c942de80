import type { PreviewView } from '#trips/mapping-views.ts'
import { countOf, countText } from '../ui/numbers.ts'
import styles from './preview.module.css'

/** How many of the first rows would be stored, and why the others not. */
export function PreviewProblems({ view }: { view: PreviewView }) {
  const { rows_looked_at: looked, rows_accepted: accepted, problems } = view
  if (looked === 0) return null
  return (
    <section className={styles.problems} aria-label="Problems">
      <p>
        <strong>{accepted === looked ? `All ${countText(looked)}` : `${countText(accepted)} of ${countText(looked)}`}</strong>{' '}
        rows looked at are trips{accepted === looked ? '.' : ':'}
      </p>
      <ul>
        {problems.map(({ code, column, rows, expected, examples }) => (
          <li key={`${code} ${column}`}>
            <details>
              <summary>
                {countOf(rows, 'row')}: {column && expected ? `‘${column}’ should hold ${expected}` : examples[0]?.reason}
              </summary>
              <ul className="small">
                {examples.map(({ line, found, reason }) => (
                  <li key={line}>
                    Line {line}: {reason} <code>{found}</code>
                  </li>
                ))}
              </ul>
            </details>
          </li>
        ))}
      </ul>
    </section>
  )
}
