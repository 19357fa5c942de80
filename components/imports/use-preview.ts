'use client'

import { useEffect, useState } from 'react'
import type { ColumnRole } from '#trips/column-roles.ts'
import type { PreviewView } from '#trips/mapping-views.ts'
import type { ProblemView } from '#trips/views.ts'
import { askPreview, type PreviewSource } from './preview-api.ts'
import { type PreviewDraft, readingOf } from './preview-draft.ts'

export type Preview = {
  /** The newest answer; undefined before the first. */
  view?: PreviewView
  /** Why there is none to what was asked last. */
  problem?: ProblemView
  /** Whether an answer to the draft is on its way. */
  pending: boolean
  draft: PreviewDraft
  setDraft: (draft: PreviewDraft) => void
  /** What the draft says, as parameters; and the roles that have no column yet. */
  parameters: Record<string, string>
  missing: ColumnRole[]
}

/** The preview of a source under a draft that may change: every whole draft is asked about anew, and the last one counts. */
export function usePreview(source: PreviewSource, initial: PreviewDraft): Preview {
  const [draft, setDraft] = useState(initial)
  const [answered, setAnswered] = useState<{ asked: string; view?: PreviewView; problem?: ProblemView }>({ asked: '' })
  const { parameters, missing } = readingOf(draft, answered.view)
  const isWhole = missing.length === 0
  const asking = JSON.stringify(parameters)
  useEffect(() => {
    if (!isWhole) return
    const stop = new AbortController()
    askPreview(source, JSON.parse(asking), stop.signal).then(
      (answer) => {
        if (stop.signal.aborted) return
        if (answer.ok) setAnswered({ asked: asking, view: answer.value })
        else setAnswered((before) => ({ asked: asking, view: before.view, problem: answer.problem }))
      },
      () => {},
    )
    return () => stop.abort()
  }, [source, asking, isWhole])
  const { view, problem } = answered
  return { view, problem, pending: isWhole && answered.asked !== asking, draft, setDraft, parameters, missing }
}
