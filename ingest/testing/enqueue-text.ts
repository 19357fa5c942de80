import type { Database } from '#db/client.ts'
import { enqueueFile, type FileDetails } from '../enqueue-file.ts'

/** Enters a text as a file and returns its import's id. Throws when its bytes are stored already. */
export async function enqueueText(
  db: Database,
  spoolDir: string,
  text: string,
  details: Partial<FileDetails> = {},
): Promise<number> {
  async function* stream() {
    yield Buffer.from(text)
  }
  const entered = await enqueueFile({ db, spoolDir }, { stream: stream(), fileName: 'trips.csv', ...details })
  if (!('import' in entered)) throw new Error('the file is stored already')
  return entered.import.id
}
