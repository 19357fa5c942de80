import type { Upload } from './upload-queue.ts'

/** Uploads that were begun in this browser and have not ended: what is needed to go on with the same file another day. */

export type Unfinished = {
  key: string
  /** Path of the upload at the server. */
  url: string
  name: string
  size: number
  /** Milliseconds since 1970. */
  startedAt: number
}

const prefix = 'tripfold-upload:'

/** What a file is recognised by. Other options, or another version of the file, are another upload. */
export function keyOf({ file, options, force }: Pick<Upload, 'file' | 'options' | 'force'>): string {
  const { name, size, lastModified } = file as Upload['file'] & { lastModified?: number }
  const { duplicates, region, datasource, reading } = options
  return prefix + JSON.stringify([name, size, lastModified ?? 0, duplicates, region, datasource, force, reading])
}

/** A browser may refuse its storage (private windows): then uploads go on within the page's life only. */
function storage(): Storage | undefined {
  try {
    return globalThis.localStorage
  } catch {
    return undefined
  }
}

export function rememberUpload(key: string, upload: Omit<Unfinished, 'key'>): void {
  try {
    storage()?.setItem(key, JSON.stringify(upload))
  } catch {
    // Full: nothing is lost but the way back.
  }
}

export const forgetUpload = (key: string): void => storage()?.removeItem(key)

export function recallUpload(key: string): Unfinished | undefined {
  try {
    const { url, name, size, startedAt } = JSON.parse(storage()?.getItem(key) ?? '')
    return typeof url === 'string'
      ? { key, url, name: String(name), size: Number(size), startedAt: Number(startedAt) }
      : undefined
  } catch {
    return undefined
  }
}

/** All of them, the newest first. */
export function unfinishedUploads(): Unfinished[] {
  const kept = storage()
  const keys = Array.from({ length: kept?.length ?? 0 }, (_, i) => kept?.key(i) ?? '')
  return keys
    .filter((key) => key.startsWith(prefix))
    .flatMap((key) => recallUpload(key) ?? [])
    .toSorted((a, b) => b.startedAt - a.startedAt)
}
