import type { z } from 'zod'
import { tooLarge } from '#ingest/spool.ts'
import { UserProblem } from '#trips/user-problem.ts'

/** Of a body that is too long: leaving it unread would take the connection, and so the answer, from an honest sender. */
const drainedBytesMax = 64 * 1_048_576

/** A small body as it is. Throws UserProblem: too long, of a type that is not `expected`, or broken off. */
export async function receiveBytes(request: Request, bytesMax: number, isExpected: (type: string) => boolean): Promise<Buffer> {
  const type = (request.headers.get('content-type') ?? '').split(';')[0].trim().toLowerCase()
  if (!isExpected(type))
    throw new UserProblem('unsupported_media', `A body of type ${type} is not taken here`, {
      parameter: 'Content-Type',
      found: type,
    })
  const blocks: Uint8Array[] = []
  let bytes = 0
  for await (const block of request.body ?? []) {
    bytes += block.length
    if (bytes <= bytesMax) blocks.push(block)
    if (bytes > bytesMax + drainedBytesMax) break
  }
  if (bytes > bytesMax) throw tooLarge(bytesMax)
  return Buffer.concat(blocks)
}

const jsonBytesMax = 1_048_576

/** A JSON body of this shape. Throws UserProblem that says where it is not. */
export async function receiveJson<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
  bytesMax = jsonBytesMax,
): Promise<z.output<Schema>> {
  const body = await receiveBytes(request, bytesMax, (type) => type === '' || type.endsWith('json') || type === 'text/plain')
  const parsed = schema.safeParse(jsonOf(body.toString('utf8')))
  if (parsed.success) return parsed.data
  const [{ path, message }] = parsed.error.issues
  const where = path.join('.')
  throw new UserProblem('bad_parameter', `The body ${where ? `at ${where}` : 'as a whole'}: ${message}`, { parameter: where })
}

/** A body as JSON; throws a bad parameter that says how it begins. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    const expected = 'a JSON object'
    throw new UserProblem('bad_parameter', `The body is not JSON; expected ${expected}`, {
      ...{ parameter: 'body', found: text.slice(0, 60), expected },
    })
  }
}
