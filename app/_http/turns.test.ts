import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Turns } from './turns.ts'

const never = new AbortController().signal

/** Work that ends when it is told to; `begun` is what has begun, in that order. */
function workshop(turns: Turns) {
  const begun: string[] = []
  const running: (() => void)[] = []
  const work = (name: string) => () => {
    begun.push(name)
    return new Promise<string>((resolve) => running.push(() => resolve(name)))
  }
  const ask = (asker: string, name: string, signal = never) => turns.run(asker, signal, work(name))
  const finishOne = async () => {
    running.shift()?.()
    await settled()
  }
  return { begun, running, ask, finishOne }
}
const settled = () => new Promise((resolve) => setImmediate(resolve))

test('who asks much waits for those who ask little', async () => {
  const { begun, ask, finishOne } = workshop(new Turns(1, 10))
  const all = [ask('a', 'a1'), ask('a', 'a2'), ask('a', 'a3'), ask('b', 'b1'), ask('c', 'c1'), ask('b', 'b2')]
  for (let i = 0; i < 6; i++) await finishOne()
  expect(begun).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2'])
  expect(await Promise.all(all)).toEqual(['a1', 'a2', 'a3', 'b1', 'c1', 'b2'])
})

test('who leaves while waiting never begins, and a failure passes the turn on', async () => {
  const turns = new Turns(1, 10)
  const { begun, ask, finishOne } = workshop(turns)
  const failing = turns.run('a', never, () => Promise.reject(new Error('failed')))
  const leaving = new AbortController()
  const left = ask('b', 'b1', leaving.signal)
  const stays = ask('b', 'b2')
  leaving.abort(new Error('left'))
  await expect(left).rejects.toThrow('left')
  await expect(failing).rejects.toThrow('failed')
  await settled()
  await finishOne()
  expect(await stays).toBe('b2')
  expect(begun).toEqual(['b2'])
})

test('too many that wait are refused, and whoever comes later is not', async () => {
  const { ask, finishOne } = workshop(new Turns(2, 1))
  const taken = [ask('a', '1'), ask('a', '2'), ask('b', '3')]
  await expect(ask('c', '4')).rejects.toMatchObject({ code: 'too_busy', message: expect.stringContaining('1 questions wait') })
  await finishOne()
  const later = ask('c', '5')
  for (let i = 0; i < 3; i++) await finishOne()
  expect(await Promise.all([...taken, later])).toEqual(['1', '2', '3', '5'])
})

test('never more at once than there may be, and all come to their end', async () => {
  const asked = fc.array(fc.record({ asker: fc.constantFrom('a', 'b', 'c'), leaves: fc.boolean(), ends: fc.nat(3) }), {
    maxLength: 30,
  })
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 4 }), asked, async (atOnceMax, questions) => {
      const { begun, running, ask, finishOne } = workshop(new Turns(atOnceMax, 100))
      const leaving = questions.map(() => new AbortController())
      const outcomes = questions.map(({ asker }, i) => ask(asker, String(i), leaving[i].signal).catch(() => `left ${i}`))
      for (const [i, { leaves, ends }] of questions.entries()) {
        expect(running.length).toBeLessThanOrEqual(atOnceMax)
        if (leaves) leaving[i].abort(new Error('left'))
        for (let n = 0; n < ends; n++) await finishOne()
      }
      while (running.length > 0) await finishOne()
      const done = await Promise.all(outcomes)
      expect(done.filter((outcome) => !outcome.startsWith('left')).sort()).toEqual([...begun].sort())
    }),
    { numRuns: 200 },
  )
})
