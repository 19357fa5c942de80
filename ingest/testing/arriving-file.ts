import { PassThrough } from 'node:stream'
import { vi } from 'vitest'
import type { Database } from '#db/client.ts'
import { readImport } from '#db/read/imports.ts'
import type { ImportView } from '#trips/import-job.ts'
import { type UploadQuery, uploadQuery } from '#trips/import-request.ts'
import { Arrival } from '../arrival.ts'
import { enterArrived, enterUpload } from '../enter-upload.ts'
import { writeSpool } from '../spool.ts'

/** A file on its way into the spool, sent as the test likes. */
export type ArrivingFile = {
  /** Sends bytes, and waits until the row of the import that has begun tells of them; returns it. */
  send(bytes: Uint8Array): Promise<ImportView>
  /** Without waiting for anything. */
  write(bytes: Uint8Array): void
  /** The last byte is there: the import, or why it is none. */
  end(): Promise<ImportView>
  breakOff(): Promise<void>
  importId(): number | undefined
}

/** Takes a file in as a request with a raw body does. `watcher` reads rows where the sender's own connection is disturbed. */
export function arrivingFile(
  { db, spoolDir, watcher = db }: { db: Database; spoolDir: string; watcher?: Database },
  rules: { bytesMin: number; said?: Record<string, unknown> },
): ArrivingFile {
  const intake = { db, spoolDir }
  const said: UploadQuery = uploadQuery.parse({ filename: 'trips.csv', ...rules.said })
  const arrival = new Arrival(intake, { bytesMin: rules.bytesMin, said: () => said })
  const stream = new PassThrough({ highWaterMark: 2 ** 30 })
  let sent = 0
  const outcome = (async () => {
    try {
      const spooled = await writeSpool(spoolDir, stream, { bytesMax: Number.MAX_SAFE_INTEGER, arrival })
      return await (arrival.importId === undefined
        ? enterUpload(intake, spooled, said)
        : enterArrived(intake, arrival.importId, spooled, said))
    } catch (error) {
      await arrival.giveUp(error)
      throw error
    }
  })()
  outcome.catch(() => {})
  const write = (bytes: Uint8Array) => {
    sent += bytes.length
    stream.write(bytes)
  }
  return {
    write,
    send: async (bytes) => {
      write(bytes)
      return vi.waitFor(async () => {
        const view = await readImport(watcher, arrival.importId ?? 0)
        if (view.bytes_received !== sent) throw new Error(`${view.bytes_received} of ${sent} bytes are noted`)
        return view
      }, 20_000)
    },
    end: () => {
      stream.end()
      return outcome
    },
    breakOff: async () => {
      stream.destroy(new Error('the line is cut'))
      await outcome.catch(() => {})
    },
    importId: () => arrival.importId,
  }
}
