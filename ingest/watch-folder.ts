import { type FSWatcher, mkdirSync, watch } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { readImportsById } from '#db/read/imports.ts'
import { type ImportView, isTerminal } from '#trips/import-job.ts'
import type { Intake } from './enqueue-file.ts'
import { enqueueInboxFile } from './enqueue-inbox-file.ts'
import { type InboxFile, listInbox } from './inbox-file.ts'
import { settleInboxFile } from './settle-inbox-file.ts'

export type Clock = {
  /** Milliseconds, from any beginning. */
  now(): number
  /** Runs once after so many milliseconds; returns what calls it off. */
  after(delayMs: number, run: () => void): () => void
}

export type WatchSettings = Intake & {
  inboxDir: string
  log: (line: string) => void
  clock?: Clock
  /** A file that has not changed for this long is complete. */
  quietMs?: number
}

export type FolderWatch = {
  /** To be told when an import may have ended: its file then moves to done/ or failed/. Never throws. */
  importEnded(importId: number): Promise<void>
  /** One look at the folder, after those under way. */
  scan(): Promise<void>
  close(): Promise<void>
}

/** Finds what events did not tell: they can be lost, and network folders raise none. */
const rescanMs = 5000
/** A burst of files raises an event each; one look serves them all. */
const eventPauseMs = 100
/** After a failure that is ours (disk full, database away) the copy is not begun again at once. */
const retryMs = 60_000

const systemClock: Clock = {
  now: () => performance.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
}

/**
 * Imports what is dropped into a folder: a file that has been quiet for a while is enqueued once, and when its import ends
 * the file is moved. All that is known lies in memory: after a restart a file is recognised by its bytes and its stamp.
 */
export const watchFolder = (settings: WatchSettings): FolderWatch => new Inbox(settings)

/** A file is seen, then (unchanged for `quietMs`) entered and waiting for its import, then moved. One look at a time. */
class Inbox implements FolderWatch {
  private readonly seen = new Map<string, { file: InboxFile; quietSince: number }>()
  private readonly waiting = new Map<string, { file: InboxFile; importId: number }>()
  /** What the log has of a file already, so that each look does not say it again. */
  private readonly said = new Map<string, string>()
  private readonly stopping = new AbortController()
  private readonly watcher: FSWatcher | undefined
  private readonly clock: Clock
  private readonly quietMs: number
  private turn: Promise<void> = Promise.resolve()
  private nextLook: { at: number; callOff: () => void } | undefined

  constructor(private readonly settings: WatchSettings) {
    this.clock = settings.clock ?? systemClock
    this.quietMs = settings.quietMs ?? 2000
    this.watcher = this.listen()
    this.lookAfter(0)
  }

  async scan(): Promise<void> {
    this.turn = this.turn.then(() => this.look()).catch((error) => this.sayOnce('', `cannot be watched: ${describe(error)}`))
    return this.turn
  }

  async importEnded(importId: number): Promise<void> {
    if (![...this.waiting.values()].some((file) => file.importId === importId)) return
    this.turn = this.turn
      .then(() => this.settleEnded())
      .catch((error) => this.sayOnce('', `cannot be tidied: ${describe(error)}`))
    await this.turn
  }

  async close(): Promise<void> {
    this.stopping.abort()
    this.watcher?.close()
    this.nextLook?.callOff()
    await this.turn
  }

  private listen(): FSWatcher | undefined {
    try {
      mkdirSync(this.settings.inboxDir, { recursive: true })
      return watch(this.settings.inboxDir, () => this.lookAfter(eventPauseMs)).on('error', () => {})
    } catch (error) {
      this.sayOnce('', `raises no events, so it is looked through every ${rescanMs / 1000} s: ${describe(error)}`)
      return undefined
    }
  }

  /** Of several wishes the soonest counts. */
  private lookAfter(delayMs: number): void {
    const at = this.clock.now() + delayMs
    if (this.stopping.signal.aborted || (this.nextLook && this.nextLook.at <= at)) return
    this.nextLook?.callOff()
    const callOff = this.clock.after(delayMs, () => {
      this.nextLook = undefined
      void this.scan().then(() => this.lookAfter(this.seen.size > 0 ? Math.min(this.quietMs, rescanMs) : rescanMs))
    })
    this.nextLook = { at, callOff }
  }

  private async look(): Promise<void> {
    const { inboxDir } = this.settings
    await mkdir(inboxDir, { recursive: true })
    const { files, leftAlone } = await listInbox(inboxDir)
    this.forgetAllBut(new Set([...files, ...leftAlone].map(({ name }) => name)))
    for (const { name, why } of leftAlone) if (why) this.sayOnce(name, `is left alone: ${why}`)
    await this.settleEnded()
    for (const file of files) {
      if (this.stopping.signal.aborted) return
      await this.attend(file).catch((error) => this.tryLater(file, error))
    }
  }

  private async attend(file: InboxFile): Promise<void> {
    if (this.waiting.get(file.name)?.file.stamp === file.stamp) return
    this.waiting.delete(file.name)
    const seen = this.seen.get(file.name)
    const now = this.clock.now()
    if (seen?.file.stamp !== file.stamp) this.seen.set(file.name, { file, quietSince: now })
    else if (now - seen.quietSince >= this.quietMs) await this.enter(file)
  }

  private async enter(file: InboxFile): Promise<void> {
    const view = await enqueueInboxFile(this.settings, this.settings.inboxDir, file, this.stopping.signal)
    this.seen.delete(file.name)
    if (!view) return
    this.waiting.set(file.name, { file, importId: view.id })
    this.sayOnce(file.name, `is import ${view.id}`)
    if (isTerminal(view.state)) await this.settle(file, view)
  }

  private async settleEnded(): Promise<void> {
    const views = await readImportsById(
      this.settings.db,
      [...this.waiting.values()].map(({ importId }) => importId),
    )
    const ended = new Map(views.filter(({ state }) => isTerminal(state)).map((view) => [view.id, view]))
    for (const { file, importId } of [...this.waiting.values()]) {
      const view = ended.get(importId)
      if (view) await this.settle(file, view).catch((error) => this.sayOnce(file.name, `cannot be moved: ${describe(error)}`))
    }
  }

  private async settle(file: InboxFile, view: ImportView): Promise<void> {
    const target = await settleInboxFile(this.settings.inboxDir, file, view)
    this.waiting.delete(file.name)
    if (target) this.sayOnce(file.name, `is now ${JSON.stringify(target)} (import ${view.id}, ${view.state})`)
  }

  private tryLater(file: InboxFile, error: unknown): void {
    if (this.stopping.signal.aborted) return
    this.seen.set(file.name, { file, quietSince: this.clock.now() + retryMs })
    this.sayOnce(file.name, `is tried again in ${retryMs / 1000} s: ${describe(error)}`)
  }

  private forgetAllBut(names: Set<string>): void {
    for (const known of [this.seen, this.waiting, this.said])
      for (const name of known.keys()) if (name !== '' && !names.has(name)) known.delete(name)
  }

  /** Names are quoted: they may hold line ends. */
  private sayOnce(name: string, what: string): void {
    if (this.said.get(name) === what) return
    this.said.set(name, what)
    this.settings.log(`inbox${name === '' ? '' : `: ${JSON.stringify(name)}`} ${what}`)
  }
}

const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error))
