import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { kindNames } from './question.ts'
import { shapeNames } from './shapes.ts'

/** What can be measured importing: Tripfold and its yardsticks. */
export const systemNames = ['tripfold', 'r1', 'r1-parsed', 'duckdb'] as const
export type SystemName = (typeof systemNames)[number]

/** What must be the same whoever imported the file: a wrong answer has no time. */
export const facts = z.object({
  rows: z.number(),
  /** Trips by ISO week such as 2024-W01. */
  weeks: z.record(z.string(), z.number()),
  /** Sum over all rows of both points' longitudes and latitudes in 1e-7 degrees, as digits; left out where reading it back takes too long. */
  sum: z.string().optional(),
})
export type Facts = z.infer<typeof facts>

const table = z.object({ name: z.string(), dataBytes: z.number(), indexBytes: z.number(), fileBytes: z.number().optional() })
export type TableSize = z.infer<typeof table>

export const importFigures = z.object({
  seconds: z.number(),
  facts,
  /** CPU of the process that imports and of the database server; left out where it cannot be known. */
  clientCpuSeconds: z.number().optional(),
  serverCpuSeconds: z.number().optional(),
  /** Of the process that imports. */
  peakRssMb: z.number().optional(),
  tables: z.array(table).optional(),
  /** On the disk, everything the system keeps of these trips. */
  storedBytes: z.number(),
  /** How far it was when, with the memory of the importing process. */
  progress: z.array(z.object({ s: z.number(), rows: z.number(), rssMb: z.number().optional() })).optional(),
  rateByTenth: z.array(z.number()).optional(),
  /** MB a million rows, by least squares over the last four fifths. */
  rssSlope: z.number().optional(),
  /** Until the last row was committed; the rest counts equal rows and verifies. */
  loadingSeconds: z.number().optional(),
  /** After that, in the background, until small chunks were stored together; sizes are those afterwards. */
  mergingSeconds: z.number().optional(),
})
export type ImportFigures = z.infer<typeof importFigures>

const machine = z.object({
  cpu: z.string(),
  cores: z.number(),
  memoryGib: z.number(),
  kernel: z.string(),
  node: z.string(),
})

/** What every line says, whatever was measured. */
const common = {
  /** When the command was started: the lines of one command belong together. */
  session: z.string(),
  at: z.string(),
  commit: z.string(),
  machine,
  engine: z.object({ kind: z.enum(['mysql', 'mariadb']), version: z.string(), settings: z.record(z.string(), z.string()) }),
  seed: z.number(),
  shape: z.enum(shapeNames),
  rows: z.number(),
}
export type Machine = z.infer<typeof machine>

export const ingestLine = z.object({
  subject: z.literal('ingest'),
  ...common,
  files: z.number(),
  streamRows: z.number(),
  /** Null: the product's own. */
  chunkRows: z.number().nullable(),
  csvBytes: z.number(),
  run: z.number(),
  system: z.enum(systemNames),
  figures: importFigures,
})
export type IngestLine = z.infer<typeof ingestLine>

/** Who can be asked: Tripfold and its peers. */
export const answererNames = ['tripfold', 'duckdb', 'scan', 'btree', 'spatial', 'postgis', 'pandas'] as const
export type AnswererName = (typeof answererNames)[number]
export type PeerName = Exclude<AnswererName, 'tripfold'>

/** Of one kind of question, in the order they were asked: milliseconds, and what the answers are known by. */
const askedKind = z.object({ ms: z.array(z.number()), hashes: z.array(z.string()) })
/** Several boxes at once, or while something else goes on: how many were answered in how many seconds, and milliseconds. */
const crowd = z.object({ boxes: z.number(), seconds: z.number(), p50: z.number(), p95: z.number() })

export const answersLine = z.object({
  subject: z.literal('answers'),
  ...common,
  system: z.enum(answererNames),
  version: z.string(),
  fillSeconds: z.number(),
  storedBytes: z.number(),
  asked: z.partialRecord(z.enum(kindNames), askedKind),
  clients: crowd.extend({ clients: z.number() }).optional(),
  importing: crowd.extend({ rows: z.number() }).optional(),
})
export type AnswersLine = z.infer<typeof answersLine>

export const resultLine = z.discriminatedUnion('subject', [ingestLine, answersLine])
export type ResultLine = z.infer<typeof resultLine>

/** Written at once: whatever interrupts a long session, what was measured stays. */
export function appendLine(path: string, line: ResultLine): void {
  mkdirSync(dirname(path), { recursive: true })
  appendFileSync(path, `${JSON.stringify(line)}\n`)
}

/** Every line of every .jsonl file in the folder. Throws with the place of a line that is none. */
export function readLines(folder: string): ResultLine[] {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.jsonl')) : []
  return names.sort().flatMap((name) => {
    const texts = readFileSync(join(folder, name), 'utf8').split('\n')
    return texts.flatMap((text, i) => {
      if (text.trim() === '') return []
      const parsed = resultLine.safeParse(JSON.parse(text))
      if (!parsed.success) throw new Error(`${name}:${i + 1} is no result: ${parsed.error.issues[0].path.join('.')}`)
      return [parsed.data]
    })
  })
}
