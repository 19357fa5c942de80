'use client'

import { useEffect, useRef } from 'react'
import type { ImportView } from '#trips/import-job.ts'
import type { RealtimeAddress } from './import-feed.ts'
import { useUploads } from './uploads.tsx'
import { useImports } from './use-imports.ts'

type Props = { imports: ImportView[]; realtime: RealtimeAddress; readImports: () => Promise<ImportView[]> }

/** The imports, live, with the uploads that have not become imports yet: an accepted upload is shown as its import at once. */
export function useLiveImports({ imports: initial, realtime, readImports }: Props) {
  const { uploads } = useUploads()
  const live = useImports({ initial, realtime, refetch: readImports })
  const taken = useRef(new Set<number>())
  const { upsert } = live
  useEffect(() => {
    for (const { id, view } of uploads) {
      if (!view || taken.current.has(id)) continue
      taken.current.add(id)
      upsert(view)
    }
  }, [uploads, upsert])
  return { ...live, uploads: uploads.filter((upload) => upload.state !== 'sent') }
}
