import Link from 'next/link'
import type { ReactNode } from 'react'
import { ThemeToggle } from './theme-toggle.tsx'
import styles from './top-bar.module.css'

/** The slim bar on top of every page: the name, the page's own controls, the way to the imports, the theme. */
export function TopBar({ children, end }: { children?: ReactNode; end?: ReactNode }) {
  return (
    <header className={styles.bar}>
      <Link href="/" className={styles.brand}>
        {/* biome-ignore lint/performance/noImgElement: a 400-byte SVG gains nothing from an image service */}
        <img src="/icon.svg" alt="" width="22" height="22" />
        Tripfold
      </Link>
      <div className={styles.middle}>{children}</div>
      <div className={styles.end}>
        {end}
        <ThemeToggle />
      </div>
    </header>
  )
}
