import Pusher from 'pusher'
import { allImportsChannel, type ImportEvent, importChannel, importEventName } from '#trips/import-events.ts'
import { type ImportView, isTerminal } from '#trips/import-job.ts'

export type PublisherSettings = {
  host: string
  port: number
  tls: boolean
  appId: string
  key: string
  secret: string
  log(line: string): void
  /** Bounds one request, connecting included. */
  requestTimeoutMs?: number
  /** Runs once after so many milliseconds and returns what calls it off; tests bring their own. */
  after?(delayMs: number, run: () => void): () => void
}

export type Publisher = {
  /** Never throws and never waits. Of what is not sent yet, only the newest version of each import stays. */
  publish(view: ImportView): void
  /** Resolves when all is sent or given up, or after `timeoutMs`. Nothing is held back meanwhile for the sake of pace. */
  flush(timeoutMs?: number): Promise<void>
  /** Gives up what is not sent; resolves when no request is under way. */
  close(): Promise<void>
}

/** Four events a second: a bar that moves smoothly, while 100 open pages cost the channel 400 small frames a second. */
const progressPauseMs = 250
/** A server on the same machine answers in some 2 ms, one across an ocean in 500. */
const defaultTimeoutMs = 3_000
const retryMinMs = 250
const retryMaxMs = 10_000
/** Pusher takes 10 kB of data per event. */
const eventBytesMax = 10_000
/** For the two free texts of a view that is too large; JSON escapes a character with at most 6 bytes. */
const clippedTextMax = 500

const timerAfter = (delayMs: number, run: () => void): (() => void) => {
  const timer = setTimeout(run, delayMs)
  return () => clearTimeout(timer)
}

/**
 * Tells the channel about imports. Events are hints (the row in the database is the truth), so an import neither waits for
 * them nor fails by them: at most one request is under way, and what fails is tried again until something newer replaces it.
 */
export function createPublisher(settings: PublisherSettings): Publisher {
  const { appId, key, secret, host, port, tls, log, requestTimeoutMs = defaultTimeoutMs, after = timerAfter } = settings
  const pusher = new Pusher({ appId, key, secret, host, port: String(port), useTLS: tls, timeout: requestTimeoutMs })
  return new Outbox((view) => send(pusher, view), log, after)
}

type Failure = { repeatable: boolean; reason: string }

/** What is known of an import: still to be sent when `newest` is not `sent`; at once when it is news, else after the pause. */
type Track = { newest: ImportView; sent?: ImportView; endPause?: () => void }

const isNews = ({ newest, sent }: Track): boolean => newest.state !== sent?.state || newest.requested !== sent.requested

/** Idle → sending (one request after the other while something is due) → idle, or backing off until the next attempt. */
class Outbox implements Publisher {
  private readonly tracks = new Map<number, Track>()
  private sending: Promise<void> | undefined
  private endBackoff: (() => void) | undefined
  private failures = 0
  private flushing = 0
  private closed = false
  private whenIdle: (() => void)[] = []
  private readonly send: (view: ImportView) => Promise<Failure | undefined>
  private readonly log: (line: string) => void
  private readonly after: (delayMs: number, run: () => void) => () => void

  constructor(send: Outbox['send'], log: Outbox['log'], after: Outbox['after']) {
    this.send = send
    this.log = log
    this.after = after
  }

  publish(view: ImportView): void {
    const track = this.tracks.get(view.id)
    if (this.closed || (track && track.newest.version >= view.version)) return
    if (track) track.newest = view
    else this.tracks.set(view.id, { newest: view })
    this.wake()
  }

  async flush(timeoutMs = 2_000): Promise<void> {
    this.flushing++
    this.stopBackoff()
    this.wake()
    if (this.sending)
      await new Promise<void>((resolve) => {
        const callOff = this.after(timeoutMs, resolve)
        this.whenIdle.push(callOff, resolve)
      })
    this.flushing--
  }

  async close(): Promise<void> {
    this.closed = true
    this.stopBackoff()
    for (const { endPause } of this.tracks.values()) endPause?.()
    await this.sending
    this.settle()
  }

  private wake(): void {
    if (this.closed || this.sending || this.endBackoff || !this.due()) return
    this.sending = this.sendDue().finally(() => {
      this.sending = undefined
      // Something may have come between the last look at what is due and this moment.
      this.wake()
      if (!this.sending && !this.endBackoff) this.settle()
    })
  }

  private async sendDue(): Promise<void> {
    for (let track = this.due(); track && !this.endBackoff; track = this.due()) {
      const view = track.newest
      const failure = await this.send(view)
      if (this.closed) return
      if (failure?.repeatable) this.backOff(failure.reason)
      else this.settled(track, view, failure)
    }
  }

  private due(): Track | undefined {
    for (const track of this.tracks.values())
      if (track.newest !== track.sent && (!track.endPause || this.flushing > 0 || isNews(track))) return track
    return undefined
  }

  /** The view is out of the way: sent, or refused for good. */
  private settled(track: Track, view: ImportView, refusal: Failure | undefined): void {
    if (refusal) this.log(`A live update of import ${view.id} was refused: ${refusal.reason}`)
    else if (this.failures > 0) this.log(`Live updates go out again, after ${this.failures} failed attempts`)
    this.failures = 0
    track.sent = view
    track.endPause?.()
    track.endPause = this.after(progressPauseMs, () => {
      track.endPause = undefined
      if (track.newest !== track.sent) this.wake()
      else if (isTerminal(view.state)) this.tracks.delete(view.id)
    })
  }

  private backOff(reason: string): void {
    if (this.failures === 0) this.log(`Live updates do not go out, imports go on: ${reason}`)
    const delayMs = Math.min(retryMaxMs, retryMinMs * 2 ** this.failures)
    this.failures++
    this.endBackoff = this.after(delayMs, () => {
      this.endBackoff = undefined
      this.wake()
    })
  }

  private stopBackoff(): void {
    this.endBackoff?.()
    this.endBackoff = undefined
  }

  private settle(): void {
    for (const resolve of this.whenIdle) resolve()
    this.whenIdle = []
  }
}

async function send(pusher: Pusher, view: ImportView): Promise<Failure | undefined> {
  try {
    const event: ImportEvent = { import: fitted(view) }
    const response = await pusher.trigger([allImportsChannel, importChannel(view.id)], importEventName, event)
    // Reading frees the socket. It is not waited for: the SDK's timeout ends with the head of the answer.
    response.text().catch(() => {})
    return undefined
  } catch (error) {
    return failureOf(error)
  }
}

/** Without the URL, which carries a signature. */
function failureOf(error: unknown): Failure {
  if (!(error instanceof Pusher.RequestError)) return { repeatable: false, reason: String(error) }
  const { status, body } = error
  if (status !== undefined)
    return { repeatable: status !== 400 && status !== 413, reason: `${status} ${body?.slice(0, 200) ?? ''}` }
  const code = (error.error as NodeJS.ErrnoException).code
  return { repeatable: true, reason: code ?? 'no answer in time' }
}

/** The view, its two free texts cut short where it would not pass as one event. */
function fitted(view: ImportView): ImportView {
  if (Buffer.byteLength(JSON.stringify({ import: view })) <= eventBytesMax) return view
  const clip = (text: string) => (text.length > clippedTextMax ? `${text.slice(0, clippedTextMax - 1)}…` : text)
  return {
    ...view,
    mapping_text: view.mapping_text && clip(view.mapping_text),
    problem: view.problem && { ...view.problem, message: clip(view.problem.message) },
  }
}
