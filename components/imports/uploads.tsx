'use client'

import { createContext, type ReactNode, useContext, useEffect, useReducer, useRef } from 'react'
import { type Sending, sendFile } from './send-file.ts'
import { nextUpload, type Upload, type UploadOptions, uploadQueue } from './upload-queue.ts'

type Uploads = {
  uploads: Upload[]
  add: (files: readonly File[], options?: UploadOptions) => void
  again: (id: number, force: boolean) => void
  /** What has arrived stays at the server. */
  pause: (id: number) => void
  resume: (id: number) => void
  /** Takes an upload out of the list, and what has arrived from the server. */
  remove: (id: number) => void
}

export const plainOptions: UploadOptions = { duplicates: 'keep', region: '', datasource: '' }

const nothing = () => {}
const noUploads = { uploads: [], add: nothing, again: nothing, pause: nothing, resume: nothing, remove: nothing }
const UploadsContext = createContext<Uploads>(noUploads)
export const useUploads = (): Uploads => useContext(UploadsContext)

/** Keeps the uploads above the pages, so that walking from one to another does not stop them. */
export function UploadsProvider({ children }: { children: ReactNode }) {
  const [uploads, tell] = useReducer(uploadQueue, [])
  const sendings = useRef(new Map<number, Sending>())
  const next = nextUpload(uploads)
  useEffect(() => {
    if (next) sendings.current.set(next.id, sendFile(next, tell))
  }, [next])
  const isSending = uploads.some(({ state }) => state === 'sending' || state === 'waiting' || state === 'stalled')
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
    pause: (id) => {
      sendings.current.get(id)?.pause()
      tell({ act: 'pause', id })
    },
    resume: (id) => tell({ act: 'resume', id }),
    remove: (id) => {
      sendings.current.get(id)?.discard()
      tell({ act: 'remove', id })
    },
  }
  return <UploadsContext value={value}>{children}</UploadsContext>
}
