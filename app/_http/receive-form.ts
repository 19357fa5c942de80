import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import Busboy from 'busboy'
import type { Arrival } from '#ingest/arrival.ts'
import { discardSpool, type SpooledFile, writeSpool } from '#ingest/spool.ts'
import { UserProblem } from '#trips/user-problem.ts'

export type ReceivedFile = {
  spooled: SpooledFile
  /** As the form says it, for a form. */
  fileName?: string
  /** The form's other fields, in order. */
  fields: [string, string][]
}

/** Who follows a file as it arrives, told the form's fields so far (the list grows) and its file's name. */
export type Follow = (fields: readonly [string, string][], fileName?: string) => Arrival | undefined

const fieldBytesMax = 64 * 1024
const fieldsMax = 20

/** Streams the one file of a multipart form into the spool. Throws UserProblem, or what `body` throws; nothing then stays. */
export async function receiveForm(
  headers: Headers,
  body: AsyncIterable<Uint8Array>,
  { spoolDir, bytesMax, follow }: { spoolDir: string; bytesMax: number; follow: Follow },
): Promise<ReceivedFile> {
  const form = openForm(headers)
  const fields: [string, string][] = []
  let fileName: string | undefined
  let arrival: Arrival | undefined
  let spooling: Promise<SpooledFile> | undefined
  form.on('file', (_field: string, file: Readable, { filename }: { filename?: string }) => {
    fileName = filename
    // A form that is torn off raises its error on the file before the spool has begun to read from it.
    file.on('error', () => {})
    arrival = follow(fields, filename)
    spooling = writeSpool(spoolDir, file, { bytesMax, arrival })
    // The form would wait for ever for a file that nobody reads any more.
    spooling.catch((error) => form.destroy(error))
  })
  form.on('field', (name, value, { valueTruncated }) => {
    if (valueTruncated) form.destroy(bad(`The field ${name} is longer than ${fieldBytesMax} bytes`))
    fields.push([name, value])
  })
  form.on('filesLimit', () => form.destroy(bad('The form has more than one file; expected one, send the others each on its own')))
  form.on('fieldsLimit', () => form.destroy(bad(`The form has more than ${fieldsMax} fields`)))
  // Both are awaited whatever happens, and a file that is whole goes when its form is not.
  const [parsed] = await Promise.allSettled([pipeline(body, form)])
  const [file] = await Promise.allSettled([spooling])
  if (parsed.status === 'fulfilled' && file.status === 'fulfilled' && file.value) return { spooled: file.value, fileName, fields }
  // What an import has begun to read goes with the import.
  if (file.status === 'fulfilled' && file.value && arrival?.importId === undefined)
    await discardSpool(spoolDir, file.value.spoolName)
  if (parsed.status === 'rejected') throw formProblem(parsed.reason)
  if (file.status === 'rejected') throw file.reason
  throw bad('The form has no file; expected one part with a filename')
}

function openForm(headers: Headers): Busboy.Busboy {
  try {
    return Busboy({
      headers: { 'content-type': headers.get('content-type') ?? '' },
      // Browsers and curl send names in UTF-8 without saying so.
      defParamCharset: 'utf8',
      limits: { files: 1, fields: fieldsMax, fieldSize: fieldBytesMax },
    })
  } catch (error) {
    throw formProblem(error)
  }
}

/** The parser's complaints carry no code; these are the beginnings of them all. */
const formProblem = (error: unknown): unknown =>
  error instanceof Error && /^(Unexpected end of|Malformed|Multipart:|Unsupported)/.test(error.message)
    ? bad(`The form cannot be read: ${error.message}`)
    : error

const bad = (message: string): UserProblem => new UserProblem('bad_parameter', message)
