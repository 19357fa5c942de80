import { lstat, readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/**
 * The files that names and patterns mean, in the order given: `*` and `?` in the last part of a path, for patterns that no
 * shell has expanded. A name that exists is never a pattern; one that matches nothing stays, to be said to be missing.
 */
export async function expandPatterns(given: readonly string[]): Promise<string[]> {
  const files = await Promise.all(given.map(expanded))
  return [...new Set(files.flat())]
}

async function expanded(path: string): Promise<string[]> {
  const pattern = basename(path)
  const isThere = await lstat(path).then(
    () => true,
    () => false,
  )
  if (isThere || !/[*?]/.test(pattern)) return [path]
  const matches = new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    'us',
  )
  const folder = dirname(path)
  const names = (await readdir(folder).catch(() => [])).filter((name) => !name.startsWith('.') && matches.test(name))
  return names.length === 0 ? [path] : names.sort().map((name) => join(folder, name))
}
