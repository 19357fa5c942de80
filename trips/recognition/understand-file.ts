import type { ChosenMapping } from '../csv-mapping.ts'
import type { ImportProblem } from '../import-job.ts'
import type { ReadingOptions, SavedMapping } from '../saved-mapping.ts'
import { type Recognised, recogniseMapping } from './recognise-mapping.ts'
import { savedDifferences } from './saved-differences.ts'

/** A recognised file, and what a saved mapping had to do with it. */
export type Understood = Recognised & {
  /** The saved mapping that is used, or that was asked for; with how the file differs from it. */
  saved?: { name: string; differences: string[] }
}

/**
 * Understands a file's columns as `recogniseMapping` does, with saved mappings: the one that `options.mapping` names, from
 * which the file must not differ, or `candidates` for its header, of which the only one that fits is used. What was used, and
 * what was not although it has the header, is said in the text, or in the problem. `now` as for `recogniseMapping`.
 */
export function understandFile(
  sample: readonly Uint8Array[],
  fileName: string,
  { mapping, ...options }: ReadingOptions,
  candidates: readonly SavedMapping[],
  now?: number,
): Understood {
  const recognise = (chosen?: ChosenMapping) => recogniseMapping(sample, fileName, { ...options, mapping: chosen }, now)
  if (typeof mapping === 'object') return recognise(mapping)
  const known = candidates.map((saved) => ({ saved, differences: savedDifferences(saved, sample) }))
  const fitting = known.filter(({ differences }) => differences.length === 0)
  if (mapping !== undefined) return asNamed(mapping)
  if (fitting.length === 1) return asSaved(fitting[0].saved)
  return noting(recognise(), unusedText(known.map(({ saved }) => saved.name)))

  function asSaved({ name, mapping }: SavedMapping): Understood {
    return { ...noting(recognise(mapping), `Read as saved under '${name}'.`), saved: { name, differences: [] } }
  }

  function asNamed(name: string): Understood {
    const [first] = known.filter(({ saved }) => saved.name === name)
    if (!first) return { problem: problem(`There is no saved mapping '${name}'.`) }
    if (first.differences.length === 0) return asSaved(first.saved)
    const { differences } = first
    return { problem: problem(differenceText(name, differences)), saved: { name, differences } }
  }
}

/** How a file differs from a saved mapping, in one sentence. */
export const differenceText = (name: string, differences: readonly string[]): string =>
  `The file differs from what '${name}' was saved for: ${differences.join(', and ')}.`

const problem = (message: string): ImportProblem => ({ code: 'other_columns', message })

const unusedText = (names: readonly string[]): string =>
  names.length === 0
    ? ''
    : names.length === 1
      ? `The saved mapping '${names[0]}' has these columns, but the file differs from it otherwise, so it was not used.`
      : `Several saved mappings fit these columns (${names.map((name) => `'${name}'`).join(', ')}), so none was used.`

function noting(recognised: Recognised, note: string): Recognised {
  if (note === '') return recognised
  if ('problem' in recognised) return { problem: { ...recognised.problem, message: `${recognised.problem.message} ${note}` } }
  return { ...recognised, text: `${recognised.text} ${note}` }
}
