'use client'

import { useEffect, useState } from 'react'
import {
  type DatasetView,
  type DatasourceRegionsView,
  datasourceRegionsView,
  type LatestDatasourceView,
  latestDatasourceView,
} from '#trips/views.ts'
import { countOf } from '../ui/numbers.ts'
import styles from './two-questions.module.css'

/** GET from the API, checked, and anew for each version of the data; undefined while it is on its way, null where it failed. */
function useApi<View>(path: string | undefined, version: number, parse: (json: unknown) => View): View | null | undefined {
  const [found, setFound] = useState<{ key: string; view: View | null }>()
  const key = `${path} ${version}`
  // biome-ignore lint/correctness/useExhaustiveDependencies: the parser belongs to the path
  useEffect(() => {
    if (!path) return
    let current = true
    fetch(path)
      .then(async (response) => (response.ok ? parse(await response.json()) : null))
      .catch(() => null)
      .then((view) => current && setFound({ key, view }))
    return () => {
      current = false
    }
  }, [path, key])
  return found?.key === key ? found.view : undefined
}

function Answered<View>({ view, children }: { view: View | null | undefined; children: (view: View) => React.ReactNode }) {
  if (view === undefined) return <p className="small">Reading…</p>
  if (view === null) return <p role="alert">This could not be read just now.</p>
  return children(view)
}

function RegionsOfDatasource({ dataset, version }: { dataset: DatasetView; version: number }) {
  const names = dataset.datasources.map(({ datasource }) => datasource)
  const [chosen, setChosen] = useState<string>()
  const datasource = chosen && names.includes(chosen) ? chosen : names[0]
  const path = datasource && `/api/v1/datasources/${encodeURIComponent(datasource)}/regions`
  const view = useApi<DatasourceRegionsView>(path, version, (json) => datasourceRegionsView.parse(json))
  return (
    <div>
      <label className={styles.question}>
        Which regions has{' '}
        <select
          aria-label="Datasource of the question"
          value={datasource ?? ''}
          onChange={(event) => setChosen(event.target.value)}
        >
          {names.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>{' '}
        appeared in?
      </label>
      <Answered view={view}>
        {({ regions }) => (
          <ul>
            {regions.map(({ region, trips }) => (
              <li key={region}>
                <strong>{region}</strong> <span className="small">{countOf(trips, 'trip')}</span>
              </li>
            ))}
          </ul>
        )}
      </Answered>
    </div>
  )
}

function LatestDatasource({ version }: { version: number }) {
  const view = useApi<LatestDatasourceView>('/api/v1/insights/latest-datasource-of-top-regions', version, (json) =>
    latestDatasourceView.parse(json),
  )
  return (
    <div>
      <p className={styles.question}>Of the two most common regions, which datasource came last?</p>
      <Answered view={view}>
        {({ latest, top_regions, per_region }) =>
          latest ? (
            <>
              <p>
                <strong>{latest.datasource}</strong>, in {latest.region} at {latest.datetime}
              </p>
              <p className="small">
                {top_regions.map(({ region, trips }) => `${region} (${countOf(trips, 'trip')})`).join(' and ')} are the most
                common. {per_region.map((last) => `In ${last.region} it was ${last.datasource}, at ${last.datetime}.`).join(' ')}
              </p>
            </>
          ) : (
            <p>There are no trips.</p>
          )
        }
      </Answered>
    </div>
  )
}

/** Two questions about where the data come from, asked once somebody wants to know. */
export function TwoQuestions({ dataset }: { dataset: DatasetView }) {
  const [open, setOpen] = useState(false)
  return (
    <details className={styles.questions} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Regions and datasources</summary>
      {open && (
        <div className={styles.answers}>
          <RegionsOfDatasource dataset={dataset} version={dataset.dataset_version} />
          <LatestDatasource version={dataset.dataset_version} />
        </div>
      )}
    </details>
  )
}
