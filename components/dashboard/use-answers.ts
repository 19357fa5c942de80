'use client'

import { useEffect, useRef, useState } from 'react'
import type { DashboardParams } from '#trips/filters.ts'
import type { Answer, DashboardView, ProblemView } from '#trips/views.ts'
import { latestOnly } from '../ui/latest-only.ts'
import { unreachable } from '../ui/unreachable.ts'

export type ReadDashboard = (params: DashboardParams) => Promise<Answer<DashboardView>>

type Question = { params: DashboardParams; key: string }
type State = {
  /** The last answer and what it answers: it stays, dimmed, until the next one is there. */
  answered?: { params: DashboardParams; view: DashboardView }
  problem?: ProblemView
  /** The question that was settled last, by an answer or by a problem. */
  settledKey: string
}

const stateOf = ({ params, key }: Question, answer: Answer<DashboardView>, before?: State): State =>
  answer.ok
    ? { answered: { params, view: answer.value }, settledKey: key }
    : { answered: before?.answered, problem: answer.problem, settledKey: key }

/** One question for each change of the parameters or of the data; answers that come too late are dropped. */
export function useAnswers(props: {
  params: DashboardParams
  datasetVersion: number
  initial: { params: DashboardParams; answer: Answer<DashboardView>; datasetVersion: number }
  read: ReadDashboard
}) {
  const { params, initial } = props
  const keyOf = (asked: DashboardParams, version: number) => JSON.stringify([version, asked])
  const key = keyOf(params, props.datasetVersion)
  const [state, setState] = useState(() =>
    stateOf({ params: initial.params, key: keyOf(initial.params, initial.datasetVersion) }, initial.answer),
  )
  const [attempt, setAttempt] = useState(0)
  const read = useRef(props.read)
  read.current = props.read
  const asked = useRef(`${state.settledKey}0`)
  const [ask] = useState(() =>
    latestOnly(
      (question: Question) => read.current(question.params).catch(unreachable),
      (question, result) => {
        if (result.status === 'fulfilled') setState((before) => stateOf(question, result.value, before))
      },
    ),
  )
  useEffect(() => {
    if (asked.current === key + attempt) return
    asked.current = key + attempt
    ask({ params, key })
  }, [ask, key, attempt, params])
  return { ...state, pending: state.settledKey !== key, retry: () => setAttempt(attempt + 1) }
}
