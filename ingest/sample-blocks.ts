import { open } from 'node:fs/promises'

/** The head shows the columns; windows spread over the file show dates that a sorted file's head does not have. */
const headBytes = 256 * 1024
const windowBytes = 16 * 1024
const windows = 32
/** For files in which those leave the dates open: 4 MiB. */
export const windowsOfDoubt = 256

/**
 * The head of a file and pieces of the rest, its end always among them; each from the row after its first line end. Of a file
 * that is not whole, what lies behind `bytes` and the row that they cut are left out.
 */
export async function sampleBlocks(path: string, bytes: number, count = windows, isWhole = true): Promise<Uint8Array[]> {
  const file = await open(path, 'r')
  try {
    const read = async (at: number, length: number) => {
      const buffer = Buffer.alloc(length)
      const { bytesRead } = await file.read(buffer, 0, length, at)
      return buffer.subarray(0, bytesRead)
    }
    const head = Math.min(headBytes, bytes)
    const blocks: Uint8Array[] = [await read(0, head)]
    for (let i = 1; i <= count && bytes > head; i++) {
      const end = head + Math.floor(((bytes - head) * i) / count)
      const at = Math.max(end - windowBytes, head)
      blocks.push(wholeRows(await read(at, end - at), isWhole && end === bytes))
    }
    return blocks.filter((block) => block.length > 0)
  } finally {
    await file.close()
  }
}

const lf = 0x0a
const cr = 0x0d

/** What lies behind the first line end and, unless the file ends there, before the last one. */
function wholeRows(window: Buffer, endsFile: boolean): Uint8Array {
  const starts = [window.indexOf(lf), window.indexOf(cr)].filter((at) => at >= 0)
  if (starts.length === 0) return window.subarray(0, 0)
  const last = Math.max(window.lastIndexOf(lf), window.lastIndexOf(cr))
  return window.subarray(Math.min(...starts) + 1, endsFile ? window.length : last + 1)
}
