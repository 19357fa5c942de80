import { constants } from 'node:fs'
import { type FileHandle, mkdir, open, stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { DataStore, type Locker, Upload } from '@tus/server'
import { readImportBySpoolName } from '#db/read/imports.ts'
import { readKnownUpload } from '#db/read/uploads.ts'
import { createUpload, forgetUpload, uploadExpiryHours } from '#db/write/lease-upload.ts'
import { requestCancel } from '#db/write/request-import.ts'
import { Arrival, mayBeginEarly } from '#ingest/arrival.ts'
import type { Intake } from '#ingest/enqueue-file.ts'
import { type HeldUpload, holdUpload } from '#ingest/hold-upload.ts'
import { readSettledUpload } from '#ingest/settled-upload.ts'
import { discardSpool, spoolPath, syncOf } from '#ingest/spool.ts'
import { isTerminal } from '#trips/import-job.ts'
import { uploadSaid } from '#trips/upload.ts'
import { UserProblem } from '#trips/user-problem.ts'

const expiryMs = uploadExpiryHours * 3_600_000

/**
 * Resumable uploads in the spool: a row says what was announced, the disk says how much is there. A file has its spool name
 * from its first byte on; it becomes an import when it is whole, or a large one earlier. The lock is a lease in the row, so that it holds across
 * processes and a killed one loses it.
 */
export class UploadStore extends DataStore implements Locker {
  override extensions = ['creation', 'creation-with-upload', 'expiration', 'termination']
  private readonly held = new Map<string, HeldUpload>()

  constructor(
    private readonly intake: () => Intake,
    private readonly earlyBytesMin: () => number,
  ) {
    super()
  }

  override getExpiration = (): number => expiryMs

  override async create(upload: Upload): Promise<Upload> {
    const metadata = Object.fromEntries(Object.entries(upload.metadata ?? {}).map(([key, value]) => [key, value ?? '']))
    await mkdir(this.intake().spoolDir, { recursive: true })
    await createUpload(this.intake().db, { id: upload.id, byteSize: upload.size ?? 0, metadata })
    return upload
  }

  /** As far as the disk has it. What has ended stays whole, although its file may be gone. */
  override async getUpload(id: string): Promise<Upload> {
    const row = await readSettledUpload(this.intake(), id)
    const hasEnded = row.importId !== null || row.refusal !== null
    const offset = hasEnded ? row.byteSize : await bytesOn(this.path(id))
    // The protocol's engine counts the expiry from here; ours counts from the last byte.
    const creation_date = new Date(Date.parse(`${row.expiresAt.replace(' ', 'T')}Z`) - expiryMs).toISOString()
    return new Upload({ id, size: row.byteSize, offset, metadata: row.metadata, creation_date })
  }

  /** Adds to the file, and returns how long it is when the disk has it. What a broken connection brought stays. */
  override async write(stream: Readable, id: string, offset: number): Promise<number> {
    const hold = this.held.get(id)
    const file = await open(this.path(id), constants.O_WRONLY | constants.O_CREAT, 0o600)
    let end = offset
    const { byteSize, metadata } = await readKnownUpload(this.intake().db, id)
    const rules = { bytesMin: this.earlyBytesMin(), announcedBytes: byteSize, said: () => uploadSaid(metadata) }
    const arrival = new Arrival(this.intake(), rules)
    const sync = syncOf(file)
    const forget = async () => {
      // What lies behind may be another's by now.
      hold?.assertHeld()
      await file.truncate(offset)
      end = offset
      arrival.note(end)
    }
    try {
      if (mayBeginEarly(rules.bytesMin, byteSize)) await arrival.open({ spoolName: id, sync }, offset)
      // Left as it is when a fault ends the loop: destroyed here, it would tell the sender of a lost lock instead.
      for await (const block of arrival.guarded(stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>)) {
        hold?.assertHeld()
        for (let from = 0; from < block.length; ) {
          const { bytesWritten } = await file.write(block, from, block.length - from, end)
          from += bytesWritten
          end += bytesWritten
        }
        arrival.note(end)
      }
    } catch (error) {
      // More than was announced: then it is not this file, and none of it counts.
      if (isTooLong(error)) await forget()
      throw error
    } finally {
      await finished(file, { sync, forget, told: () => arrival.close(end < byteSize) })
    }
    return end
  }

  override async remove(id: string): Promise<void> {
    const { db, spoolDir, publish } = this.intake()
    await readKnownUpload(db, id)
    const begun = await readImportBySpoolName(db, id)
    // The file of an import that has begun goes with the import.
    if (!begun) await discardSpool(spoolDir, id)
    else if (!isTerminal(begun.state)) publish?.(await requestCancel(db, begun.id))
    await forgetUpload(db, id)
  }

  newLock(id: string) {
    return {
      lock: async (signal: AbortSignal, requestRelease: () => void | Promise<void>): Promise<void> => {
        const hold = await holdUpload(this.intake().db, id, { signal, onWanted: () => void requestRelease() }).catch(unlessNew)
        if (hold) this.held.set(id, hold)
      },
      unlock: async (): Promise<void> => {
        const hold = this.held.get(id)
        this.held.delete(id)
        await hold?.release()
      },
    }
  }

  private path = (id: string): string => spoolPath(this.intake().spoolDir, id)
}

type Ending = { sync: () => Promise<void>; forget: () => Promise<void>; told: () => Promise<void> }

/**
 * On the disk before it is told that no more comes for now, and closed whatever happens. What the disk did not take is forgotten, for
 * the client goes on from where the file ends.
 */
async function finished(file: FileHandle, { sync, forget, told }: Ending): Promise<void> {
  try {
    const fault = await sync().then(
      () => undefined,
      (error: Error) => error,
    )
    if (fault) await forget()
    await told()
    if (fault) throw fault
  } finally {
    await file.close()
  }
}

const bytesOn = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return 0
      throw error
    },
  )

/** An upload that is being announced has no row yet, and nobody else knows its id. */
function unlessNew(error: unknown): undefined {
  if (!(error instanceof UserProblem && error.code === 'not_found')) throw error
}

const isTooLong = (error: unknown): boolean => error instanceof Error && 'status_code' in error && error.status_code === 413
