import type { z } from 'zod'

/** One address of the API: what a route handler parses and answers, and what OpenAPI says of it, are this same value. */
export type Endpoint<Path extends z.ZodObject = z.ZodObject, Query extends z.ZodObject = z.ZodObject, Value = unknown> = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below /api/v1, parameters in braces: `/imports/{id}`. */
  path: string
  summary: string
  description?: string
  inPath: Path
  query: Query
  /** Status of success. */
  status: 200 | 201 | 202
  /** What is answered: JSON of this shape, or text of this media type. */
  answers: z.ZodType<Value> | 'text/csv'
  /** Whether a file is sent in the body. */
  takesFile?: true
  /** Whether the beginning of a file is the raw body. */
  takesHead?: true
  /** The JSON that is sent in the body. */
  body?: z.ZodObject
  /** Statuses of the problems this address knows, beside those all have. */
  problems: readonly number[]
}

/** Keeps the exact shapes of an endpoint, for the handler's types. */
export const endpoint = <Path extends z.ZodObject, Query extends z.ZodObject, Value>(
  described: Endpoint<Path, Query, Value>,
): Endpoint<Path, Query, Value> => described
