import { expect, test } from 'vitest'
import { askAtOnce, askDuring } from './ask-crowd.ts'
import type { Question } from './question.ts'
import type { WebClient } from './web-client.ts'

const questions: Question[] = [1, 2, 3, 4].map((from) => ({
  kind: 'dates',
  form: 'weeks',
  selection: { relation: 'starts', from },
}))

/** Answers the n-th time it is asked (from 0) what `trips` says. */
function client(trips: (n: number, question: Question) => number): WebClient & { asked: number; atOnce: number } {
  let now = 0
  return {
    asked: 0,
    atOnce: 0,
    async ask(question) {
      const n = this.asked++
      const found = { trips: trips(n, question) }
      this.atOnce = Math.max(this.atOnce, ++now)
      await new Promise(setImmediate)
      now--
      return { ms: n, found }
    },
    saveArea: async () => {},
    close: () => {},
  }
}

test('so many clients ask every question once, then each is asked alone', async () => {
  const asked = client((_, { selection }) => selection.from ?? 0)
  expect(await askAtOnce(asked, questions, 3)).toMatchObject({ boxes: 4, p50: 1, p95: 3 })
  expect(asked).toMatchObject({ asked: 8, atOnce: 3 })
})

test('an answer that only the crowd was given is an error', async () => {
  await expect(
    askAtOnce(
      client((n) => (n === 2 ? 8 : 7)),
      questions,
      3,
    ),
  ).rejects.toThrow(/from=1970-01-04 asked alone and by 3 at once: "trips" is 7 and 8/)
})

/** Asks while an act lasts six questions, from 10 trips to 20; the answers meanwhile are those given. */
async function during(meanwhile: number[]) {
  let after = false
  const asked = client((n) => (after ? 20 : (meanwhile[n] ?? 15)))
  const act = async () => {
    while (asked.asked < 6) await new Promise(setImmediate)
    after = true
  }
  return askDuring(asked, { questions, before: questions.map(() => ({ trips: 10 })) }, act)
}

test('while an import goes on answers lie between those before and after', async () => {
  expect((await during([10, 12, 20, 15])).boxes).toBeGreaterThanOrEqual(6)
  await expect(during([10, 9])).rejects.toThrow(/from=1970-01-03 while trips were imported: "trips" is 9, expected 10 to 20/)
  await expect(during([10, 12, 15, 15, 15, 21])).rejects.toThrow(/from=1970-01-03 .* is 21, expected 10 to 20/)
})

test('an act that fails ends the asking with its error', async () => {
  const failing = askDuring(
    client(() => 1),
    { questions, before: [] },
    () => Promise.reject(new Error('the disk is full')),
  )
  await expect(failing).rejects.toThrow('the disk is full')
})
