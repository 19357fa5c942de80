import { open } from 'node:fs/promises'

/** The head shows the columns; windows spread over the file show dates that a sorted file's head does not have. */
const headBytes = 256 * 1024
const windowBytes = 16 * 1024
const windows = 32

/** The head of a file and pieces of the rest, each of those from the row after its first line end. */
export async function sampleBlocks(path: string, bytes: number): Promise<Uint8Array[]> {
  const file = await open(path, 'r')
  try {
    const read = async (at: number, length: number) => {
      const buffer = Buffer.alloc(length)
      const { bytesRead } = await file.read(buffer, 0, length, at)
      return buffer.subarray(0, bytesRead)
    }
    const blocks: Uint8Array[] = [await read(0, Math.min(headBytes, bytes))]
    for (let i = 1; i <= windows && bytes > headBytes; i++) {
      const at = Math.min(headBytes + Math.floor(((bytes - headBytes) * i) / windows), bytes) - windowBytes
      const window = await read(Math.max(at, 0), windowBytes)
      const lineEnd = window.indexOf(0x0a)
      const lastLineEnd = window.lastIndexOf(0x0a)
      if (lineEnd >= 0 && lastLineEnd > lineEnd) blocks.push(window.subarray(lineEnd + 1, lastLineEnd + 1))
    }
    return blocks
  } finally {
    await file.close()
  }
}
