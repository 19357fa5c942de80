import type { Database } from '#db/client.ts'
import { readImportRow } from '#db/read/imports.ts'
import { readCandidates, readMapping } from '#db/read/mappings.ts'
import { plainFileName } from '#ingest/enqueue-file.ts'
import { type PreviewSample, sampleBytes, sampleSpooled } from '#ingest/preview-sample.ts'
import type { PreviewQuery } from '#trips/import-request.ts'
import type { PreviewView } from '#trips/mapping-views.ts'
import { previewFile } from '#trips/recognition/preview-file.ts'
import { type ReadingOptions, readingOptions } from '#trips/saved-mapping.ts'
import { UserProblem } from '#trips/user-problem.ts'
import type { Asked } from './answer.ts'
import { intake } from './intake.ts'
import { receiveBytes } from './receive-body.ts'

const bodyBytesMax = 4 * 1_048_576

/** Previews the beginning of a file that is sent. */
export async function previewBody({ db, request, query }: Asked<object, PreviewQuery>): Promise<PreviewView> {
  const { filename = '', whole, ...options } = query
  const body = await receiveBytes(request, bodyBytesMax, (type) => type !== 'multipart/form-data' && type !== 'application/json')
  if (body.length === 0) throw new UserProblem('bad_parameter', 'The body is empty; expected the first bytes of a file')
  return previewOf(db, await sampleBytes(body, whole), plainFileName(filename), options)
}

/** Previews the file of an import as a retry with these options would read it. */
export async function previewSpooled({ db, path, query }: Asked<{ id: number }, ReadingOptions>): Promise<PreviewView> {
  const row = await readImportRow(db, path.id)
  const options = readingOptions.parse({ ...row.options, ...query })
  return previewOf(db, await sampleSpooled(intake().spoolDir, row.spoolName), row.fileName, options)
}

async function previewOf(db: Database, sample: PreviewSample, fileName: string, options: ReadingOptions): Promise<PreviewView> {
  if (typeof options.mapping === 'string') await readMapping(db, options.mapping)
  const candidates = await readCandidates(db, options, sample.blocks)
  const proposed = (await readCandidates(db, {}, sample.blocks)).map(({ name }) => name)
  return { ...previewFile({ fileName, ...sample, now: Date.now() / 1000 }, options, candidates), proposed }
}
