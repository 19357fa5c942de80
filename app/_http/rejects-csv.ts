import type { Database } from '#db/client.ts'
import { readImportRow } from '#db/read/imports.ts'
import { eachRejectPage } from '#db/read/rejects.ts'
import { csvMapping } from '#trips/csv-mapping.ts'
import { rejectsCsvHeader, rejectsCsvLine } from '#trips/reject.ts'
import { UserProblem } from '#trips/user-problem.ts'

/**
 * An import's rejects as CSV bytes, read page by page as the client takes them. Throws UserProblem not_found, or conflict
 * while the file's columns are not known.
 */
export async function rejectsCsv(db: Database, id: number): Promise<ReadableStream<Uint8Array>> {
  const { mapping, state } = await readImportRow(db, id)
  if (!mapping)
    throw new UserProblem('conflict', `The columns of import ${id} are not known (it is ${state}), so it has no rejected rows`)
  return pulled(csvBlocks(db, id, mapping))
}

async function* csvBlocks(db: Database, id: number, stored: Record<string, unknown>): AsyncGenerator<Uint8Array> {
  const mapping = csvMapping.parse(stored)
  yield rejectsCsvHeader(mapping)
  for await (const page of eachRejectPage(db, id)) yield Buffer.concat(page.map((reject) => rejectsCsvLine(reject, mapping)))
}

/** A failure in the middle breaks the transfer, so that a short file is never taken for a whole one. */
const pulled = (blocks: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> =>
  new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await blocks.next()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      async cancel() {
        await blocks.return(undefined)
      },
    },
    { highWaterMark: 0 },
  )

/**
 * Named after the file (`trips.rejects.csv`), because a file without a datasource column lends its name to its trips; a
 * corrected file sent again then has the same datasource. RFC 6266: plain ASCII, and the full name beside it.
 */
export function rejectsDisposition(fileName: string): string {
  const name = `${fileName.replace(/(\.(csv|tsv|tab|txt))?(\.(gz|zip))?$/i, '')}.rejects.csv`
  return `attachment; filename="${name.replace(/[^\w .()-]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)}`
}
