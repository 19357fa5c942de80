import { type ImportState, type ImportView, isTerminal } from '#trips/import-job.ts'
import type { CheckName } from '#trips/quality-checks.ts'
import { bytesText, compactText, countOf, countText, durationText, percentText } from '../ui/numbers.ts'

const stateWords: Record<ImportState, string> = {
  received: 'Waiting for its turn',
  staged: 'Opening the file',
  mapped: 'Columns recognised',
  loading: 'Importing',
  folding: 'Counting equal rows',
  verifying: 'Checking what was stored',
  done: 'Imported',
  failed: 'Not imported',
  cancelled: 'Cancelled',
  undone: 'Taken back',
}

const requestedWords = { cancel: 'Cancelling', undo: 'Taking back' } as const

type State = Pick<ImportView, 'state' | 'requested' | 'waiting_for' | 'bytes_received'>

/** What an import is doing, in two or three words. */
export function stateText(view: State): string {
  if (view.requested && view.state !== 'undone' && view.state !== 'cancelled') return requestedWords[view.requested]
  if (view.waiting_for) return 'Waiting'
  if (!isArriving(view)) return stateWords[view.state]
  return view.state === 'loading' ? 'Importing while it arrives' : 'Arriving'
}

/** Whether the file of an import under way is still being sent. */
export const isArriving = ({ state, bytes_received }: Pick<ImportView, 'state' | 'bytes_received'>): boolean =>
  bytes_received !== null && !isTerminal(state)

/** Share of an arriving file that is here; undefined where its size was not announced. */
export function arrivedOf(view: Pick<ImportView, 'bytes_received' | 'byte_size'>): number | undefined {
  if (view.bytes_received === null || view.bytes_received >= view.byte_size) return undefined
  return view.bytes_received / view.byte_size
}

/** Whether somebody who waits should still see it move. */
export const isBusy = (view: Pick<ImportView, 'state' | 'requested'>): boolean =>
  !isTerminal(view.state) || view.requested !== null

/** Share of the file that is committed, 0 … 1; undefined while its size or place is not known. */
export function progressOf(
  view: Pick<ImportView, 'state' | 'bytes_done' | 'bytes_total' | 'bytes_received' | 'byte_size'>,
): number | undefined {
  if (view.state === 'done' || view.state === 'folding' || view.state === 'verifying') return 1
  const total = view.bytes_total ?? (arrivedOf(view) === undefined ? null : view.byte_size)
  if (view.state !== 'loading' || !total) return undefined
  return Math.min(1, view.bytes_done / total)
}

/**
 * `45 % · 210K rows a second · 2 minutes left`, or `62 % arrived · 45 % imported` while both go on: only what is known; or what
 * it waits for. How long it will take is not known before the file is whole.
 */
export function paceText(view: ImportView): string {
  if (view.waiting_for) return view.waiting_for
  const progress = progressOf(view)
  if (isArriving(view)) {
    const arrived = arrivedOf(view)
    const words = [
      `${arrived === undefined ? bytesText(view.bytes_received ?? 0) : percentText(arrived)} arrived`,
      view.state === 'loading' && `${progress === undefined ? bytesText(view.bytes_done) : percentText(progress)} imported`,
      view.state === 'loading' && view.rows_per_second !== null && `${compactText(view.rows_per_second)} rows a second`,
    ]
    return words.filter(Boolean).join(' · ')
  }
  const words = [
    view.state === 'loading' && progress !== undefined && percentText(progress),
    view.state === 'loading' && view.rows_per_second !== null && `${compactText(view.rows_per_second)} rows a second`,
    view.state === 'loading' && view.seconds_left !== null && `${durationText(view.seconds_left)} left`,
  ]
  return words.filter(Boolean).join(' · ')
}

/** How it ended, in one sentence. */
export function outcomeText(view: ImportView): string {
  if (view.state === 'failed') {
    const why = view.problem?.message ?? 'The import failed; the log of the server knows why.'
    // Nothing was ever kept that could be tried again.
    return view.can_retry || view.bytes_received !== null
      ? why
      : `${why} Its file is no longer kept: to try again, send it again.`
  }
  if (view.state === 'cancelled') return 'Stopped before its end; nothing of it is kept.'
  if (view.state === 'undone') return 'Its trips and everything counted from them are gone again.'
  const words = [countOf(view.rows_stored, 'trip')]
  if (view.rows_rejected) words.push(`${countOf(view.rows_rejected, 'row')} rejected`)
  if (view.rows_flagged) words.push(`${countOf(view.rows_flagged, 'doubtful row')} flagged`)
  if (view.rows_skipped) words.push(`${countOf(view.rows_skipped, 'duplicate')} skipped`)
  if (view.equal_rows_kept) words.push(`${countOf(view.equal_rows_kept, 'equal row')} kept`)
  return words.join(', ')
}

const checkWords: Record<CheckName, string> = {
  zero_point: 'at 0,0',
  swapped: 'with swapped coordinates',
  outside_region: 'outside the usual box',
  future: 'in the future',
  ancient: 'before 1990',
  zero_length: 'of no length',
  ends_before_start: 'ending before the start',
  too_long: 'longer than a day',
}

/** What the checks found: `kept and flagged: 9 longer than a day; rejected: 12 at 0,0`. */
export function checksText({ checks }: Pick<ImportView, 'checks'>): string {
  const found = (rule: 'flag' | 'reject') =>
    checks
      .filter((check) => check.rule === rule && check.rows > 0)
      .map(({ check, rows }) => `${countText(rows)} ${checkWords[check]}`)
  const parts = [
    ['kept and flagged', found('flag')],
    ['rejected', found('reject')],
  ] as const
  const text = parts.filter(([, words]) => words.length > 0).map(([outcome, words]) => `${outcome}: ${words.join(', ')}`)
  return text.join('; ') || (checks.length === 0 ? 'none' : 'nothing doubtful found')
}

/** What assistive technology is told about an import under way. */
export const spokenText = (view: ImportView): string =>
  isBusy(view)
    ? [view.file_name, stateText(view), paceText(view)].filter(Boolean).join(', ')
    : `${view.file_name}: ${stateText(view)}. ${outcomeText(view)}`
