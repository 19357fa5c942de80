import type { SavedColumns } from '../saved-mapping.ts'
import { type FileHeader, ownNames, readPossibleHeaders } from './file-header.ts'
import { delimiterText } from './mapping-text.ts'

/** Names listed of each kind of difference. */
const namesShownMax = 8

/**
 * How a file differs from what a mapping was saved for, each difference as a clause (`it lacks the columns a and b`); none
 * where it fits, and none of a file that has no rows: why that cannot be read is another matter.
 */
export function savedDifferences({ columns, mapping }: SavedColumns, blocks: readonly Uint8Array[]): string[] {
  // Without a header there is nothing that could stand above it.
  const headersMax = mapping.header === false ? 1 : undefined
  if (readPossibleHeaders(blocks, mapping, headersMax).some(({ names }) => isSame(names))) return []
  const headers = readPossibleHeaders(blocks)
  if (headers.length === 0) return []
  const shared = headers.map(({ names }) => names.filter((name) => columns.includes(name)).length)
  const found = headers[shared.indexOf(Math.max(...shared))]
  if (mapping.header === false)
    return [`it has ${countOfColumns(found.names.length)} where the saved one has ${columns.length}`, ...dialect(mapping, found)]
  if (!found.header) return ['its first line has no column names', ...dialect(mapping, found)]
  return [...named(columns, found.names), ...dialect(mapping, found)]

  function isSame(names: readonly string[]): boolean {
    // Rows that were rejected and are sent again have columns of ours before them, which shift places but not names.
    return sameNames(names, columns) || (sameNames(ownNames(names), columns) && !usesPlaces(mapping))
  }
}

const sameNames = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((name, i) => name === b[i])

const usesPlaces = ({ origin, destination, time, region, datasource }: SavedColumns['mapping']): boolean =>
  [origin, destination, time, region, datasource].some((part) =>
    typeof part === 'object' ? Object.values(part).some((choice) => typeof choice === 'number') : typeof part === 'number',
  )

const countOfColumns = (count: number): string => (count === 1 ? '1 column' : `${count} columns`)

function dialect({ delimiter, encoding }: SavedColumns['mapping'], found: FileHeader): string[] {
  const clauses: string[] = []
  if (delimiter !== undefined && delimiter !== found.delimiter)
    clauses.push(`it is separated by ${delimiterText[found.delimiter]}, not by ${delimiterText[delimiter]}`)
  if (encoding !== undefined && encoding !== found.encoding) clauses.push(`its text is ${found.encoding}, not ${encoding}`)
  return clauses
}

function named(saved: readonly string[], found: readonly string[]): string[] {
  const missing = without(saved, found)
  const added = without(found, saved)
  const clauses: string[] = []
  if (missing.length > 0) clauses.push(`it lacks ${listed(missing)}`)
  if (added.length > 0) clauses.push(`it also has ${listed(added)}`)
  const moved = movedNames(without(saved, missing), without(found, added))
  if (moved.length > 0) clauses.push(`the columns stand in another order (${quoted(moved)})`)
  return clauses
}

/** What is left of a list when each name of another list has taken one away. */
function without(names: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>()
  for (const name of others) left.set(name, (left.get(name) ?? 0) + 1)
  return names.filter((name) => {
    const count = left.get(name) ?? 0
    if (count > 0) left.set(name, count - 1)
    return count === 0
  })
}

const movedNames = (saved: readonly string[], found: readonly string[]): string[] => found.filter((name, i) => name !== saved[i])

const listed = (names: readonly string[]): string => `the ${names.length === 1 ? 'column' : 'columns'} ${quoted(names)}`

function quoted(names: readonly string[]): string {
  const shown = names.slice(0, namesShownMax).map((name) => `'${name}'`)
  const more = names.length > shown.length ? ` and ${names.length - shown.length} more` : ''
  return `${shown.join(', ')}${more}`
}
