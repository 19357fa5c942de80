'use client'

import { useEffect, useRef, useState } from 'react'
import { type ImportView, isTerminal } from '#trips/import-job.ts'
import type { Answer, DatasetView } from '#trips/views.ts'

export type ReadDataset = () => Promise<Answer<DatasetView>>

/** What is in the data, read anew whenever an import has come to an end or was taken back: nobody polls. */
export function useDataset(initial: DatasetView, read: ReadDataset, imports: readonly ImportView[]): DatasetView {
  const [dataset, setDataset] = useState(initial)
  const ended = imports
    .filter((view) => isTerminal(view.state))
    .map((view) => `${view.id}${view.state}`)
    .join()
  const known = useRef(ended)
  useEffect(() => {
    if (known.current === ended) return
    known.current = ended
    // Left as it is when the server is away: the next ended import, or a reload, reads it.
    read().then(
      (answer) => answer.ok && setDataset(answer.value),
      () => undefined,
    )
  }, [ended, read])
  return dataset
}
