import { engineName, groupBy } from './ingest-cases.ts'
import { type KindName, kindNames, kinds } from './question.ts'
import { type AnswererName, type AnswersLine, answererNames, type PeerName } from './result-line.ts'
import { median, percentile } from './statistics.ts'

/** Everyone who was asked about the same trips in one session. */
export type AnswersCase = {
  session: string
  rows: number
  /** Such as MySQL 9.7.4. */
  engine: string
  systems: Partial<Record<AnswererName, AnswersLine>>
  /** Who answered what differently: then nothing of the case counts. */
  wrong: string[]
}

/**
 * The cases of all lines of twelve cities as they come, small ones first. Of sessions that measured the same case the one with the most systems counts, the
 * newest of those.
 */
export function answersCases(lines: readonly AnswersLine[]): AnswersCase[] {
  const best = new Map<string, AnswersCase>()
  const rank = ({ systems, session }: AnswersCase) => `${Object.keys(systems).length} ${session}`
  const native = lines.filter(({ shape }) => shape === 'native')
  for (const group of groupBy(native, (line) => [engineName(line), line.rows, line.session].join())) {
    const found = caseOf(group)
    const key = [found.engine, found.rows].join()
    const known = best.get(key)
    if (!known || rank(found) > rank(known)) best.set(key, found)
  }
  return [...best.values()].sort((a, b) => a.rows - b.rows)
}

function caseOf(lines: readonly AnswersLine[]): AnswersCase {
  const [first] = lines
  const systems: AnswersCase['systems'] = Object.fromEntries(lines.map((line) => [line.system, line]))
  const wrong = lines.flatMap((line) => differencesOf(first, line))
  return { session: first.session, rows: first.rows, engine: engineName(first), systems, wrong }
}

function differencesOf(first: AnswersLine, other: AnswersLine): string[] {
  return kindNames.flatMap((kind) => {
    const [expected, found] = [first.asked[kind]?.hashes ?? [], other.asked[kind]?.hashes ?? []]
    const at = found.findIndex((hash, i) => hash !== expected[i])
    return at < 0 ? [] : [`${first.system} and ${other.system} answer question ${at + 1} of "${kinds[kind].says}" differently`]
  })
}

/** Milliseconds of all questions of these kinds, at most the first `most` of each. */
export const msOf = (line: AnswersLine | undefined, names: readonly KindName[], most?: number): number[] =>
  names.flatMap((kind) => line?.asked[kind]?.ms.slice(0, most) ?? [])

/** Undefined where nothing was asked. */
export const shareOf = (ms: readonly number[], share: number): number | undefined =>
  ms.length > 0 ? percentile(ms, share) : undefined

/** How many times as fast as the peer Tripfold is: medians over the questions that both were asked. */
export function timesAsFastAs({ systems }: AnswersCase, peer: PeerName, names: readonly KindName[]): number | undefined {
  const both = names.map((kind) => {
    const theirs = systems[peer]?.asked[kind]?.ms ?? []
    return { theirs, ours: msOf(systems.tripfold, [kind], theirs.length) }
  })
  const [theirs, ours] = [both.flatMap((one) => one.theirs), both.flatMap((one) => one.ours)]
  return theirs.length > 0 && ours.length > 0 ? median(theirs) / median(ours) : undefined
}

/** The systems that any of the cases asked, Tripfold first. */
export const systemsAsked = (cases: readonly AnswersCase[]): AnswererName[] =>
  answererNames.filter((name) => cases.some(({ systems }) => systems[name]))

export const isPeer = (name: AnswererName): name is PeerName => name !== 'tripfold'
