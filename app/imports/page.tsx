import type { Metadata } from 'next'
import { ImportsPage } from '#components/imports/imports-page.tsx'
import { readImports } from '../actions.ts'
import { pageSettings } from '../page-settings.ts'

export const dynamic = 'force-dynamic'
export const metadata: Metadata = { title: 'Imports' }

/** Files in: dropped, under way, done. */
export default async function Page() {
  const { origin, realtime } = await pageSettings()
  return <ImportsPage imports={await readImports()} realtime={realtime} readImports={readImports} origin={origin} />
}
