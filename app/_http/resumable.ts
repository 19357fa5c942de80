import { randomUUID } from 'node:crypto'
import { Server } from '@tus/server'
import { readUpload } from '#db/read/uploads.ts'
import { readLiveImport } from '#db/write/create-import.ts'
import { env } from '#env.ts'
import { sameBytes } from '#ingest/enter-upload.ts'
import { finishUpload } from '#ingest/finish-upload.ts'
import { uploadId, uploadSaid } from '#trips/upload.ts'
import { database } from './database.ts'
import { foreignWrite } from './foreign-write.ts'
import { intake } from './intake.ts'
import { apiBase } from './path-parameters.ts'
import { importUrl, plainHeaders, problem, problemOf, problemResponse } from './problem.ts'
import { UploadStore } from './upload-store.ts'

/** On success it names the import that an upload has become. */
const importHeader = 'Tripfold-Import'
/** How long a request that is to give way may still write what has arrived. */
const drainMs = 500

const kept = globalThis as typeof globalThis & { tripfoldUploads?: Server }

/** The tus protocol (1.0.0) on the spool. */
function server(): Server {
  const store = new UploadStore(intake, () => env().EARLY_IMPORT_BYTES)
  kept.tripfoldUploads ??= new Server({
    path: `${apiBase}/uploads`,
    relativeLocation: true,
    datastore: store,
    locker: store,
    lockDrainTimeout: drainMs,
    maxSize: () => env().UPLOAD_BYTES_MAX,
    // What is not given here is allowed to everybody.
    allowedOrigins: [],
    // What has become an import is ended by its undo.
    disableTerminationForFinishedUploads: true,
    namingFunction: () => randomUUID(),
    getFileIdFromRequest: (_request, last) => (uploadId.safeParse(last).success ? last : undefined),
    onUploadCreate: async (_request, { metadata = {} }) => {
      await refuseKnownBytes(metadata)
      return {}
    },
    onUploadFinish: async (_request, { id }) => ({
      headers: { [importHeader]: importUrl((await finishUpload(intake(), id)).id) },
    }),
    onResponseError: (request, error) => {
      if ('status_code' in error) return undefined // the protocol's own words
      const view = problemOf(error, `${request.method} ${new URL(request.url).pathname}`)
      return { status_code: view.status, body: JSON.stringify(view) }
    },
  })
  return kept.tripfoldUploads
}

/** A sender who says the SHA-256 beforehand need not send the bytes to be told that they are here. */
async function refuseKnownBytes(metadata: Record<string, string | null>): Promise<void> {
  const { sha256, force } = uploadSaid(metadata)
  const first = sha256 && !force && (await readLiveImport(database(), sha256.toLowerCase()))
  if (first) throw sameBytes(first)
}

/** The route handler of resumable uploads. Every refusal is a problem; when the last byte is there, the import is named. */
export async function takeResumable(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url)
  try {
    const refusal = ['HEAD', 'OPTIONS'].includes(request.method) ? undefined : foreignWrite(request)
    if (refusal) return problemResponse(problem(403, refusal))
    const response = await server().handleWeb(request)
    if (response.status >= 400) return refused(response)
    if (request.method === 'HEAD') await tellImport(response, pathname)
    return sameOriginOnly(response)
  } catch (error) {
    return problemResponse(problemOf(error, `${request.method} ${pathname}`))
  }
}

async function refused(response: Response): Promise<Response> {
  const text = await response.text()
  const view = text.startsWith('{') ? JSON.parse(text) : problem(response.status, text.trim())
  const told = problemResponse(view)
  for (const name of ['tus-resumable', 'connection']) {
    const value = response.headers.get(name)
    if (value !== null) told.headers.set(name, value)
  }
  return told
}

/** An upload that is whole becomes its import now, should the request that brought the last byte have died on the way. */
async function tellImport({ headers }: Response, pathname: string): Promise<void> {
  if (headers.get('upload-offset') !== headers.get('upload-length')) return
  const id = pathname.split('/').at(-1) ?? ''
  const refusal = (await readUpload(database(), id))?.refusal
  if (!refusal) headers.set(importHeader, importUrl((await finishUpload(intake(), id)).id))
}

function sameOriginOnly(response: Response): Response {
  for (const name of [...response.headers.keys()]) if (name.startsWith('access-control-')) response.headers.delete(name)
  response.headers.set('x-content-type-options', plainHeaders['x-content-type-options'])
  return response
}
