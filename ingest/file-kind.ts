import { open } from 'node:fs/promises'

/** How the bytes of a sent file are packed or written. */
export type FileKind = 'plain' | 'gzip' | 'zip' | Utf16
export type Utf16 = 'utf-16le' | 'utf-16be'

const headBytes = 512

/** By its first bytes; the name is not asked, for it is often wrong. */
export async function fileKind(path: string): Promise<FileKind> {
  const file = await open(path, 'r')
  const head = Buffer.alloc(headBytes)
  const { bytesRead } = await file.read(head, 0, headBytes, 0).finally(() => file.close())
  return kindOfHead(head.subarray(0, bytesRead))
}

export function kindOfHead(head: Uint8Array): FileKind {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip'
  if (head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5)) return 'zip'
  return utf16Of(head) ?? 'plain'
}

/** UTF-16 by its byte order mark, or because every other byte of its first characters is NUL as ASCII has it there. */
export function utf16Of(head: Uint8Array): Utf16 | undefined {
  // FF FE 00 00 is UTF-32; a file that begins with a NUL character is none we know.
  if (head[0] === 0xff && head[1] === 0xfe) return head[2] === 0 && head[3] === 0 ? undefined : 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  const pairs = Math.min(40, head.length >> 1)
  const nuls = [0, 0]
  for (let i = 0; i < pairs * 2; i++) if (head[i] === 0) nuls[i % 2]++
  const [most, fewest] = [Math.max(...nuls), Math.min(...nuls)]
  if (pairs < 2 || most <= pairs * 0.8 || fewest > 0) return undefined
  return nuls[1] > nuls[0] ? 'utf-16le' : 'utf-16be'
}
