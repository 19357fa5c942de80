import { randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { FileProblem } from './import-problem.ts'
import { spoolPath } from './spool.ts'

/** A trip file packs 4 to 12 times; more than this is a bomb, or no trip file. */
const unpackedRatioMax = 200

/** Beside the file as it was sent, while its import lasts. */
export const unpackedName = (spoolName: string): string => `${spoolName}.csv`

/**
 * Makes the plain CSV of a spooled file ready to be read at any byte: the file itself, or a gzip's contents beside it.
 * Returns its path and size. Throws FileProblem for a torn or oversized archive, or when the file is gone or
 * no longer `expectedBytes` long: after a power cut a file may be shorter than the rows stored from it.
 */
export async function stageFile(
  spoolDir: string,
  spoolName: string,
  expectedBytes: number | null = null,
): Promise<{ path: string; bytes: number }> {
  const sent = spoolPath(spoolDir, spoolName)
  const unpacked = spoolPath(spoolDir, unpackedName(spoolName))
  try {
    if (!(await isGzip(sent))) return whole({ path: sent, bytes: (await stat(sent)).size }, expectedBytes)
  } catch (error) {
    if (error instanceof FileProblem) throw error
    throw new FileProblem({
      code: 'unreadable',
      message: `The file is gone from the spool (${String(error)}); please send it again.`,
    })
  }
  const known = await stat(unpacked).catch(() => undefined)
  if (!known || (expectedBytes !== null && known.size !== expectedBytes)) await unpack(sent, unpacked)
  return whole({ path: unpacked, bytes: (await stat(unpacked)).size }, expectedBytes)
}

function whole(file: { path: string; bytes: number }, expectedBytes: number | null): { path: string; bytes: number } {
  if (expectedBytes === null || file.bytes === expectedBytes) return file
  throw new FileProblem({
    code: 'unreadable',
    message: `The file in the spool has ${file.bytes} bytes and had ${expectedBytes}; please send it again.`,
  })
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path, 'r')
  const head = Buffer.alloc(2)
  await file.read(head, 0, 2, 0).finally(() => file.close())
  return head[0] === 0x1f && head[1] === 0x8b
}

/** Under another name until it is whole: a worker that dies while unpacking leaves nothing that looks finished. */
async function unpack(from: string, to: string): Promise<void> {
  const bytesMax = (await stat(from)).size * unpackedRatioMax
  const part = `${to}.${randomUUID()}.part`
  let bytes = 0
  try {
    await pipeline(
      createReadStream(from),
      createGunzip(),
      async function* (blocks: AsyncIterable<Buffer>) {
        for await (const block of blocks) {
          bytes += block.length
          if (bytes > bytesMax)
            throw new FileProblem({
              code: 'unreadable',
              message: `The archive unpacks to more than ${unpackedRatioMax} times its size; a trip file does not.`,
            })
          yield block
        }
      },
      createWriteStream(part, { flush: true }),
    )
    await rename(part, to)
  } catch (error) {
    await rm(part, { force: true })
    if (isBrokenArchive(error))
      throw new FileProblem({
        code: 'unreadable',
        message: `The gzip archive is damaged or cut off after ${bytes} unpacked bytes; nothing was stored.`,
      })
    throw error
  }
}

const isBrokenArchive = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')
