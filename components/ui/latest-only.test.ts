import { expect, test } from 'vitest'
import { latestOnly } from './latest-only.ts'

function desk() {
  const asked: { question: string; answer: (text: string) => void; fail: (error: Error) => void }[] = []
  const delivered: string[] = []
  const ask = latestOnly<string, string>(
    (question) => new Promise((answer, fail) => asked.push({ question, answer, fail })),
    (question, result) => delivered.push(`${question}:${result.status === 'fulfilled' ? result.value : 'failed'}`),
  )
  return { ask, asked, delivered, settled: () => new Promise((resolve) => setImmediate(resolve)) }
}

test('only the newest waiting question is asked, and only its answer delivered', async () => {
  const { ask, asked, delivered, settled } = desk()
  for (const question of ['a', 'b', 'c']) ask(question)
  expect(asked.map((call) => call.question)).toEqual(['a'])
  asked[0].answer('old')
  await settled()
  expect(asked.map((call) => call.question)).toEqual(['a', 'c'])
  expect(delivered).toEqual([])
  asked[1].answer('new')
  await settled()
  expect(delivered).toEqual(['c:new'])
})

test('a failure is delivered and the next question is asked all the same', async () => {
  const { ask, asked, delivered, settled } = desk()
  ask('a')
  asked[0].fail(new Error('gone'))
  await settled()
  ask('b')
  asked[1].answer('fine')
  await settled()
  expect(delivered).toEqual(['a:failed', 'b:fine'])
})
