import { createHash } from 'node:crypto'
import { tooLarge, writeSpool } from '#ingest/spool.ts'
import { UserProblem } from '#trips/user-problem.ts'
import { type Follow, type ReceivedFile, receiveForm } from './receive-form.ts'

/** A form's boundaries, part headers and fields come on top of the file. */
const formBytesMax = 1024 * 1024

/**
 * Streams a request's file into the spool, as the raw body or as the one file of a form. What arrives is compared with
 * Content-Length and Content-Digest or Repr-Digest. `follow` may have its import begin before it is whole. Throws UserProblem; nothing
 * then stays in the spool but what such an import has begun to read.
 */
export async function receiveFile(
  request: Request,
  spoolDir: string,
  bytesMax: number,
  follow: Follow = () => undefined,
): Promise<ReceivedFile> {
  const type = mediaType(request.headers)
  const declared = Number(request.headers.get('content-length') ?? 0)
  if (declared > bytesMax + (type === 'multipart/form-data' ? formBytesMax : 0)) throw tooLarge(bytesMax)
  const body = measuredBody(request)
  if (type === 'multipart/form-data') return receiveForm(request.headers, body, { spoolDir, bytesMax, follow })
  return { spooled: await writeSpool(spoolDir, body, { bytesMax, arrival: follow([]) }), fields: [] }
}

const fileTypes = ['csv', 'x-csv', 'octet-stream', 'gzip', 'x-gzip', 'zip', 'x-zip', 'x-zip-compressed'].map(
  (type) => `application/${type}`,
)
/** What browsers call a .csv where a spreadsheet program is installed. */
const spreadsheetType = 'application/vnd.ms-excel'

/** Refuses what cannot be a trip file, before a byte of it is read. */
function mediaType(headers: Headers): string {
  const type = (headers.get('content-type') ?? '').split(';')[0].trim().toLowerCase()
  const encoding = headers.get('content-encoding') ?? 'identity'
  const expected = 'text/csv, application/octet-stream, application/gzip, application/zip or multipart/form-data'
  const known =
    type === '' ||
    type.startsWith('text/') ||
    type === spreadsheetType ||
    type === 'multipart/form-data' ||
    fileTypes.includes(type)
  if (!known)
    throw new UserProblem(
      'unsupported_media',
      `A body of type ${type} is not a trip file; expected ${expected} (curl: -H 'Content-Type: text/csv')`,
      {
        parameter: 'Content-Type',
        found: type,
        expected,
      },
    )
  // A gzipped file is recognised by its bytes, whoever packed it.
  if (!['identity', 'gzip'].includes(encoding))
    throw new UserProblem('unsupported_media', `Content-Encoding ${encoding} is not understood; expected gzip, or none`, {
      parameter: 'Content-Encoding',
      found: encoding,
      expected: 'gzip',
    })
  return type
}

/** The body as it arrives; it ends with an error unless it is as long, and has the digests, that the headers say. */
async function* measuredBody({ body, headers }: Request): AsyncGenerator<Uint8Array> {
  const digests = declaredDigests(headers)
  const hash = digests.length === 0 ? undefined : createHash('sha256')
  let bytes = 0
  try {
    for await (const block of body ?? []) {
      bytes += block.length
      hash?.update(block)
      yield block
    }
  } catch (error) {
    throw new UserProblem(
      'bad_parameter',
      `The upload broke off after ${bytes} bytes (${error instanceof Error ? error.message : error}); nothing was stored`,
    )
  }
  refuseOtherLength(bytes, headers.get('content-length'))
  const found = hash?.digest('base64')
  for (const { header, expected } of digests)
    if (found !== expected)
      throw new UserProblem(
        'unprocessable',
        `The body that arrived has another SHA-256 than ${header} says; nothing was stored`,
        { parameter: header, found, expected },
      )
}

function refuseOtherLength(bytes: number, declared: string | null): void {
  if (declared !== null && Number(declared) !== bytes)
    throw new UserProblem('unprocessable', `${bytes} bytes arrived of the ${declared} declared; nothing was stored`, {
      parameter: 'Content-Length',
      found: String(bytes),
      expected: declared,
    })
}

/**
 * RFC 9530, `sha-256=:<base64>:`; other algorithms may stand beside it and are left alone. The two headers differ for parts of
 * a file only, and a request's body is always the whole.
 */
const declaredDigests = (headers: Headers): { header: string; expected: string }[] =>
  ['Content-Digest', 'Repr-Digest'].flatMap((header) => {
    const value = /(?:^|,)\s*sha-256=([^,]*)/i.exec(headers.get(header) ?? '')?.[1].trim()
    if (value === undefined) return []
    const expected = 'sha-256=:<44 characters of base64>:'
    if (!/^:[A-Za-z0-9+/]{43}=:$/.test(value))
      throw new UserProblem('bad_parameter', `${header}: found "${value}"; expected ${expected}`, {
        parameter: header,
        found: value,
        expected,
      })
    return [{ header, expected: value.slice(1, -1) }]
  })
