import { lstat, mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ImportView } from '#trips/import-job.ts'
import { undefinedIfMissing } from './file-fault.ts'
import { endingOf, type InboxFile, isUnchanged } from './inbox-file.ts'

/**
 * Moves the file of an import that has ended to done/, or to failed/ beside a text that says why; a name that is taken gets
 * a number. Returns where it is now, below the folder; undefined when the file is gone or another one by now.
 */
export async function settleInboxFile(dir: string, file: InboxFile, view: ImportView): Promise<string | undefined> {
  if (!(await isUnchanged(dir, file))) return undefined
  const folder = view.state === 'done' ? 'done' : 'failed'
  await mkdir(join(dir, folder), { recursive: true })
  const target = join(folder, await freeName(join(dir, folder), file.name))
  // First the text: a crash in between leaves the file where the next look finds it.
  if (view.state !== 'done') await writeFile(join(dir, `${target}.error.txt`), `${whyNot(view)}\n`)
  await rename(join(dir, file.name), join(dir, target))
  return target
}

const whyNot = ({ id, state, problem }: ImportView): string =>
  problem ? problem.message : `Import ${id} was ${state === 'undone' ? 'undone' : 'cancelled'}; nothing of the file is stored.`

/** `trips.csv`, else `trips (2).csv`, `trips (3).csv` … */
async function freeName(dir: string, name: string): Promise<string> {
  const ending = endingOf(name)
  const stem = name.slice(0, name.length - ending.length)
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${stem} (${number})${ending}`
    const taken = await lstat(join(dir, candidate)).catch(undefinedIfMissing)
    if (!taken) return candidate
  }
}
