'use client'

import { type ReactNode, useEffect, useState } from 'react'
import styles from './drop.module.css'
import { useUploads } from './uploads.tsx'

const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false

/** The whole page takes dropped files. */
export function DropTarget({ children }: { children: ReactNode }) {
  const { add } = useUploads()
  const [over, setOver] = useState(false)
  useEffect(() => {
    const hover = (event: DragEvent) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      setOver(true)
    }
    const leave = (event: DragEvent) => {
      if (!event.relatedTarget) setOver(false)
    }
    const drop = (event: DragEvent) => {
      setOver(false)
      if (!hasFiles(event)) return
      // A zone of its own, with options, has taken it already.
      if (event.defaultPrevented) return
      event.preventDefault()
      add([...(event.dataTransfer?.files ?? [])])
    }
    addEventListener('dragover', hover)
    addEventListener('dragleave', leave)
    addEventListener('drop', drop)
    return () => {
      removeEventListener('dragover', hover)
      removeEventListener('dragleave', leave)
      removeEventListener('drop', drop)
    }
  }, [add])
  return (
    <>
      {children}
      {over && (
        <div className={styles.over} aria-hidden="true">
          <p>Drop CSV files to import their trips</p>
        </div>
      )}
    </>
  )
}
