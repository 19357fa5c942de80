import { setTimeout as pause } from 'node:timers/promises'

export type Running = {
  /** Settles when it has ended, for whatever reason; the text says how. */
  exited: Promise<string>
  /** Ends it, politely, then by force after a bound; resolves when nothing of it is left. */
  stop(): Promise<void>
}

export type Service = {
  name: string
  /** Resolves when it is up. Rejects, with nothing of it left running, when it cannot come up or the signal aborts. */
  start(signal: AbortSignal): Promise<Running>
}

export type Supervisor = {
  /** Starts a service and keeps it: one that ends is reported and started again. Rejects when the first start fails. */
  keep(service: Service): Promise<void>
  /** Resolves with one sentence when a service ends too often; the whole had better stop then. */
  givenUp: Promise<string>
  /** Aborts when all is being stopped. */
  signal: AbortSignal
  /** Calls off what is starting, stops what runs, the last started first, and resolves when nothing is left running. */
  stop(): Promise<void>
}

const deathsMax = 5
const deathWindowMs = 60_000

/** Killed from outside, also while it starts, a service is not at fault: it is reported and started again, however often. */
const isKilled = (how: string): boolean => /\bended by SIG(KILL|TERM)\b/.test(how)

/** Watches over services; `backoffMinMs` is the pause after a first death, doubled for each further one within a minute. */
export function createSupervisor(log: (line: string) => void, backoffMinMs = 250): Supervisor {
  const stopping = new AbortController()
  const kept: Kept[] = []
  let giveUp = (_sentence: string) => {}
  const givenUp = new Promise<string>((resolve) => {
    giveUp = resolve
  })
  return {
    givenUp,
    signal: stopping.signal,
    async keep(service) {
      const one = new Kept(service, stopping.signal, log, backoffMinMs)
      kept.push(one)
      await one.begin(giveUp)
    },
    async stop() {
      stopping.abort()
      for (const one of kept.reverse()) await one.end()
    },
  }
}

/** A service's life: starting → up → ended → backing off → starting …, until it is stopped or given up. */
class Kept {
  private current: Running | undefined
  private deaths: number[] = []
  /** Settles when nobody looks after the service any more: it is stopped, given up, or never came up. */
  private life: Promise<void> = Promise.resolve()
  private readonly service: Service
  private readonly signal: AbortSignal
  private readonly log: (line: string) => void
  private readonly backoffMinMs: number

  constructor(service: Service, signal: AbortSignal, log: (line: string) => void, backoffMinMs: number) {
    this.service = service
    this.signal = signal
    this.log = log
    this.backoffMinMs = backoffMinMs
  }

  async begin(giveUp: (sentence: string) => void): Promise<void> {
    const first = this.start()
    this.life = first.then(
      () => this.watch(giveUp),
      () => {},
    )
    await first
  }

  /** The signal has been aborted before. */
  async end(): Promise<void> {
    await this.current?.stop()
    await this.life
  }

  private async start(): Promise<void> {
    this.signal.throwIfAborted()
    const running = await this.service.start(this.signal)
    this.current = running
    if (!this.signal.aborted) return
    await running.stop() // it came up in the moment in which all was stopped
    this.signal.throwIfAborted()
  }

  private async watch(giveUp: (sentence: string) => void): Promise<void> {
    let how = await this.death()
    while (!this.signal.aborted) {
      const now = Date.now()
      this.deaths = this.deaths.filter((at) => now - at < deathWindowMs)
      if (!isKilled(how)) this.deaths.push(now)
      if (this.deaths.length >= deathsMax)
        return giveUp(`${this.service.name} ended ${deathsMax} times within a minute, at last: ${how}`)
      how = await this.again(how)
    }
  }

  private async again(how: string): Promise<string> {
    const waitMs = this.backoffMinMs * 2 ** Math.max(0, this.deaths.length - 1)
    this.log(`${this.service.name}: ${how}; starting it again in ${waitMs / 1000} s`)
    try {
      await pause(waitMs, undefined, { signal: this.signal })
      await this.start()
    } catch (error) {
      return (error as Error).message
    }
    this.log(`${this.service.name}: up again`)
    return this.death()
  }

  private async death(): Promise<string> {
    const how = (await this.current?.exited) ?? ''
    this.current = undefined // its pid may soon be somebody else's
    return how
  }
}
