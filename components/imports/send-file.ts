import type { DetailedError, HttpResponse, UploadOptions as TusOptions, Upload as TusUpload } from 'tus-js-client'
import { type ProblemView, uploadView } from '#trips/views.ts'
import { importOf, problemOf } from './call-api.ts'
import { forgetUpload, keyOf, recallUpload, rememberUpload } from './unfinished.ts'
import { importIdOfUrl, type Upload, type UploadAct } from './upload-queue.ts'

/** How to stop a file that is being sent; nothing is told of it afterwards. */
export type Sending = {
  /** What has arrived stays at the server. */
  pause(): void
  /** What has arrived is thrown away. */
  discard(): void
}

/** How often the server is asked whether the import has begun, until it has. */
const askMs = 2000
const uploadsPath = '/api/v1/uploads'
/** A server that answers, but with a fault of its own, is given a minute without a byte gained. */
const faultsMax = 8
/** After a break: soon, then ever later; a server that restarts is back within seconds, a network within minutes. */
const retryMs = [500, 1000, 2000, 4000, 8000, 15_000]

/**
 * Sends a file so that it can go on after a break: of the connection, of the server, or of this page, should the same file be
 * given again. A broken connection is waited for without end.
 */
export function sendFile(upload: Upload, tell: (action: UploadAct) => void): Sending {
  const attempt = new Attempt(upload, tell)
  attempt.start().catch((error) => attempt.fail(error))
  return attempt
}

