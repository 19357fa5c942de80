import { expect, test } from 'vitest'
import { createSupervisor, type Running } from './supervise.ts'

/** A service whose deaths are commanded by the test. */
function puppet(name: string, events: string[]) {
  let die = (_how: string) => {}
  let starts = 0
  let onStart = () => {}
  return {
    name,
    die: (how: string) => die(how),
    starts: () => starts,
    /** Resolves when it has been started so many times. */
    started: (times: number) =>
      new Promise<void>((resolve) => {
        onStart = () => starts >= times && resolve()
        onStart()
      }),
    async start(): Promise<Running> {
      starts++
      events.push(`${name} up`)
      const exited = new Promise<string>((resolve) => {
        die = resolve
      })
      queueMicrotask(onStart)
      return {
        exited,
        stop: async () => {
          events.push(`${name} stopped`)
          die('was stopped')
        },
      }
    },
  }
}

test('what is started first is stopped last', async () => {
  const events: string[] = []
  const supervisor = createSupervisor(() => {})
  for (const name of ['database', 'realtime', 'web']) await supervisor.keep(puppet(name, events))
  await supervisor.stop()
  expect(events.slice(3)).toEqual(['web stopped', 'realtime stopped', 'database stopped'])
})

test('a service that dies is reported and started again', async () => {
  const said: string[] = []
  const worker = puppet('worker', [])
  const supervisor = createSupervisor((line) => said.push(line), 1)
  await supervisor.keep(worker)
  worker.die('ended by SIGKILL')
  await worker.started(2)
  expect(said[0]).toBe('worker: ended by SIGKILL; starting it again in 0.001 s')
  await supervisor.stop()
  expect(worker.starts()).toBe(2)
})

test('a service that dies five times within a minute is given up', async () => {
  const worker = puppet('worker', [])
  const supervisor = createSupervisor(() => {}, 1)
  await supervisor.keep(worker)
  for (let death = 1; death <= 5; death++) {
    await worker.started(death)
    worker.die(`ended with code ${death}`)
  }
  expect(await supervisor.givenUp).toBe('worker ended 5 times within a minute, at last: ended with code 5')
  await supervisor.stop()
  expect(worker.starts()).toBe(5)
})

test('one that is killed from outside is started again, however often', async () => {
  const worker = puppet('worker', [])
  const supervisor = createSupervisor(() => {}, 1)
  await supervisor.keep(worker)
  for (let death = 1; death <= 20; death++) {
    await worker.started(death)
    worker.die('ended by SIGKILL')
  }
  await worker.started(21)
  await supervisor.stop()
  expect(worker.starts()).toBe(21)
})

test('one that is killed while it starts is started again, however often', async () => {
  const worker = puppet('worker', [])
  let kills = 0
  const start = async () => {
    if (worker.starts() === 0 || kills === 20) return worker.start()
    kills++
    throw new Error('worker ended by SIGKILL before it was ready')
  }
  const supervisor = createSupervisor(() => {}, 1)
  await supervisor.keep({ name: 'worker', start })
  worker.die('ended with code 1')
  await worker.started(2)
  await supervisor.stop()
  expect(kills).toBe(20)
})

test('a restart that fails counts as a death', async () => {
  const worker = puppet('worker', [])
  const supervisor = createSupervisor(() => {}, 1)
  const start = () => (worker.starts() === 0 ? worker.start() : Promise.reject(new Error('no way')))
  await supervisor.keep({ name: 'worker', start })
  worker.die('ended with code 1')
  expect(await supervisor.givenUp).toContain('at last: no way')
  await supervisor.stop()
})

test('the first start that fails is the caller’s matter', async () => {
  const supervisor = createSupervisor(() => {})
  await expect(supervisor.keep({ name: 'web', start: () => Promise.reject(new Error('no port')) })).rejects.toThrow('no port')
  await supervisor.stop()
})

test('stopping calls off what is starting, and nothing is started afterwards', async () => {
  const supervisor = createSupervisor(() => {})
  const start = (signal: AbortSignal) =>
    new Promise<Running>((_, reject) => signal.addEventListener('abort', () => reject(new Error('called off'))))
  const kept = supervisor.keep({ name: 'web', start })
  const called = expect(kept).rejects.toThrow('called off')
  await supervisor.stop()
  await called
  const late = puppet('late', [])
  await expect(supervisor.keep(late)).rejects.toThrow()
  expect(late.starts()).toBe(0)
})

test('a service that comes up in the moment of stopping is stopped too', async () => {
  const events: string[] = []
  const supervisor = createSupervisor(() => {})
  const slow = puppet('slow', events)
  let goOn = () => {}
  const gate = new Promise<void>((resolve) => {
    goOn = resolve
  })
  const kept = supervisor.keep({ name: 'slow', start: () => gate.then(slow.start) })
  const called = expect(kept).rejects.toThrow()
  const stopped = supervisor.stop()
  goOn()
  await Promise.all([stopped, called])
  expect(events).toEqual(['slow up', 'slow stopped'])
})
