import { readImport, readImportBySpoolName } from '#db/read/imports.ts'
import { readMapping } from '#db/read/mappings.ts'
import { beginArrival, giveUpArrival, noteReceived, renewSender } from '#db/write/arrival.ts'
import { hasLiveImportOfSize, readLiveImport } from '#db/write/create-import.ts'
import { type ImportProblem, type ImportView, isTerminal } from '#trips/import-job.ts'
import type { UploadQuery } from '#trips/import-request.ts'
import { UserProblem } from '#trips/user-problem.ts'
import { type Intake, plainFileName } from './enqueue-file.ts'
import { fileKind } from './file-kind.ts'
import { spoolPath } from './spool.ts'

/** How often a worker, and whoever watches, is told how much has come: as a sign of life, and after the disk has it. */
const tellMs = 500

export type ArrivalRules = {
  /** So much must have come before the import begins; of a file that is announced as less than twice as large nothing is won. */
  bytesMin: number
  /** As its sender announces it, if he does. */
  announcedBytes?: number
  /** What is known of the file by now; throws, or answers nothing, while it cannot be told how it is to be read. */
  said: () => UploadQuery | undefined
  fileName?: () => string | undefined
}

/** A file that is being written: how to make sure of its bytes, and to give it the name it has in the spool. */
export type OpenFile = { spoolName: string; sync: () => Promise<void>; show?: () => Promise<void> }

/** Whether an import may begin while its file arrives: not when the file is known to be small. */
export const mayBeginEarly = (bytesMin: number, announcedBytes: number | undefined): boolean =>
  announcedBytes === undefined || announcedBytes >= 2 * bytesMin

/**
 * A file on its way into the spool, whose import begins once enough of it is there. Whoever writes the file says how far it is; the
 * row is told twice a second how many bytes the disk has. When the import ends meanwhile, cancelled for one, `guarded` ends too.
 */
export class Arrival {
  /** The import that has begun; undefined while there is none. */
  importId: number | undefined
  private file: OpenFile | undefined
  private bytes = 0
  private told = 0
  private isOff = false
  private timer: NodeJS.Timeout | undefined
  private telling: Promise<void> | undefined
  private living: Promise<void> | undefined
  /** A row was sent, and no answer came: there may be an import. */
  private isInDoubt = false
  private problem: UserProblem | undefined
  private interrupt: (problem: UserProblem) => void = () => {}

  constructor(
    private readonly intake: Intake,
    private readonly rules: ArrivalRules,
  ) {}

  /** Begins to tell of a file that is being written from byte `bytes` on; an import that an earlier request began goes on. */
  async open(file: OpenFile, bytes = 0): Promise<void> {
    this.file = file
    this.bytes = bytes
    this.importId = (await readImportBySpoolName(this.intake.db, file.spoolName))?.id
    // Heard before a byte is written: should the file be shorter than it was, its import must know.
    if (this.importId !== undefined) await this.noteNow(this.importId, bytes)
    this.timer = setInterval(() => void this.tell(), tellMs)
  }

  /** Says how many bytes are written by now. */
  note(bytes: number): void {
    this.bytes = bytes
  }

  /** The blocks of a stream, until the import is ended from elsewhere: then throws the UserProblem that says so. */
  async *guarded(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const blocks = stream[Symbol.asyncIterator]()
    try {
      for (;;) {
        const { value, done } = await this.uninterrupted(blocks.next())
        if (done) return
        yield value
      }
    } finally {
      // Not waited for: it may only end when another block comes.
      Promise.resolve(blocks.return?.()).catch(() => {})
    }
  }

