'use client'

import { useSyncExternalStore } from 'react'
import { Icon } from './icon.tsx'

const themes = ['system', 'light', 'dark'] as const
type Theme = (typeof themes)[number]
const icons = { system: 'system', light: 'sun', dark: 'moon' } as const

function watch(changed: () => void): () => void {
  const observer = new MutationObserver(changed)
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  return () => observer.disconnect()
}

function current(): Theme {
  const chosen = document.documentElement.dataset.theme
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system'
}

function choose(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
  try {
    if (theme === 'system') localStorage.removeItem('theme')
    else localStorage.setItem('theme', theme)
  } catch {
    // Storage can be switched off; the choice then lasts for this page.
  }
}

export function ThemeToggle() {
  const theme = useSyncExternalStore<Theme>(watch, current, () => 'system')
  const next = themes[(themes.indexOf(theme) + 1) % themes.length]
  const name = `Theme: ${theme}. Change to ${next}`
  return (
    <button type="button" className="icon" aria-label={name} title={name} onClick={() => choose(next)}>
      <Icon name={icons[theme]} />
    </button>
  )
}
