import { TopBar } from '../ui/top-bar.tsx'
import styles from './dashboard.module.css'

/** Where the first answer will stand, in its size. */
export function Bones() {
  return (
    <div className={styles.answered}>
      <p className="unseen">Reading the trips…</p>
      <div className={styles.bone} style={{ width: '45%', height: 52 }} />
      <div className={styles.bone} style={{ width: '80%', height: 22 }} />
      <div className={styles.bone} style={{ width: '60%', height: 14 }} />
      <div className={styles.bone} style={{ height: 76 }} />
    </div>
  )
}

/** The page's own shape while its first answer is on the way. */
export function Skeleton() {
  return (
    <>
      <TopBar />
      <main className={styles.layout} aria-busy="true">
        <div className={`${styles.map} ${styles.waiting}`} />
        <div className={styles.sheet}>
          <div className={styles.panel}>
            <Bones />
          </div>
          <div className={styles.strip} />
        </div>
      </main>
    </>
  )
}
