import { parseArgs } from 'node:util'
import { z } from 'zod'
import { answererNames, type PeerName } from './result-line.ts'
import { shapeNames } from './shapes.ts'

const count = z.coerce.number().int().min(1).max(1e9)
const listOf = <T extends z.ZodType>(one: T) => z.preprocess((text) => String(text).split(','), z.array(one))

const peersOf = <const Name extends string>(names: readonly Name[]) =>
  z.preprocess((text) => (text === 'none' ? [] : String(text).split(',')), z.array(z.enum(names)))

const shape = listOf(z.enum(shapeNames))

const common = {
  rows: listOf(count.min(1000)).default([1e6]),
  engine: z.enum(['mysql', 'mariadb']).optional(),
  seed: count.default(1),
}

const ingestOptions = z.object({
  ...common,
  shape: shape.default(['native']),
  peers: peersOf(['r1', 'r1-parsed', 'duckdb']).default(['r1', 'duckdb']),
  runs: count.max(99).optional(),
  files: count.max(100_000).default(1),
  'chunk-rows': count.min(100).max(1_000_000).optional(),
  stream: z.boolean().default(false),
  out: z.string().default('bench/results/ingest.jsonl'),
})
export type IngestOptions = z.infer<typeof ingestOptions>

const peerNames = answererNames.filter((name): name is PeerName => name !== 'tripfold')
const answersOptions = z.object({
  ...common,
  /** One whose places and times the questions are about. */
  shape: z.enum(['native', 'city', 'sorted', 'unsorted']).default('native'),
  peers: peersOf(peerNames).default(peerNames),
  out: z.string().default('bench/results/answers.jsonl'),
})
export type AnswersOptions = z.infer<typeof answersOptions>

const readingOptions = z.object({
  rows: common.rows,
  seed: common.seed,
  shape: shape.default([...shapeNames]),
  runs: count.max(99).default(5),
})
export type ReadingOptions = z.infer<typeof readingOptions>

/** `--name value`, `--stream` alone. Throws a sentence that names what is wrong. */
function parse<T extends z.ZodObject>(schema: T, args: string[]): z.infer<T> {
  const names = Object.keys(schema.shape)
  const options = Object.fromEntries(names.map((name) => [name, { type: name === 'stream' ? 'boolean' : 'string' } as const]))
  const parsed = schema.safeParse(parseArgs({ args, options }).values)
  if (parsed.success) return parsed.data
  throw new Error(parsed.error.issues.map(({ path, message }) => `--${path.join(' ')}: ${message}`).join('\n'))
}

export const parseIngestOptions = (args: string[]): IngestOptions => parse(ingestOptions, args)
export const parseAnswersOptions = (args: string[]): AnswersOptions => parse(answersOptions, args)
export const parseReadingOptions = (args: string[]): ReadingOptions => parse(readingOptions, args)
