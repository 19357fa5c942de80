'use client'

import Link from 'next/link'
import { useRef } from 'react'
import type { ImportView } from '#trips/import-job.ts'
import { Announcer } from '../ui/announcer.tsx'
import { countOf } from '../ui/numbers.ts'
import { TopBar } from '../ui/top-bar.tsx'
import { DropTarget } from './drop-target.tsx'
import { DropZone } from './drop-zone.tsx'
import { Feeds } from './feeds.tsx'
import { ImportCard } from './import-card.tsx'
import type { RealtimeAddress } from './import-feed.ts'
import { ImportPill } from './import-pill.tsx'
import { isBusy, spokenText } from './import-words.ts'
import styles from './imports.module.css'
import { OtherWays } from './other-ways.tsx'
import { UnfinishedUploads } from './unfinished-uploads.tsx'
import { UploadCard } from './upload-card.tsx'
import { uploadsOfImports } from './upload-queue.ts'
import { useLiveImports } from './use-live-imports.ts'

const connectionWords = {
  connecting: 'Connecting…',
  live: 'Live',
  offline: 'Not live: looks every few seconds, and tries to reconnect',
} as const

type Props = { imports: ImportView[]; realtime: RealtimeAddress; readImports: () => Promise<ImportView[]>; origin: string }

/** Everything about getting trips in: files on their way, imports under way, imports of the past. */
export function ImportsPage(props: Props) {
  const { imports, uploads, connection, upsert } = useLiveImports(props)
  const followed = useRef<number>(undefined)
  followed.current = imports.find(isBusy)?.id ?? followed.current
  const spoken = imports.find((view) => view.id === followed.current)
  const joined = uploadsOfImports(uploads, imports)
  const alone = uploads.filter((upload) => ![...joined.values()].includes(upload))
  return (
    <DropTarget>
      <TopBar end={<ImportPill imports={imports} uploads={uploads} here />}>
        <Link href="/" className={styles.toMap}>
          Map
        </Link>
      </TopBar>
      <main className={styles.page}>
        <header className={styles.title}>
          <h1>Imports</h1>
          <span
            className={`small ${styles.connection} ${styles[connection]}`}
            title="Progress is pushed to this page as it happens"
          >
            {connectionWords[connection]}
          </span>
        </header>
        <DropZone />
        <UnfinishedUploads />
        <OtherWays origin={props.origin} />
        <Feeds />
        <Announcer text={spoken ? spokenText(spoken) : ''} />
        <ol className={styles.list} aria-label="Imports">
          {alone.map((upload) => (
            <UploadCard key={`upload-${upload.id}`} upload={upload} />
          ))}
          {imports.map((view) => (
            <ImportCard key={view.id} view={view} upsert={upsert} upload={joined.get(view.id)} />
          ))}
        </ol>
        {imports.length + uploads.length === 0 && <p className={styles.none}>Nothing was imported yet.</p>}
        {imports.length > 0 && <p className="small">{countOf(imports.length, 'import')}, newest first.</p>}
      </main>
    </DropTarget>
  )
}
