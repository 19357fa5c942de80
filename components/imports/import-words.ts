import { type ImportState, type ImportView, isTerminal } from '#trips/import-job.ts'
import type { CheckName } from '#trips/quality-checks.ts'
import { compactText, countOf, countText, durationText, percentText } from '../ui/numbers.ts'

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

/** What an import is doing, in two or three words. */
export function stateText(view: Pick<ImportView, 'state' | 'requested'>): string {
  if (view.requested && view.state !== 'undone' && view.state !== 'cancelled') return requestedWords[view.requested]
  return stateWords[view.state]
}

/** Whether somebody who waits should still see it move. */
export const isBusy = (view: Pick<ImportView, 'state' | 'requested'>): boolean =>
  !isTerminal(view.state) || view.requested !== null

/** Share of the file that is committed, 0 … 1; undefined while its size or place is not known. */
export function progressOf(view: Pick<ImportView, 'state' | 'bytes_done' | 'bytes_total'>): number | undefined {
  if (view.state === 'done' || view.state === 'folding' || view.state === 'verifying') return 1
  if (view.state !== 'loading' || !view.bytes_total) return undefined
  return Math.min(1, view.bytes_done / view.bytes_total)
}

/** `45 % · 210K rows a second · 2 minutes left`: only what is known; or what it waits for. */
export function paceText(view: ImportView): string {
  if (view.waiting_for) return view.waiting_for
  const progress = progressOf(view)
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
    return view.can_retry ? why : `${why} Its file is no longer kept: to try again, send it again.`
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
