import { z } from 'zod'
import { type UploadQuery, uploadQuery } from './import-request.ts'
import { parseParameters } from './parse-parameters.ts'
import type { UserProblem, UserProblemCode } from './user-problem.ts'

/** A refusal as it is kept, to be told again to whoever did not hear it. */
export type UploadRefusal = { code: UserProblemCode; message: string; where: UserProblem['where'] }

export const refusalOf = ({ code, message, where }: UserProblem): UploadRefusal => ({ code, message, where })

/** What clients say of their own accord, and what nobody needs to know. */
const ignored = ['filetype', 'type', 'relativePath']

/**
 * What the metadata of a resumable upload say about its file: the same as the query of POST /imports; some clients call the
 * file's name `name`. Throws UserProblem bad_parameter.
 */
export function uploadSaid(metadata: Record<string, string | null>): UploadQuery {
  const pairs = Object.entries(metadata)
    .filter(([key]) => !ignored.includes(key) && !(key === 'name' && 'filename' in metadata))
    .map(([key, value]) => [key === 'name' ? 'filename' : key, value ?? ''] as const)
  return parseParameters(uploadQuery, pairs)
}

export const uploadId = z.guid('expected the id of an upload')
