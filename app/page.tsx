import { setTimeout } from 'node:timers/promises'
import { Suspense } from 'react'
import { Dashboard } from '#components/dashboard/dashboard.tsx'
import { Skeleton } from '#components/dashboard/skeleton.tsx'
import { pickParams } from '#components/filters/url-params.ts'
import { findPlace } from '#components/map/find-place.ts'
import { readCells, readDashboard, readDataset, readGroupTrips, readImports } from './actions.ts'
import { pageSettings } from './page-settings.ts'

export const dynamic = 'force-dynamic'

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

/** An answer that takes longer follows its page: the map is there and can be used while all trips are looked at. */
const answerWaitMs = 300

/** The dashboard: its shape at once, and in the same response the answer, nearly always before any script runs. */
export default function Page({ searchParams }: Props) {
  return (
    <Suspense fallback={<Skeleton />}>
      <Answered searchParams={searchParams} />
    </Suspense>
  )
}

async function Answered({ searchParams }: Props) {
  const params = pickParams(await searchParams)
  const answering = readDashboard(params)
  const [answer, dataset, imports, place] = await Promise.all([
    Promise.race([answering, setTimeout(answerWaitMs, undefined)]),
    readDataset(),
    readImports(),
    findPlace(readCells, params.region),
  ])
  if (!dataset.ok) throw new Error(dataset.problem.detail)
  return (
    <Dashboard
      initial={{ params, answer: answer ?? answering, dataset: dataset.value, imports, place }}
      {...(await pageSettings())}
      readDashboard={readDashboard}
      readDataset={readDataset}
      readGroupTrips={readGroupTrips}
      readImports={readImports}
    />
  )
}
