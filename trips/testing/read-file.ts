import type { MappingOptions } from '../csv-mapping.ts'
import { datetimeText } from '../iso-week.ts'
import { type Chunk, createChunkBuffers, createChunkReader } from '../read-chunk.ts'
import { recogniseMapping } from '../recognition/recognise-mapping.ts'

const encoder = new TextEncoder()

/** What became of a file, from its bytes to trips, as lines of text; or the sentence it is refused with. */
export type FileRead = { text: string; trips: string[]; rejects: string[]; flagged: string[]; chunks: Chunk[] }

export type ReadOptions = MappingOptions & { now?: number; blockBytes?: number; chunkRows?: number }

/** Reads a file as an import does: recognised by its first bytes, then in blocks and chunks. Throws the refusal as an Error. */
export function readFile(
  file: string | Uint8Array,
  { now, blockBytes, chunkRows = 1000, ...options }: ReadOptions = {},
): FileRead {
  const bytes = typeof file === 'string' ? encoder.encode(file) : file
  const recognised = recogniseMapping([bytes], 'trips.csv', options, now)
  if ('problem' in recognised) throw new Error(`${recognised.problem.code}: ${recognised.problem.message}`)
  const reader = createChunkReader(recognised.mapping, { buffers: [createChunkBuffers(chunkRows)] })
  const read: FileRead = { text: recognised.text, trips: [], rejects: [], flagged: [], chunks: [] }
  const take = (chunk: Chunk) => {
    for (let i = 0; i < chunk.columns.length; i++) read.trips.push(tripText(chunk, i))
    for (const { line, code } of chunk.rejects) read.rejects.push(`${line} ${code}`)
    for (const { line, code } of chunk.flagged) read.flagged.push(`${line} ${code}`)
    read.chunks.push(chunk)
  }
  for (let at = 0; at < bytes.length; at += blockBytes ?? bytes.length)
    for (const chunk of reader.push(bytes.subarray(at, at + (blockBytes ?? bytes.length)))) take(chunk)
  for (const chunk of reader.end()) take(chunk)
  return read
}

/** `lon lat > lon lat @ 2018-05-31 06:20:59` */
function tripText({ columns }: Chunk, i: number): string {
  const point = (lon: Int32Array, lat: Int32Array) => `${lon[i] / 1e7} ${lat[i] / 1e7}`
  const [from, to] = [point(columns.originLon, columns.originLat), point(columns.destinationLon, columns.destinationLat)]
  return `${from} > ${to} @ ${datetimeText(columns.time[i])}`
}
