import { Worker } from 'node:worker_threads'
import { settledTrips } from '#trips/stored-trips.ts'
import { createTripColumns, type TripColumns } from '#trips/trip-columns.ts'
import type { ChunkRead, ReadRequest } from './read-chunks.ts'

/** What the thread is told: a file to read, then one `next` a chunk, then `close`. */
export type ToThread = { open: ReadRequest; columns: TripColumns[] } | 'next' | 'close'
/** What it answers to `next`: a chunk whose columns are in set `set`, nothing more to read, or why it could not: an error's code does not come along by itself. */
export type FromThread =
  | { chunk: Omit<ChunkRead, 'columns'>; set: number; length: number }
  | { done: true }
  | { error: unknown; code: unknown }

/**
 * A thread that reads chunks into memory it shares with this one: the trips are never copied. One file at a time; asked for a
 * chunk, it reads while the caller stores the one before.
 */
export class ReadingThread {
  isBusy = false
  private readonly worker: Worker
  private columns: TripColumns[] = []
  private answer: { resolve: (answer: FromThread) => void; reject: (error: unknown) => void } | undefined
  private ended: Error | undefined

  /** Whether the thread is gone; another one must read then. */
  get hasEnded(): boolean {
    return this.ended !== undefined
  }

  constructor() {
    this.worker = new Worker(new URL('./reading-thread-start.mjs', import.meta.url), { execArgv: [] })
    // Never a reason to keep the process: it is waited for only while a chunk is.
    this.worker.unref()
    this.worker.on('message', (answer: FromThread) => this.answer?.resolve(answer))
    this.worker.on('error', (error) => this.end(error))
    this.worker.on('exit', (code) => this.end(new Error(`the reading thread ended with code ${code}`)))
  }

  async *read(request: ReadRequest): AsyncGenerator<ChunkRead> {
    this.isBusy = true
    try {
      if (this.columns.at(0)?.capacity !== request.chunkRows)
        this.columns = [0, 1].map(() => createTripColumns(request.chunkRows, SharedArrayBuffer))
      this.tell({ open: request, columns: this.columns })
      for (;;) {
        const answer = await this.ask()
        if ('error' in answer)
          throw answer.code === undefined ? answer.error : Object.assign(Object(answer.error), { code: answer.code })
        if ('done' in answer) return
        const columns = this.columns[answer.set]
        columns.length = answer.length
        yield { ...answer.chunk, columns: settledTrips(columns) }
      }
    } finally {
      this.tell('close')
      this.isBusy = false
    }
  }

  private tell(message: ToThread): void {
    this.worker.postMessage(message)
  }

  private async ask(): Promise<FromThread> {
    if (this.ended) throw this.ended
    this.worker.ref()
    try {
      return await new Promise((resolve, reject) => {
        this.answer = { resolve, reject }
        this.tell('next')
      })
    } finally {
      this.answer = undefined
      this.worker.unref()
    }
  }

  private end(error: Error): void {
    this.ended ??= error
    this.answer?.reject(this.ended)
  }
}
