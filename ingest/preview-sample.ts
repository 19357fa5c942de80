import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { pipeline, Readable } from 'node:stream'
import { constants, createGunzip } from 'node:zlib'
import { UserProblem } from '#trips/user-problem.ts'
import { sampleBlocks } from './sample-blocks.ts'
import { spoolPath } from './spool.ts'

/** What a preview looks at of a packed file: 1 MiB is some ten thousand rows. */
const unpackedBytesMax = 1_048_576

export type PreviewSample = {
  /** The first bytes, unpacked, and blocks from elsewhere that each begin at a row. */
  blocks: Uint8Array[]
  /** Whether the first block is all there is. */
  whole: boolean
}

/** A file's first bytes, unpacked where they are gzip; `whole`: there are no more. Throws UserProblem for damaged gzip. */
export const sampleBytes = (bytes: Uint8Array, whole: boolean): PreviewSample | Promise<PreviewSample> =>
  isGzip(bytes) ? sampleGzip(Readable.from([bytes]), whole) : { blocks: [bytes], whole }

/** The beginning of a file in the spool, with pieces of the rest where it is not packed. Throws UserProblem when it is gone. */
export async function sampleSpooled(spoolDir: string, spoolName: string): Promise<PreviewSample> {
  const path = spoolPath(spoolDir, spoolName)
  try {
    const { size } = await stat(path)
    const blocks = await sampleBlocks(path, size)
    return isGzip(blocks[0]) ? await sampleGzip(createReadStream(path), true) : { blocks, whole: blocks[0].length === size }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    throw new UserProblem('conflict', 'The bytes of this file are gone from the server; send it again to look into it')
  }
}

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

async function sampleGzip(packed: Readable, whole: boolean): Promise<PreviewSample> {
  // What is there of a cut archive is unpacked, and its end is no error.
  const unpacked = pipeline(packed, createGunzip({ finishFlush: constants.Z_SYNC_FLUSH }), () => {})
  const blocks: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const block of unpacked) {
      blocks.push(block)
      bytes += block.length
      if (bytes > unpackedBytesMax) break
    }
  } catch (error) {
    const isDamaged = error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')
    if (!isDamaged) throw error
    if (bytes === 0) throw new UserProblem('unprocessable', 'The gzip archive is damaged: nothing of it can be unpacked')
  }
  return { blocks: [Buffer.concat(blocks).subarray(0, unpackedBytesMax)], whole: whole && bytes <= unpackedBytesMax }
}
