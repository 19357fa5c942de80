import styles from './imports.module.css'

/** A bar from nothing to all; without a value it says only that something is going on. */
export function Progress({ name, value }: { name: string; value?: number }) {
  return <progress className={styles.progress} aria-label={name} max={1} {...(value === undefined ? {} : { value })} />
}