  /** A sender who is slow or silent is told at once. By hand: each Promise.race would stay in memory as long as the upload lasts. */
  private uninterrupted<Value>(next: Promise<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      if (this.problem) reject(this.problem)
      this.interrupt = reject
      next.then(resolve, reject)
    })
  }

  /** No more bytes by this request; where a resumable upload pauses, the disk has them all. Before the file is closed. */
  async close(isPaused = false): Promise<void> {
    clearInterval(this.timer)
    await Promise.all([this.telling, this.living])
    if (this.isInDoubt && this.file) this.importId ??= (await readImportBySpoolName(this.intake.db, this.file.spoolName))?.id
    if (!isPaused || !this.file) return
    // A client that sends small pieces may end each of them before it is time to tell.
    if (this.importId === undefined) await this.tell()
    if (this.importId !== undefined) await this.noteNow(this.importId, this.bytes, true)
  }

  /** The rest will not come, or is not what it should be: the import that has begun is taken back. Faults of ours stay unsaid. */
  async giveUp(error: unknown): Promise<void> {
    if (this.importId === undefined) return
    await giveUp(this.intake, this.importId, error).catch(() => {}) // its worker finds out that the sender is gone
  }

  private tell(): Promise<void> | undefined {
    // One at a time, and what the database does not hear now it hears next time. A disk may take its time, too.
    if (this.telling) this.live()
    this.telling ??= this.tellNow()
      .catch((error) => {
        if (!(error instanceof UserProblem)) return
        this.problem = error
        this.interrupt(error)
      })
      .finally(() => {
        this.telling = undefined
      })
    return this.telling
  }

  private live(): void {
    if (this.importId === undefined) return
    this.living ??= renewSender(this.intake.db, this.importId)
      .catch(() => {})
      .finally(() => {
        this.living = undefined
      })
  }

  private async tellNow(): Promise<void> {
    if (this.importId === undefined) return this.beginIfClear()
    const { bytes } = this
    if (bytes > this.told) await this.file?.sync()
    await this.noteNow(this.importId, bytes)
  }

  private async noteNow(importId: number, bytes: number, isPaused = false): Promise<void> {
    const { view, goesOn } = await noteReceived(this.intake.db, importId, bytes, isPaused)
    this.told = bytes
    this.intake.publish?.(view)
    if (!goesOn) throw await endedEarly(this.intake, view)
  }

  private async beginIfClear(): Promise<void> {
    const { bytes, file } = this
    const { bytesMin, announcedBytes, fileName } = this.rules
    if (this.isOff || !file || bytes < bytesMin || !mayBeginEarly(bytesMin, announcedBytes)) return
    const said = await this.knownSaid()
    await file.sync()
    await file.show?.()
    if (!said || (await fileKind(spoolPath(this.intake.spoolDir, file.spoolName))) !== 'plain') {
      this.isOff = true
      return
    }
    const { filename = fileName?.() ?? '', duplicates, force: _, sha256: __, ...options } = said
    this.isInDoubt = true
    const view = await beginArrival(this.intake.db, {
      ...{ fileName: plainFileName(filename), spoolName: file.spoolName, duplicates, options },
      ...{ byteSize: announcedBytes ?? bytes, bytesReceived: bytes },
    })
    this.isInDoubt = false
    this.importId = view.id
    this.told = bytes
    this.intake.publish?.(view)
  }

  /** Nothing where it will be refused at its end: for what is said of it, or because the same bytes are here, or may be by their number. */
  private async knownSaid(): Promise<UploadQuery | undefined> {
    const { db } = this.intake
    try {
      const said = this.rules.said()
      if (typeof said?.mapping === 'string') await readMapping(db, said.mapping)
      return said && !said.force && (await this.mayBeKnown(said.sha256)) ? undefined : said
    } catch (error) {
      if (!(error instanceof UserProblem)) throw error
      return undefined
    }
  }

  /** Trips that are there already must not count twice until the last byte shows it. */
  private async mayBeKnown(sha256: string | undefined): Promise<boolean> {
    const { db } = this.intake
    if (sha256 !== undefined) return (await readLiveImport(db, sha256.toLowerCase())) !== undefined
    return this.rules.announcedBytes !== undefined && hasLiveImportOfSize(db, this.rules.announcedBytes)
  }
}

/** Has an import that has begun taken back, for the reason that its sender is told. */
export async function giveUp({ db, publish }: Intake, importId: number, error: unknown, sha256?: string): Promise<void> {
  const problem = problemOfSender(error)
  if (await giveUpArrival(db, importId, problem, sha256)) publish?.(await readImport(db, importId))
}

function problemOfSender(error: unknown): ImportProblem {
  if (!(error instanceof UserProblem))
    return { code: 'not_received', message: 'The file could not be received to its end; nothing of it was kept.' }
  if (error.code !== 'conflict') return { code: 'not_received', message: error.message }
  const first = error.where.importId
  return {
    code: 'same_bytes',
    message: `The file turned out to be import ${first} already, byte for byte; nothing of it was kept.`,
  }
}

/** What the sender of a file is told whose import was ended before the file was whole. */
export async function endedEarly({ db }: Intake, { id, state, requested, problem, sha256 }: ImportView): Promise<UserProblem> {
  if (problem?.code === 'same_bytes') {
    const first = sha256 === null ? undefined : await readLiveImport(db, sha256)
    return new UserProblem('conflict', problem.message, first && { importId: first.id })
  }
  const isCancelled = requested === 'cancel' || state === 'cancelled'
  const why = isCancelled ? 'was cancelled' : `has ended (${isTerminal(state) ? state : 'failed'})`
  const more = problem ? `: ${problem.message}` : '; nothing of it is kept'
  return new UserProblem('unprocessable', `Import ${id} of this file ${why} while the file was being sent${more}`, {
    importId: id,
  })
}
