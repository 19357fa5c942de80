import type { z } from 'zod'
import { UserProblem } from '#trips/user-problem.ts'
import { jsonOf } from './receive-body.ts'

const bytesMax = 64 * 1024

/** A request's body as JSON of a shape. Throws UserProblem that names the field, what was found and what is expected. */
export async function jsonBody<Schema extends z.ZodObject>(request: Request, schema: Schema): Promise<z.output<Schema>> {
  const type = (request.headers.get('content-type') ?? '').split(';')[0].trim().toLowerCase()
  const expected = 'application/json'
  if (type !== expected)
    throw new UserProblem('unsupported_media', `A body of type ${type || 'unknown'} is not understood; expected ${expected}`, {
      ...{ parameter: 'Content-Type', found: type, expected },
    })
  const parsed = schema.safeParse(jsonOf(await limitedText(request)))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const parameter = issue.path.join('.') || (issue.code === 'unrecognized_keys' ? issue.keys[0] : 'body')
  throw new UserProblem('bad_parameter', `${parameter}: ${issue.message}`, { parameter })
}

async function limitedText({ body }: Request): Promise<string> {
  const blocks: Uint8Array[] = []
  let bytes = 0
  for await (const block of body ?? []) {
    bytes += block.length
    if (bytes > bytesMax) throw new UserProblem('too_large', `The body is longer than ${bytesMax} bytes`)
    blocks.push(block)
  }
  return Buffer.concat(blocks).toString('utf8')
}
