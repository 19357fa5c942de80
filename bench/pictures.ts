import { bytesPicture } from './bytes-picture.ts'
import type { Picture } from './chart-style.ts'
import { growthCases, type IngestCase } from './ingest-cases.ts'
import { ratePicture } from './rate-picture.ts'
import { memoryPicture, steadyPicture } from './worker-pictures.ts'

/** The pictures of one engine, of those of its cases that tell how it grows. */
export function ingestPictures(engine: string, cases: readonly IngestCase[]): Picture[] {
  const growth = growthCases(cases.filter(({ difference }) => difference === undefined))
  const largest = growth.at(-1)
  const stem = engine.split(' ')[0].toLowerCase()
  if (!largest) return []
  return [
    ratePicture(engine, `rate-${stem}`, growth),
    steadyPicture(engine, `steady-${stem}`, growth),
    memoryPicture(engine, `memory-${stem}`, largest),
    bytesPicture(engine, `bytes-${stem}`, largest),
  ].filter((picture) => picture !== undefined)
}
