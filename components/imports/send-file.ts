import { queryText } from '../filters/url-params.ts'
import { importOf, problemOf } from './call-api.ts'
import type { Upload, UploadAct } from './upload-queue.ts'

export const uploadPath = ({ file, options, force }: Pick<Upload, 'file' | 'options' | 'force'>): string =>
  `/api/v1/imports${queryText({
    filename: file.name,
    duplicates: options.duplicates,
    region: options.region || undefined,
    datasource: options.datasource || undefined,
    force: force ? '1' : undefined,
    ...options.reading,
  })}`

const broken = {
  type: 'about:blank',
  title: 'The connection broke',
  status: 0,
  detail: 'The file did not arrive whole, so nothing of it is stored.',
}

/**
 * Sends a file as the raw body; XMLHttpRequest, because fetch does not tell how much is gone. Returns the way to stop it.
 * A stopped upload reports nothing more.
 */
export function sendFile(upload: Upload, tell: (action: UploadAct) => void): () => void {
  const { id } = upload
  const request = new XMLHttpRequest()
  request.open('POST', uploadPath(upload))
  request.setRequestHeader('accept', 'application/json')
  request.upload.onprogress = (event) => tell({ act: 'progress', id, bytes: event.loaded, at: performance.now() })
  request.onerror = () => tell({ act: 'refused', id, problem: broken })
  request.onload = () => {
    const view = request.status < 300 ? importOf(request.responseText) : undefined
    if (view) tell({ act: 'sent', id, view })
    else tell({ act: 'refused', id, problem: problemOf(request.status, request.responseText) })
  }
  tell({ act: 'start', id, at: performance.now() })
  request.send(upload.file)
  return () => request.abort()
}
