'use client'

import { type ReactNode, useEffect, useRef } from 'react'
import styles from './popover.module.css'

/** A native disclosure that opens over the page and closes on Escape or a click outside. */
export function Popover(props: {
  summary: ReactNode
  name: string
  align?: 'start' | 'end'
  plain?: boolean
  /** Whether what is inside differs from nothing chosen. */
  isSet?: boolean
  children: ReactNode
}) {
  const details = useRef<HTMLDetailsElement>(null)
  useEffect(() => {
    const close = (event: Event) => {
      const element = details.current
      if (!element?.open) return
      if (event instanceof KeyboardEvent) {
        if (event.key !== 'Escape') return
        element.querySelector('summary')?.focus()
      } else if (event.target instanceof Node && element.contains(event.target)) return
      element.open = false
    }
    document.addEventListener('pointerdown', close)
    document.addEventListener('keydown', close)
    return () => {
      document.removeEventListener('pointerdown', close)
      document.removeEventListener('keydown', close)
    }
  }, [])
  return (
    <details ref={details} className={styles.popover}>
      <summary
        aria-label={props.name}
        title={props.name}
        className={props.plain ? styles.plain : `${styles.summary} ${props.isSet ? styles.set : ''}`}
      >
        {props.summary}
      </summary>
      <div className={`${styles.content} ${props.align === 'end' ? styles.end : ''}`}>{props.children}</div>
    </details>
  )
}
