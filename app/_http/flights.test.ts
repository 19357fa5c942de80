import { expect, test } from 'vitest'
import { Flights } from './flights.ts'

const never = new AbortController().signal

/** Starts that are answered by hand. */
function starts() {
  const begun: { signal: AbortSignal; resolve: (value: string) => void; reject: (error: Error) => void }[] = []
  const start = (signal: AbortSignal) =>
    new Promise<string>((resolve, reject) => {
      begun.push({ signal, resolve, reject })
      signal.addEventListener('abort', () => reject(signal.reason))
    })
  return { begun, start }
}

test('the same is done once, and again when it is asked later', async () => {
  const { begun, start } = starts()
  const flights = new Flights()
  const both = [flights.join('a', never, start), flights.join('a', never, start)]
  const other = flights.join('b', never, start)
  expect(begun).toHaveLength(2)
  begun[0].resolve('first')
  begun[1].resolve('other')
  expect(await Promise.all([...both, other])).toEqual(['first', 'first', 'other'])
  const later = flights.join('a', never, start)
  begun[2].resolve('later')
  expect(await later).toBe('later')
})

test('who leaves is let go at once; the work ends with the last', async () => {
  const { begun, start } = starts()
  const flights = new Flights()
  const [one, two] = [new AbortController(), new AbortController()]
  const first = flights.join('a', one.signal, start)
  const second = flights.join('a', two.signal, start)
  one.abort(new Error('one has left'))
  await expect(first).rejects.toThrow('one has left')
  expect(begun[0].signal.aborted).toBe(false)
  two.abort(new Error('two has left'))
  // Nobody joins what has been given up, though it has not ended yet.
  const third = flights.join('a', never, start)
  await expect(second).rejects.toThrow('two has left')
  expect(begun[0].signal.reason).toEqual(new Error('two has left'))
  begun[1].resolve('anew')
  expect(await third).toBe('anew')
  await expect(flights.join('a', one.signal, start)).rejects.toThrow('one has left')
  expect(begun).toHaveLength(2)
})

test('a failure is that of all who wait, and is not kept', async () => {
  const { begun, start } = starts()
  const flights = new Flights()
  const both = [flights.join('a', never, start), flights.join('a', never, start)]
  begun[0].reject(new Error('failed'))
  for (const { status } of await Promise.allSettled(both)) expect(status).toBe('rejected')
  const again = flights.join('a', never, start)
  begun[1].resolve('well')
  expect(await again).toBe('well')
})
