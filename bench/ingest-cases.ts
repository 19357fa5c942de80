import type { IngestLine, ResultLine, SystemName } from './result-line.ts'
import { median } from './statistics.ts'
import { differenceOf } from './trip-facts.ts'

/** One system in one case, over its runs. */
export type SystemResult = {
  runs: number
  /** Medians. */
  seconds: number
  rowsPerSecond: number
  /** The highest of all runs. */
  peakRssMb?: number
  /** The run in the middle, for what has no median. */
  figures: IngestLine['figures']
}

/** Everything measured of the same trips on the same server in one session. */
export type IngestCase = Pick<IngestLine, 'session' | 'shape' | 'rows' | 'files' | 'streamRows' | 'chunkRows' | 'csvBytes'> & {
  /** Such as MySQL 9.7.4. */
  engine: string
  systems: Partial<Record<SystemName, SystemResult>>
  /** Says how two systems differ in the trips they hold: then none of them has a time. */
  difference?: string
}

export const engineName = ({ engine }: ResultLine): string => `${engine.kind === 'mysql' ? 'MySQL' : 'MariaDB'} ${engine.version}`

/**
 * The cases of all lines, small ones first. Of sessions that measured the same case the one with the most systems counts, the
 * newest of those: a session that was interrupted, or still goes on, hides nothing.
 */
export function ingestCases(lines: readonly IngestLine[]): IngestCase[] {
  const best = new Map<string, IngestCase>()
  for (const group of groupBy(lines, (line) => [caseKey(line), line.session].join())) {
    const [first] = group
    const found = caseOf(group)
    const known = best.get(caseKey(first))
    if (!known || rank(found) > rank(known)) best.set(caseKey(first), found)
  }
  return [...best.values()].sort((a, b) => a.rows - b.rows || a.files - b.files)
}

const caseKey = (line: IngestLine): string =>
  [engineName(line), line.shape, line.rows, line.files, line.streamRows, line.chunkRows].join()

/** Instants in ISO form compare as text. */
const rank = ({ systems, session }: IngestCase): string => `${Object.keys(systems).length} ${session}`

function caseOf(lines: readonly IngestLine[]): IngestCase {
  const [first] = lines
  const { session, shape, rows, files, streamRows, chunkRows, csvBytes } = first
  const wrong = lines.find(({ figures }) => differenceOf(first.figures.facts, figures.facts))
  const difference = wrong && `${first.system} and ${wrong.system}: ${differenceOf(first.figures.facts, wrong.figures.facts)}`
  const systems = groupBy(lines, ({ system }) => system).map((runs) => [runs[0].system, systemResult(runs)])
  return {
    session,
    shape,
    rows,
    files,
    streamRows,
    chunkRows,
    csvBytes,
    engine: engineName(first),
    systems: Object.fromEntries(systems),
    difference,
  }
}

function systemResult(lines: readonly IngestLine[]): SystemResult {
  const seconds = median(lines.map(({ figures }) => figures.seconds))
  const sorted = [...lines].sort((a, b) => a.figures.seconds - b.figures.seconds)
  const peaks = lines.flatMap(({ figures }) => figures.peakRssMb ?? [])
  return {
    runs: lines.length,
    seconds,
    rowsPerSecond: lines[0].rows / seconds,
    peakRssMb: peaks.length > 0 ? Math.max(...peaks) : undefined,
    figures: sorted[sorted.length >> 1].figures,
  }
}

export function groupBy<T>(values: readonly T[], keyOf: (value: T) => string): T[][] {
  const groups = new Map<string, T[]>()
  for (const value of values) groups.set(keyOf(value), [...(groups.get(keyOf(value)) ?? []), value])
  return [...groups.values()]
}

/** The cases that tell how it grows: one file of the common shape, else a stream of it, in the product's own chunks. */
export function growthCases(cases: readonly IngestCase[]): IngestCase[] {
  const plain = cases.filter(({ shape, files, chunkRows }) => shape === 'native' && files === 1 && chunkRows === null)
  const isWhole = ({ streamRows }: IngestCase) => streamRows === 0
  return plain.filter((one) => isWhole(one) || !plain.some((other) => other.rows === one.rows && isWhole(other)))
}

/** How many times as fast as the other system; undefined unless both were measured. */
export function timesAsFast({ systems }: IngestCase, other: SystemName): number | undefined {
  const peer = systems[other]
  return systems.tripfold && peer && peer.seconds / systems.tripfold.seconds
}

/** Commits come a chunk at a time: below some ten chunks a tenth says little. */
const steadyRowsMin = 3_000_000

/** How steadily the larger ones of the cases went: the rate in each tenth, and what came after the last row. */
export const steadyCases = (cases: readonly IngestCase[]) =>
  cases.flatMap(({ rows, systems: { tripfold } }) => {
    const { rateByTenth, seconds = 0, loadingSeconds = seconds } = tripfold?.figures ?? {}
    return rateByTenth && rows >= steadyRowsMin ? [{ rows, rateByTenth, verifyingSeconds: seconds - loadingSeconds }] : []
  })
