'use client'

import { useState } from 'react'
import { bytesText, durationText, percentText } from '../ui/numbers.ts'
import styles from './imports.module.css'
import { Progress } from './progress.tsx'
import { importIdOfUrl, type Upload, uploadRate } from './upload-queue.ts'
import { useUploads } from './uploads.tsx'

/** How far a file is on its way to the server. */
export function sendingText(upload: Upload): string {
  const { size } = upload.file
  const arrived = `${bytesText(upload.sentBytes)} of ${bytesText(size)}`
  if (upload.state === 'waiting')
    return upload.sentBytes > 0 ? `Waits to go on · ${arrived}` : `Waits to be sent · ${bytesText(size)}`
  if (upload.state === 'paused') return `Paused at ${percentText(upload.sentBytes / size)} · ${arrived}`
  if (upload.state === 'stalled') return `Waiting for the connection; goes on by itself · ${arrived}`
  if (upload.sentBytes >= size) return 'Sent; being checked by the server'
  const rate = uploadRate(upload)
  const words = [`Sending ${percentText(upload.sentBytes / size)}`, arrived]
  if (rate) words.push(`${bytesText(rate)} a second`, `${durationText((size - upload.sentBytes) / rate)} left`)
  return words.join(' · ')
}

function Refused({ upload }: { upload: Upload }) {
  const { again, remove } = useUploads()
  const first = importIdOfUrl(upload.problem?.import)
  const isKnown = upload.problem?.status === 409
  return (
    <div role="alert">
      {isKnown ? (
        <p>The same file, byte for byte, was imported before.</p>
      ) : (
        <p className={styles.wrong}>{upload.problem?.detail}</p>
      )}
      <p className={styles.actions}>
        {isKnown ? (
          <button type="button" onClick={() => again(upload.id, true)}>
            Import anyway
          </button>
        ) : (
          <button type="button" onClick={() => again(upload.id, false)}>
            Send again
          </button>
        )}
        {first !== undefined && <a href={`#import-${first}`}>{isKnown ? 'See the first import' : 'See the import'}</a>}
        <button type="button" className="plain" onClick={() => remove(upload.id)}>
          Dismiss
        </button>
      </p>
    </div>
  )
}

/** To pause an upload, to go on with it, or to throw away what has arrived. */
export function UploadButtons({ upload }: { upload: Upload }) {
  const { pause, resume, remove } = useUploads()
  const [asking, setAsking] = useState(false)
  const cancel = () => (upload.sentBytes > 0 ? setAsking(true) : remove(upload.id))
  if (asking)
    return (
      <span className={styles.buttons}>
        <button type="button" className="danger" onClick={() => remove(upload.id)}>
          Throw away {bytesText(upload.sentBytes)}
        </button>
        <button type="button" className="plain" onClick={() => setAsking(false)}>
          Keep
        </button>
      </span>
    )
  return (
    <span className={styles.buttons}>
      {upload.state === 'paused' ? (
        <button type="button" className="plain" onClick={() => resume(upload.id)}>
          Go on
        </button>
      ) : (
        <button type="button" className="plain" onClick={() => pause(upload.id)}>
          Pause
        </button>
      )}
      <button type="button" className="plain" onClick={cancel}>
        Cancel
      </button>
    </span>
  )
}

/** A file on its way to the server, or one that the server did not take. */
export function UploadCard({ upload }: { upload: Upload }) {
  const { size } = upload.file
  const checked = upload.state === 'sending' && upload.sentBytes >= size
  return (
    <li className={styles.card} aria-label={`Upload of ${upload.file.name}`}>
      <header>
        <h2>{upload.file.name}</h2>
        {upload.state !== 'refused' && <UploadButtons upload={upload} />}
      </header>
      {upload.state === 'refused' ? (
        <Refused upload={upload} />
      ) : (
        <>
          <Progress name={`Upload of ${upload.file.name}`} value={checked ? undefined : upload.sentBytes / size} />
          <p className={upload.state === 'stalled' ? `small ${styles.stalled}` : 'small'}>{sendingText(upload)}</p>
        </>
      )}
    </li>
  )
}
