import type { ProblemView } from '#trips/views.ts'

/** The problem to show when no answer came back at all: the server is gone, or the network is. */
export const unreachable = (): { ok: false; problem: ProblemView } => ({
  ok: false,
  problem: {
    type: 'about:blank',
    title: 'Tripfold does not answer',
    status: 0,
    detail: 'The server could not be reached. What is shown is the last answer; it is asked again with your next change.',
  },
})
