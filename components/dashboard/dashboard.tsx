'use client'

import { useState } from 'react'
import type { DashboardParams } from '#trips/filters.ts'
import type { ImportView } from '#trips/import-job.ts'
import type { Answer as AnswerOf, DashboardView, DatasetView, GroupsView, GroupView } from '#trips/views.ts'
import { answerText } from '../answer/sentence.ts'
import { ComparedChart } from '../charts/compared-chart.tsx'
import { HourHeatmap } from '../charts/hour-heatmap.tsx'
import { WeeklyChart } from '../charts/weekly-chart.tsx'
import { FilterBar } from '../filters/filter-bar.tsx'
import { type ChangeParams, useUrlParams } from '../filters/use-url-params.ts'
import type { ReadGroupTrips } from '../groups/groups.tsx'
import { DropTarget } from '../imports/drop-target.tsx'
import type { RealtimeAddress } from '../imports/import-feed.ts'
import { ImportPill } from '../imports/import-pill.tsx'
import { isBusy } from '../imports/import-words.ts'
import { useLiveImports } from '../imports/use-live-imports.ts'
import type { Extent } from '../map/extent.ts'
import type { TileSource } from '../map/tiles.tsx'
import { TripMap } from '../map/trip-map.tsx'
import { Announcer } from '../ui/announcer.tsx'
import { TopBar } from '../ui/top-bar.tsx'
import { useAlive } from '../ui/use-alive.ts'
import styles from './dashboard.module.css'
import { EmptyState } from './empty-state.tsx'
import { Panel } from './panel.tsx'
import { type ReadDashboard, useAnswers } from './use-answers.ts'
import { type ReadDataset, useDataset } from './use-dataset.ts'
import { usePlace } from './use-place.ts'

export type DashboardProps = {
  initial: {
    params: DashboardParams
    answer: AnswerOf<DashboardView> | Promise<AnswerOf<DashboardView>>
    dataset: DatasetView
    imports: ImportView[]
    place: Extent | null
  }
  realtime: RealtimeAddress
  tiles: TileSource | null
  origin: string
  readDashboard: ReadDashboard
  readDataset: ReadDataset
  readGroupTrips: ReadGroupTrips
  readImports: () => Promise<ImportView[]>
}

/** At the level of the groups, flows also say its cells' size as the groups do: it is measured where their trips are. */
const flowsOf = ({ flows, groups }: DashboardView): GroupsView =>
  flows.level === groups.level ? { ...flows, cell_size_m: groups.cell_size_m } : flows

function Sheet({ children }: { children: React.ReactNode }) {
  const [up, setUp] = useState(false)
  const alive = useAlive()
  return (
    <div className={`${styles.sheet} ${up ? styles.up : ''}`} inert={!alive}>
      <button type="button" className={styles.grip} aria-expanded={up} onClick={() => setUp(!up)}>
        <span className="unseen">{up ? 'Show the map' : 'Show everything'}</span>
      </button>
      {children}
    </div>
  )
}

/** Everything that is known, and what changes it: the URL, the imports, the answers. */
function useDashboard(props: DashboardProps) {
  const { initial } = props
  const [params, change] = useUrlParams()
  const live = useLiveImports({ ...props, imports: initial.imports })
  const dataset = useDataset(initial.dataset, props.readDataset, live.imports)
  const answers = useAnswers({
    params,
    datasetVersion: dataset.dataset_version,
    initial: { ...initial, datasetVersion: initial.dataset.dataset_version },
    read: props.readDashboard,
  })
  return { ...live, params, change, dataset, answers, place: usePlace(initial.place, params.region, dataset) }
}

/** The weeks of the answer, beside those of what it is compared with. */
function Weeks({ answered, change }: { answered: NonNullable<ReturnType<typeof useAnswers>['answered']>; change: ChangeParams }) {
  const { view, params } = answered
  if (view.comparison) return <ComparedChart params={params} view={view} comparison={view.comparison} />
  return <WeeklyChart answer={view.answer} change={change} />
}

/** The page: a map, the answer beside it, the weeks below. The URL says what is asked. */
export function Dashboard(props: DashboardProps) {
  const { params, change, dataset, answers, place, imports, uploads, upsert } = useDashboard(props)
  const [{ highlighted, visited }, setPointed] = useState<{ highlighted?: GroupView; visited?: GroupView }>({})
  const { answered, pending } = answers
  const view = answered?.view
  const isEmpty = dataset.trips === 0
  return (
    <DropTarget>
      <TopBar end={<ImportPill imports={imports} uploads={uploads} />}>
        {!isEmpty && <FilterBar params={params} change={change} dataset={dataset} />}
      </TopBar>
      <main className={`${styles.layout} ${isEmpty ? styles.empty : ''}`}>
        {!isEmpty && <h1 className="unseen">Trips a week</h1>}
        <div className={styles.map}>
          <TripMap
            params={params}
            change={change}
            relation={view?.answer.relation ?? 'starts'}
            place={place}
            flows={view && flowsOf(view)}
            isEmpty={isEmpty}
            highlighted={highlighted}
            visited={visited}
            datasetVersion={dataset.dataset_version}
            tiles={props.tiles}
          />
        </div>
        <Sheet>
          {isEmpty ? (
            <EmptyState origin={props.origin} busy={imports.some(isBusy) || uploads.length > 0} />
          ) : (
            <Panel
              params={params}
              change={change}
              dataset={dataset}
              answers={answers}
              readGroupTrips={props.readGroupTrips}
              highlight={(group, visit) =>
                setPointed((before) => ({ highlighted: group, visited: visit ? group : before.visited }))
              }
              upsert={upsert}
            />
          )}
          {!isEmpty && (
            <div className={`${styles.strip} ${pending ? 'stale' : ''}`}>
              {answered && <Weeks answered={answered} change={change} />}
              {answered && <HourHeatmap params={answered.params} view={answered.view.hour_of_week} />}
            </div>
          )}
        </Sheet>
      </main>
      <Announcer text={answered && !pending ? answerText(answered.params, answered.view.answer) : ''} />
    </DropTarget>
  )
}
