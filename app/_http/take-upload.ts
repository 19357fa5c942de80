import { env } from '#env.ts'
import { enterUpload } from '#ingest/enter-upload.ts'
import { discardSpool } from '#ingest/spool.ts'
import { type UploadQuery, uploadQuery } from '#trips/import-request.ts'
import { parseParameters } from '#trips/parse-parameters.ts'
import type { Asked } from './answer.ts'
import { intake } from './intake.ts'
import { importUrl, plainHeaders } from './problem.ts'
import { receiveFile } from './receive-file.ts'

/** Takes the file of a request in: 201 and the import, or 409 with the import that holds the same bytes. */
export async function takeUpload({ request }: Asked<object, UploadQuery>): Promise<Response> {
  const { spoolDir, ...rest } = intake()
  const { spooled, fileName, fields } = await receiveFile(request, spoolDir, env().UPLOAD_BYTES_MAX)
  const said = await understood(request, fields).catch(async (error) => {
    await discardSpool(spoolDir, spooled.spoolName)
    throw error
  })
  const view = await enterUpload({ spoolDir, ...rest }, spooled, { ...said, filename: said.filename ?? fileName })
  return Response.json(view, { status: 201, headers: { ...plainHeaders, location: importUrl(view.id) } })
}

/** The query's parameters together with the form's fields; a value given in both is refused, as is any given twice. */
const understood = async (request: Request, fields: [string, string][]): Promise<UploadQuery> =>
  parseParameters(uploadQuery, [...new URL(request.url).searchParams, ...fields])
