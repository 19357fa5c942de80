'use client'

import { useEffect, useRef, useState } from 'react'

/** A screen reader that is read every change of a progress never comes to its end. */
const quietMs = 5000

/** Tells assistive technology a changing text, politely and at most every five seconds; the last text is always told. */
export function Announcer({ text }: { text: string }) {
  const [told, setTold] = useState('')
  const toldAt = useRef(0)
  useEffect(() => {
    const wait = Math.max(0, toldAt.current + quietMs - Date.now())
    const timer = setTimeout(() => {
      toldAt.current = Date.now()
      setTold(text)
    }, wait)
    return () => clearTimeout(timer)
  }, [text])
  return (
    <div className="unseen" role="status" aria-live="polite">
      {told}
    </div>
  )
}
