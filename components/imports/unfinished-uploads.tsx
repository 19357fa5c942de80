'use client'

import { useEffect, useState } from 'react'
import { type UploadView, uploadView } from '#trips/views.ts'
import { bytesText, percentText } from '../ui/numbers.ts'
import styles from './imports.module.css'
import { discardUpload } from './send-file.ts'
import { forgetUpload, keyOf, type Unfinished, unfinishedUploads } from './unfinished.ts'
import { useUploads } from './uploads.tsx'

type Listed = Unfinished & { bytes: number; sending: boolean }

/** Another page sends it, or the connection of the page before has not been given up yet: soon that is known. */
const lookMs = 3000

/** What the server still has of each; what it has not, or has made an import of, is forgotten here too. */
async function readUnfinished(): Promise<Listed[]> {
  const listed = await Promise.all(
    unfinishedUploads().map(async (one) => {
      const view = await readUpload(one.url)
      if (view === 'gone' || (typeof view === 'object' && (view.import || view.problem))) forgetUpload(one.key)
      else if (view !== 'unknown') return { ...one, bytes: view.bytes, sending: view.sending }
    }),
  )
  return listed.filter((one) => one !== undefined)
}

async function readUpload(url: string): Promise<UploadView | 'gone' | 'unknown'> {
  try {
    const response = await fetch(url)
    if (response.status === 404) return 'gone'
    return uploadView.parse(await response.json())
  } catch {
    return 'unknown'
  }
}

/** Uploads of a former visit that broke off: the page cannot open their files again by itself, their owner can. */
export function UnfinishedUploads() {
  const { uploads } = useUploads()
  const [listed, setListed] = useState<Listed[]>([])
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let shown = true
    const look = async () => {
      const found = await readUnfinished()
      if (!shown) return
      setListed(found)
      if (found.some(({ sending }) => sending)) timer = setTimeout(look, lookMs)
    }
    void look()
    return () => {
      shown = false
      clearTimeout(timer)
    }
  }, [])
  const underWay = new Set(uploads.map(keyOf))
  const left = listed.filter(({ key, sending }) => !sending && !underWay.has(key))
  if (left.length === 0) return null
  const discard = ({ key, url }: Listed) => {
    forgetUpload(key)
    setListed((all) => all.filter((one) => one.key !== key))
    void discardUpload(url)
  }
  return (
    <section className={styles.unfinished} aria-label="Unfinished uploads">
      <p className="small">Not finished last time. Drop the same file again and it goes on where it was.</p>
      <ul>
        {left.map((one) => (
          <li key={one.key}>
            <span>
              <strong>{one.name}</strong>{' '}
              <span className="small">
                {percentText(one.bytes / Math.max(1, one.size))} of {bytesText(one.size)} is here
              </span>
            </span>
            <button type="button" className="plain" onClick={() => discard(one)}>
              Discard
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
