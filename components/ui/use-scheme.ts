'use client'

import { useSyncExternalStore } from 'react'

export type Scheme = 'light' | 'dark'

const darkQuery = '(prefers-color-scheme: dark)'

function watch(changed: () => void): () => void {
  const query = matchMedia(darkQuery)
  const observer = new MutationObserver(changed)
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  query.addEventListener('change', changed)
  return () => {
    observer.disconnect()
    query.removeEventListener('change', changed)
  }
}

const current = (): Scheme => {
  const chosen = document.documentElement.dataset.theme
  if (chosen === 'light' || chosen === 'dark') return chosen
  return matchMedia(darkQuery).matches ? 'dark' : 'light'
}

/** What is on screen now, for pixels that style sheets do not reach (canvas, SVG charts). */
export const useScheme = (): Scheme => useSyncExternalStore(watch, current, () => 'light')
