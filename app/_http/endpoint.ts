import type { z } from 'zod'

/** One address of the API: what a route handler parses and answers, and what OpenAPI says of it, are this same value. */
export type Endpoint<Path extends z.ZodObject = z.ZodObject, Query extends z.ZodObject = z.ZodObject, Value = unknown> = {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below /api/v1, parameters in braces: `/imports/{id}`. */
  path: string
  summary: string
  description?: string
  inPath: Path
  query: Query
  /** Status of success. */
  status: 200 | 201 | 202 | 204
  /** What is answered: JSON of this shape, text of this media type, or headers alone. */
  answers: z.ZodType<Value> | 'text/csv' | 'headers'
  /** Whether a file is sent in the body. */
  takesFile?: true
  /** Whether the beginning of a file is the raw body. */
  takesHead?: true
  /** The JSON that is sent in the body. */
  body?: z.ZodObject
  /** Whether bytes of a resumable upload are sent in the body. */
  takesBytes?: true
  /** Headers that are understood, or answered with success, beside the usual: name and meaning. */
  headers?: { request?: Record<string, string>; response?: Record<string, string> }
  /** Statuses of the problems this address knows, beside those all have. */
  problems: readonly number[]
}

/** Keeps the exact shapes of an endpoint, for the handler's types. */
export const endpoint = <Path extends z.ZodObject, Query extends z.ZodObject, Value>(
  described: Endpoint<Path, Query, Value>,
): Endpoint<Path, Query, Value> => described
