import { type DuplicatesRule, type ImportView, isTerminal } from '#trips/import-job.ts'
import type { ProblemView } from '#trips/views.ts'

export type UploadOptions = {
  duplicates: DuplicatesRule
  region: string
  datasource: string
  /** More parameters that say how to read the file, as its preview has left them. */
  reading?: Record<string, string>
}

export type Upload = {
  id: number
  file: Blob & { name: string }
  options: UploadOptions
  /** Sent although the same bytes were imported before. */
  force: boolean
  /** `stalled`: the connection is gone and is tried again by itself; `paused`: somebody wished it. */
  state: 'waiting' | 'sending' | 'stalled' | 'paused' | 'sent' | 'refused'
  sentBytes: number
  /** When how many bytes were gone (milliseconds), over the last seconds of unbroken sending only. */
  marks: { at: number; bytes: number }[]
  problem?: ProblemView
  view?: ImportView
  /** The import that has begun while the file is still being sent. */
  importId?: number
}

export type UploadAct =
  | { act: 'add'; files: Upload['file'][]; options: UploadOptions }
  | { act: 'start'; id: number }
  | { act: 'progress'; id: number; bytes: number; at: number }
  | { act: 'begun'; id: number; importId: number }
  | { act: 'stalled'; id: number }
  | { act: 'pause'; id: number }
  | { act: 'resume'; id: number }
  | { act: 'sent'; id: number; view: ImportView }
  | { act: 'refused'; id: number; problem: ProblemView }
  | { act: 'again'; id: number; force: boolean }
  | { act: 'remove'; id: number }

const rateWindowMs = 10_000

const added = (uploads: Upload[], { files, options }: Extract<UploadAct, { act: 'add' }>): Upload[] => {
  const first = Math.max(0, ...uploads.map((upload) => upload.id)) + 1
  return [
    ...uploads,
    ...files.map((file, i) => ({
      id: first + i,
      file,
      options,
      force: false,
      state: 'waiting' as const,
      sentBytes: 0,
      marks: [],
    })),
  ]
}

function changed(upload: Upload, action: Exclude<UploadAct, { act: 'add' | 'remove' }>): Upload {
  switch (action.act) {
    case 'start':
      return { ...upload, state: 'sending', marks: [], problem: undefined }
    case 'progress': {
      // News of a request that was stopped meanwhile.
      if (upload.state !== 'sending' && upload.state !== 'stalled') return upload
      const mark = { at: action.at, bytes: action.bytes }
      // After a break less may have arrived than was gone; the time of the break is no time of sending.
      const goesOn = upload.state === 'sending' && action.bytes >= upload.sentBytes
      const marks = goesOn ? [...upload.marks.filter(({ at }) => at >= action.at - rateWindowMs), mark] : [mark]
      return { ...upload, state: 'sending', sentBytes: action.bytes, marks }
    }
    case 'begun':
      return { ...upload, importId: action.importId }
    case 'stalled':
      return upload.state === 'sending' ? { ...upload, state: 'stalled', marks: [] } : upload
    case 'pause':
      return upload.state === 'sent' || upload.state === 'refused' ? upload : { ...upload, state: 'paused', marks: [] }
    case 'resume':
      return upload.state === 'paused' ? { ...upload, state: 'waiting' } : upload
    case 'sent':
      return { ...upload, state: 'sent', sentBytes: upload.file.size, view: action.view }
    case 'refused':
      return { ...upload, state: 'refused', problem: action.problem }
    case 'again':
      return { ...upload, state: 'waiting', force: action.force, sentBytes: 0, problem: undefined, importId: undefined }
  }
}

/** The files on their way to the server, in the order they were given. They are sent one after the other. */
export function uploadQueue(uploads: Upload[], action: UploadAct): Upload[] {
  if (action.act === 'add') return added(uploads, action)
  if (action.act === 'remove') return uploads.filter((upload) => upload.id !== action.id)
  return uploads.map((upload) => (upload.id === action.id ? changed(upload, action) : upload))
}

/** The next file to send: none while one is being sent, or waits for the connection that the others would need too. */
export const nextUpload = (uploads: readonly Upload[]): Upload | undefined =>
  uploads.some(({ state }) => state === 'sending' || state === 'stalled')
    ? undefined
    : uploads.find((upload) => upload.state === 'waiting')

/** Uploads that are shown with the import they have begun, by its id; one that was refused speaks for itself. */
export function uploadsOfImports(uploads: readonly Upload[], imports: readonly ImportView[]): Map<number, Upload> {
  const underWay = new Set(imports.filter(({ state }) => !isTerminal(state)).map(({ id }) => id))
  const joined = uploads.filter(({ importId, state }) => importId !== undefined && underWay.has(importId) && state !== 'refused')
  return new Map(joined.map((upload) => [upload.importId ?? 0, upload]))
}

/** Bytes a second over the last ten seconds; undefined before there are two marks a moment apart. */
export function uploadRate({ marks }: Pick<Upload, 'marks'>): number | undefined {
  const [first, last] = [marks[0], marks.at(-1)]
  if (!first || !last || last.at - first.at < 500) return undefined
  return ((last.bytes - first.bytes) / (last.at - first.at)) * 1000
}

/** The id of the import that a problem's link names (`/api/v1/imports/12`). */
export const importIdOfUrl = (url: string | undefined): number | undefined => {
  const match = /\/imports\/(\d+)\/?$/.exec(url ?? '')
  return match ? Number(match[1]) : undefined
}
