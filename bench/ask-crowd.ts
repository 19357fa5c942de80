import { differenceOfFound, type Found } from './found.ts'
import type { Question } from './question.ts'
import { questionPath } from './question-path.ts'
import { percentile } from './statistics.ts'
import type { Answer, WebClient } from './web-client.ts'

type Crowd = { boxes: number; seconds: number; p50: number; p95: number }

const crowdOf = (answers: readonly Answer[], startedMs: number): Crowd => {
  const all = answers.map(({ ms }) => ms)
  const seconds = Math.round(performance.now() - startedMs) / 1000
  return { boxes: answers.length, seconds, p50: percentile(all, 0.5), p95: percentile(all, 0.95) }
}

/**
 * Has so many clients ask the questions, each its next one as soon as it has an answer. Afterwards each is asked once more,
 * alone: throws when an answer was another one in the crowd.
 */
export async function askAtOnce(client: WebClient, questions: readonly Question[], clients: number): Promise<Crowd> {
  const answers: Answer[] = []
  let next = 0
  const ask = async () => {
    while (next < questions.length) {
      const at = next++
      answers[at] = await client.ask(questions[at])
    }
  }
  const startedMs = performance.now()
  await Promise.all(Array.from({ length: clients }, ask))
  const crowd = crowdOf(answers, startedMs)
  for (const [i, question] of questions.entries()) {
    const difference = differenceOfFound((await client.ask(question)).found, answers[i].found)
    if (difference) throw new Error(`${questionPath(question)} asked alone and by ${clients} at once: ${difference}`)
  }
  return crowd
}

/**
 * Asks the questions one after the other, over and over, until `act` is done. Each answer must lie between those before and
 * after it: throws when a week has fewer trips than before or more than afterwards.
 */
export async function askDuring(
  client: WebClient,
  asked: { questions: readonly Question[]; before: readonly Found[] },
  act: () => Promise<unknown>,
): Promise<Crowd> {
  const { questions, before } = asked
  const answers: Answer[] = []
  const startedMs = performance.now()
  let isDone = false
  const acting = act().finally(() => {
    isDone = true
  })
  acting.catch(() => {}) // it is awaited below
  while (!isDone || answers.length === 0) answers.push(await client.ask(questions[answers.length % questions.length]))
  const crowd = crowdOf(answers, startedMs)
  await acting
  for (const [i, question] of questions.slice(0, answers.length).entries()) {
    const { found: after } = await client.ask(question)
    for (let n = i; n < answers.length; n += questions.length) requireBetween(question, before[i], answers[n].found, after)
  }
  return crowd
}

function requireBetween(question: Question, before: Found, during: Found, after: Found): void {
  for (const name of new Set([before, during, after].flatMap(Object.keys))) {
    const [least, now, most] = [before, during, after].map((found) => found[name] ?? 0)
    if (now < least || now > most)
      throw new Error(`${questionPath(question)} while trips were imported: "${name}" is ${now}, expected ${least} to ${most}`)
  }
}