class Attempt implements Sending {
  private readonly key: string
  private tus: TusUpload | undefined
  private stopped = false
  private failures = 0
  /** At the server, as it said last. */
  private arrived = 0
  private askedAt = performance.now()
  private hasBegun = false
  private retry: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly upload: Upload,
    private readonly tell: (action: UploadAct) => void,
  ) {
    this.key = keyOf(upload)
    tell({ act: 'start', id: upload.id })
    addEventListener('online', this.tryNow)
  }

  async start(): Promise<void> {
    // As large as the rest of the page, and not needed before.
    const { Upload: Client } = await import('tus-js-client')
    if (this.stopped) return
    const known = recallUpload(this.key)?.url
    // Asked of an upload that is known, a server that restarts must not make the client begin a new one.
    const options: TusOptions = { ...this.options(), ...(known ? { uploadUrl: known } : { endpoint: uploadsPath }) }
    const tus = new Client(this.upload.file as File, options)
    this.tus = tus
    tus.options.onUploadUrlAvailable = () => {
      tus.options.endpoint = null
      const { name, size } = this.upload.file
      rememberUpload(this.key, { url: new URL(tus.url ?? '', location.href).pathname, name, size, startedAt: Date.now() })
    }
    tus.start()
  }

  pause(): void {
    this.stop()
    void this.tus?.abort()
  }

  discard(): void {
    const url = this.tus?.url
    this.pause()
    forgetUpload(this.key)
    if (url) void discardUpload(url)
  }

  private options = (): TusOptions => ({
    // Retries are ours: they go on for as long as it takes, and show.
    ...{ retryDelays: null, storeFingerprintForResuming: false },
    metadata: metadataOf(this.upload),
    onProgress: (bytes) => this.progress(bytes),
    onAfterResponse: (request, response) => {
      // How much has really arrived; before that it is only known how much has left.
      const arrived = request.getMethod() === 'HEAD' ? response.getHeader('Upload-Offset') : undefined
      if (!arrived) return
      if (Number(arrived) > this.arrived) this.failures = 0
      this.arrived = Number(arrived)
      this.progress(this.arrived)
    },
    onSuccess: ({ lastResponse }) => void this.succeed(lastResponse).catch((error) => this.fail(error)),
    onError: (error) => this.fail(error),
  })

  private progress(bytes: number): void {
    if (this.stopped) return
    this.tell({ act: 'progress', id: this.upload.id, bytes, at: performance.now() })
    if (!this.hasBegun && performance.now() - this.askedAt > askMs) void this.askForImport().catch(() => {})
  }

  /** Of a large file the import begins before the last byte has gone. What is not heard now is heard next time. */
  private async askForImport(): Promise<void> {
    this.askedAt = performance.now()
    const response = await fetch(this.tus?.url ?? '')
    const importId = response.ok ? importIdOfUrl(uploadView.parse(await response.json()).begun ?? undefined) : undefined
    if (importId === undefined || this.stopped) return
    this.hasBegun = true
    this.tell({ act: 'begun', id: this.upload.id, importId })
  }

  /** The last byte is there: what the file has become is in the answer, or asked for. */
  private async succeed(answer: HttpResponse): Promise<void> {
    const path = answer.getHeader('Tripfold-Import') ?? (await this.outcome())
    if (typeof path !== 'string') return this.end({ act: 'refused', id: this.upload.id, problem: path })
    const response = await fetch(path)
    const view = importOf(await response.text())
    if (!view) throw new Error(`${path} answered ${response.status}`)
    this.end({ act: 'sent', id: this.upload.id, view })
  }

  private async outcome() {
    const response = await fetch(this.tus?.url ?? '')
    const text = await response.text()
    const known = response.ok ? uploadView.parse(JSON.parse(text)) : undefined
    if (response.status >= 500 || (known && !known.import && !known.problem)) throw new Error('not known yet')
    return known?.import ?? known?.problem ?? problemOf(response.status, text)
  }

  /** A refusal is told; an upload that the server has forgotten is begun anew; everything else is a break. */
  fail(error: Error | DetailedError): void {
    if (this.stopped) return
    const response = 'originalResponse' in error ? error.originalResponse : null
    const problem = problemOf(response?.getStatus() ?? 0, response?.getBody() ?? '')
    if (problem.status === 404 || problem.status === 410) this.beginAnew()
    else if (isForGood(problem)) this.end({ act: 'refused', id: this.upload.id, problem })
    else if (problem.status === 507 || (problem.status >= 500 && this.failures >= faultsMax)) this.giveUp(problem)
    else this.tryLater()
  }

  /** What has arrived stays, for whoever sends the file again: when the full disk is mended, say. */
  private giveUp(problem: ProblemView): void {
    this.stop()
    this.tell({ act: 'refused', id: this.upload.id, problem })
  }

  private tryLater(): void {
    this.tell({ act: 'stalled', id: this.upload.id })
    this.retry = setTimeout(this.tryNow, retryMs[Math.min(this.failures++, retryMs.length - 1)])
  }

  private beginAnew(): void {
    forgetUpload(this.key)
    this.start().catch((error) => this.fail(error))
  }

  private tryNow = (): void => {
    if (this.retry === undefined) return
    clearTimeout(this.retry)
    this.retry = undefined
    if (this.tus) this.tus.start()
    else this.start().catch((error) => this.fail(error))
  }

  private end(action: UploadAct): void {
    if (this.stopped) return
    this.stop()
    forgetUpload(this.key)
    this.tell(action)
  }

  private stop(): void {
    this.stopped = true
    clearTimeout(this.retry)
    removeEventListener('online', this.tryNow)
  }
}

/** 423: another request has it; 409 without a first import: the offset was another. */
const isForGood = ({ status, import: first }: ProblemView): boolean =>
  status >= 400 && status < 500 && status !== 423 && (status !== 409 || first !== undefined)

const metadataOf = ({ file, options, force }: Upload): Record<string, string> => ({
  filename: file.name,
  duplicates: options.duplicates,
  ...(options.region && { region: options.region }),
  ...(options.datasource && { datasource: options.datasource }),
  ...(force && { force: '1' }),
  ...options.reading,
})

/** Throws away what the server has of an upload; one that it does not know any more is gone already. */
export const discardUpload = (url: string): Promise<unknown> =>
  fetch(url, { method: 'DELETE', headers: { 'Tus-Resumable': '1.0.0' } }).catch(() => {})
