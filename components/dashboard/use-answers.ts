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
  settledKey?: string
}

const stateOf = ({ params, key }: Question, answer: Answer<DashboardView>, before?: State): State =>
  answer.ok
    ? { answered: { params, view: answer.value }, settledKey: key }
    : { answered: before?.answered, problem: answer.problem, settledKey: key }

type Initial = { params: DashboardParams; answer: Answer<DashboardView> | Promise<Answer<DashboardView>>; datasetVersion: number }

const keyOf = (params: DashboardParams, datasetVersion: number): string => JSON.stringify([datasetVersion, params])

/** The server's own answer: there from the start, or, where it takes long, later than the page around it. */
function useFirstAnswer({ params, answer, datasetVersion }: Initial) {
  const [question] = useState(() => ({ params, key: keyOf(params, datasetVersion) }))
  const [state, setState] = useState<State>(() => ('then' in answer ? {} : stateOf(question, answer)))
  useEffect(() => {
    if (!('then' in answer)) return
    // What React hands over can be waited for, but its `then` returns no promise.
    Promise.resolve(answer)
      .catch(unreachable)
      .then((late) => setState((before) => (before.settledKey ? before : stateOf(question, late))))
  }, [answer, question])
  return [question.key, state, setState] as const
}

/** One question for each change of the parameters or of the data; answers that come too late are dropped. */
export function useAnswers(props: { params: DashboardParams; datasetVersion: number; initial: Initial; read: ReadDashboard }) {
  const { params } = props
  const key = keyOf(params, props.datasetVersion)
  const [firstKey, state, setState] = useFirstAnswer(props.initial)
  const [attempt, setAttempt] = useState(0)
  const read = useRef(props.read)
  read.current = props.read
  const asked = useRef(`${firstKey}0`)
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
