import { env } from '#env.ts'
import { enqueueSpooled } from '#ingest/enqueue-file.ts'
import { discardSpool, type SpooledFile } from '#ingest/spool.ts'
import { type UploadQuery, uploadQuery } from '#trips/import-request.ts'
import { parseParameters } from '#trips/parse-parameters.ts'
import { UserProblem } from '#trips/user-problem.ts'
import type { Asked } from './answer.ts'
import { intake } from './intake.ts'
import { importUrl, plainHeaders } from './problem.ts'
import { receiveFile } from './receive-file.ts'

/** Takes the file of a request in: 201 and the import, or 409 with the import that holds the same bytes. */
export async function takeUpload({ request }: Asked<object, UploadQuery>): Promise<Response> {
  const { spoolDir, ...rest } = intake()
  const { spooled, fileName, fields } = await receiveFile(request, spoolDir, env().UPLOAD_BYTES_MAX)
  const said = await understood(request, fields, spooled).catch(async (error) => {
    await discardSpool(spoolDir, spooled.spoolName)
    throw error
  })
  const { filename = fileName ?? '', duplicates, force, sha256: _, ...options } = said
  const outcome = await enqueueSpooled({ spoolDir, ...rest }, spooled, { fileName: filename, duplicates, force, options })
  if ('duplicateOf' in outcome) {
    const { id, file_name, state } = outcome.duplicateOf
    throw new UserProblem(
      'conflict',
      `The same bytes are import ${id} already (${file_name}, ${state}); force=1 stores them again`,
      {
        importId: id,
      },
    )
  }
  const view = outcome.import
  return Response.json(view, { status: 201, headers: { ...plainHeaders, location: importUrl(view.id) } })
}

/** The query's parameters together with the form's fields; a value given in both is refused, as is any given twice. */
async function understood(request: Request, fields: [string, string][], { sha256 }: SpooledFile): Promise<UploadQuery> {
  const said = parseParameters(uploadQuery, [...new URL(request.url).searchParams, ...fields])
  if (said.sha256 && said.sha256.toLowerCase() !== sha256)
    throw new UserProblem(
      'unprocessable',
      'The bytes that arrived have another SHA-256 than the one declared; nothing was stored',
      {
        parameter: 'sha256',
        found: sha256,
        expected: said.sha256,
      },
    )
  return said
}
