'use client'

import { createContext, type ReactNode, useContext, useEffect, useReducer, useRef } from 'react'
import { sendFile } from './send-file.ts'
import { nextUpload, type Upload, type UploadOptions, uploadQueue } from './upload-queue.ts'

type Uploads = {
  uploads: Upload[]
  add: (files: readonly File[], options?: UploadOptions) => void
  again: (id: number, force: boolean) => void
  /** Takes an upload out of the list; one that is being sent is stopped. */
  remove: (id: number) => void
}

export const plainOptions: UploadOptions = { duplicates: 'keep', region: '', datasource: '' }

const UploadsContext = createContext<Uploads>({ uploads: [], add: () => {}, again: () => {}, remove: () => {} })
export const useUploads = (): Uploads => useContext(UploadsContext)

/** Keeps the uploads above the pages, so that walking from one to another does not stop them. */
export function UploadsProvider({ children }: { children: ReactNode }) {
  const [uploads, tell] = useReducer(uploadQueue, [])
  const stops = useRef(new Map<number, () => void>())
  const next = nextUpload(uploads)
  useEffect(() => {
    if (next) stops.current.set(next.id, sendFile(next, tell))
  }, [next])
  const isSending = uploads.some((upload) => upload.state === 'sending' || upload.state === 'waiting')
  useEffect(() => {
    if (!isSending) return
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', warn)
    return () => removeEventListener('beforeunload', warn)
  }, [isSending])
  const value: Uploads = {
    uploads,
    add: (files, options = plainOptions) => tell({ act: 'add', files: [...files], options }),
    again: (id, force) => tell({ act: 'again', id, force }),
    remove: (id) => {
      stops.current.get(id)?.()
      tell({ act: 'remove', id })
    },
  }
  return <UploadsContext value={value}>{children}</UploadsContext>
}
