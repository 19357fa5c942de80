import type { PreviewProblemView, PreviewView } from '#trips/mapping-views.ts'
import { countOf, countText } from '../ui/numbers.ts'
import styles from './preview.module.css'

function Causes({ causes }: { causes: readonly PreviewProblemView[] }) {
  return (
    <ul>
      {causes.map(({ code, column, rows, expected, examples }) => (
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
  )
}

/** How many of the first rows would be stored, why the others not, and which of them are doubtful. */
export function PreviewProblems({ view }: { view: PreviewView }) {
  const { rows_looked_at: looked, rows_accepted: accepted, rows_flagged: flagged, problems, doubts } = view
  return (
    <section className={styles.problems} aria-label="Problems">
      <p>
        <strong>{accepted === looked ? `All ${countText(looked)}` : `${countText(accepted)} of ${countText(looked)}`}</strong>{' '}
        rows looked at are trips{accepted === looked ? '.' : ':'}
      </p>
      <Causes causes={problems} />
      {flagged > 0 && <p>{countText(flagged)} of them would be kept, but look doubtful:</p>}
      <Causes causes={doubts} />
    </section>
  )
}
