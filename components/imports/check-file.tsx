'use client'

import dynamic from 'next/dynamic'

/** The preview in a chunk of its own: most files are never looked into. */
export const CheckFile = dynamic(() => import('./preview-dialog.tsx').then((module) => module.PreviewDialog), { ssr: false })
