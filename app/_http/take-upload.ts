import { env } from '#env.ts'
import { Arrival, mayBeginEarly } from '#ingest/arrival.ts'
import { enterArrived, enterUpload } from '#ingest/enter-upload.ts'
import { discardSpool } from '#ingest/spool.ts'
import type { ImportView } from '#trips/import-job.ts'
import { type UploadQuery, uploadQuery } from '#trips/import-request.ts'
import { parseParameters } from '#trips/parse-parameters.ts'
import { UserProblem } from '#trips/user-problem.ts'
import type { Asked } from './answer.ts'
import { intake } from './intake.ts'
import { importUrl, plainHeaders } from './problem.ts'
import { receiveFile } from './receive-file.ts'
import type { ReceivedFile } from './receive-form.ts'

type Fields = readonly [string, string][]

/**
 * Takes the file of a request in: 201 and the import, or 409 with the import that holds the same bytes. A large file is imported
 * while it arrives; the answer comes when it is whole, and where it is a refusal what was imported is taken back.
 */
export async function takeUpload({ request }: Asked<object, UploadQuery>): Promise<Response> {
  const { EARLY_IMPORT_BYTES: bytesMin, UPLOAD_BYTES_MAX: bytesMax } = env()
  const announcedBytes = announcedLength(request)
  let arrival: Arrival | undefined
  const follow = (fields: Fields, fileName?: string) => {
    if (!mayBeginEarly(bytesMin, announcedBytes)) return undefined
    const said = () => understood(request, fields)
    arrival = new Arrival(intake(), { bytesMin, announcedBytes, said, fileName: () => fileName })
    return arrival
  }
  try {
    const received = await receiveFile(request, intake().spoolDir, bytesMax, follow)
    const view = await entered(request, received, arrival?.importId)
    return Response.json(view, { status: 201, headers: { ...plainHeaders, location: importUrl(view.id) } })
  } catch (error) {
    await arrival?.giveUp(error)
    throw error
  }
}

async function entered(request: Request, { spooled, fileName, fields }: ReceivedFile, importId?: number): Promise<ImportView> {
  try {
    const said = understood(request, fields)
    const file = { ...said, filename: said.filename ?? fileName }
    return await (importId === undefined ? enterUpload(intake(), spooled, file) : enterArrived(intake(), importId, spooled, file))
  } catch (error) {
    if (importId === undefined && error instanceof UserProblem) await discardSpool(intake().spoolDir, spooled.spoolName)
    throw error
  }
}

/** Of a form a few hundred bytes more than its file has. */
function announcedLength({ headers }: Request): number | undefined {
  const length = headers.get('content-length')
  return length === null ? undefined : Number(length)
}

/** The query's parameters together with the form's fields; a value given in both is refused, as is any given twice. */
const understood = (request: Request, fields: Fields): UploadQuery =>
  parseParameters(uploadQuery, [...new URL(request.url).searchParams, ...fields])
