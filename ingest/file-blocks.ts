import { open } from 'node:fs/promises'

/** Bytes read at once: large enough that the disk does not show in the rate. */
const blockBytes = 1024 * 1024

/**
 * A file's bytes from … to − 1, or to its end, block by block, the next being read while one is worked on: valid until the next
 * is asked for. Always in the same two places, where a stream makes a new buffer for each.
 */
export async function* fileBlocks(path: string, from: number, to = Number.POSITIVE_INFINITY): AsyncGenerator<Uint8Array> {
  const file = await open(path)
  const rooms = [new Uint8Array(blockBytes), new Uint8Array(blockBytes)]
  const read = (at: number, room: Uint8Array) => file.read(room, 0, Math.min(blockBytes, to - at), at)
  let reading = from < to ? read(from, rooms[0]) : undefined
  try {
    for (let at = from, turn = 0; reading; turn = 1 - turn) {
      const { bytesRead } = await reading
      at += bytesRead
      reading = bytesRead > 0 && at < to ? read(at, rooms[1 - turn]) : undefined
      // Heard of when it is awaited.
      reading?.catch(() => {})
      if (bytesRead > 0) yield rooms[turn].subarray(0, bytesRead)
    }
  } finally {
    await reading?.catch(() => {})
    await file.close()
  }
}
