/**
 * Runs one call at a time and keeps only the newest request waiting: what was asked in between is never sent, and an
 * answer that is no longer the newest question's is not delivered. Failures are delivered like answers.
 */
export function latestOnly<Question, Result>(
  ask: (question: Question) => Promise<Result>,
  deliver: (question: Question, result: PromiseSettledResult<Result>) => void,
): (question: Question) => void {
  let busy = false
  let waiting: { question: Question } | undefined

  async function run(question: Question): Promise<void> {
    busy = true
    const [result] = await Promise.allSettled([ask(question)])
    busy = false
    const next = waiting
    waiting = undefined
    if (next) run(next.question)
    else deliver(question, result)
  }

  return (question) => {
    if (busy) waiting = { question }
    else run(question)
  }
}
