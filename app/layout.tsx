import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import { UploadsProvider } from '#components/imports/uploads.tsx'
import './globals.css'

export const metadata: Metadata = {
  title: { default: 'Tripfold', template: '%s · Tripfold' },
  description: 'How many trips a week start here? Trip records become answers.',
  icons: { icon: '/icon.svg' },
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#ffffff' },
    { media: '(prefers-color-scheme: dark)', color: '#15191c' },
  ],
}

export default function Layout({ children }: { children: ReactNode }) {
  return (
    // theme.js sets data-theme before React wakes up.
    <html lang="en" suppressHydrationWarning>
      <head>
        <script src="/theme.js" />
      </head>
      <body>
        <UploadsProvider>{children}</UploadsProvider>
      </body>
    </html>
  )
}
