'use client'

import { useEffect, useState } from 'react'
import { Icon } from './icon.tsx'

const copiedShownMs = 2000

/** Copies `text()`; where the browser refuses the clipboard (plain http away from localhost), selects it in a prompt. */
async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    window.prompt('Copy this:', text)
  }
}

export function CopyButton(props: {
  name: string
  text: () => string
  icon?: 'copy' | 'link'
  className?: string
  children?: string
}) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), copiedShownMs)
    return () => clearTimeout(timer)
  }, [copied])
  return (
    <button
      type="button"
      className={props.className ?? 'plain'}
      aria-label={props.name}
      title={props.name}
      onClick={() => copy(props.text()).then(() => setCopied(true))}
    >
      <Icon name={copied ? 'check' : (props.icon ?? 'copy')} />
      {props.children && <span>{copied ? 'Copied' : props.children}</span>}
      <span className="unseen" role="status">
        {copied ? 'Copied' : ''}
      </span>
    </button>
  )
}
