import type { RejectView } from '#trips/views.ts'
import { countOf } from '../ui/numbers.ts'

type Code = RejectView['code']

const causes: Record<Code, [one: string, many: string]> = {
  line_too_long: ['is too long to be a trip', 'are too long to be trips'],
  unclosed_quote: ['has an unclosed quote', 'have an unclosed quote'],
  empty_row: ['is empty', 'are empty'],
  missing_column: ['ends too early', 'end too early'],
  missing_fields: ['has fewer fields than others', 'have fewer fields than others'],
  extra_fields: ['has more fields than others', 'have more fields than others'],
  cut_off: ['may be cut by the end of the file', 'may be cut by the end of the file'],
  other_header: ['names the columns in another order', 'name the columns in another order'],
  bad_quotes: ['has text after a closing quote', 'have text after a closing quote'],
  empty: ['has nothing', 'have nothing'],
  bad_label: ['has an unusable label', 'have an unusable label'],
  bad_encoding: ['is not UTF-8 text', 'are not UTF-8 text'],
  not_a_point: ['has no readable point', 'have no readable point'],
  not_a_number: ['has something other than a number', 'have something other than a number'],
  out_of_range: ['has a coordinate off the globe', 'have a coordinate off the globe'],
  not_a_time: ['has no readable time', 'have no readable time'],
  no_such_day: ['names a day that does not exist', 'name a day that does not exist'],
  other_date: ['has day and month in the other order', 'have day and month in the other order'],
  no_such_clock: ['names a time of day that does not exist', 'name a time of day that does not exist'],
  time_out_of_range: ['lies outside the years 1970 to 2105', 'lie outside the years 1970 to 2105'],
  zero_point: ['has a point at 0,0', 'have a point at 0,0'],
  swapped: ['looks swapped, latitude for longitude', 'look swapped, latitude for longitude'],
  outside_region: ['lies outside the usual box of its region', 'lie outside the usual box of their region'],
  future: ['starts in the future', 'start in the future'],
  ancient: ['starts before 1990', 'start before 1990'],
  zero_length: ['ends where it starts', 'end where they start'],
  ends_before_start: ['ends before it starts', 'end before they start'],
  too_long: ['lasts more than 24 hours', 'last more than 24 hours'],
}

export type RejectGroup = { key: string; code: Code; column: string; rejects: RejectView[] }

/** Rejects by cause, the most frequent first. */
export function rejectGroups(rejects: readonly RejectView[]): RejectGroup[] {
  const groups = new Map<string, RejectGroup>()
  for (const reject of rejects) {
    const key = JSON.stringify([reject.code, reject.column])
    const group = groups.get(key) ?? { key, code: reject.code, column: reject.column, rejects: [] }
    group.rejects.push(reject)
    groups.set(key, group)
  }
  return [...groups.values()].sort((a, b) => b.rejects.length - a.rejects.length)
}

const linesNamed = 3

/** `3 rows have nothing in “destination” (lines 12, 40, 77)`. */
export function causeText({ code, column, rejects }: RejectGroup): string {
  const [one, many] = causes[code]
  const lines = rejects.slice(0, linesNamed).map((reject) => reject.line)
  const rest = rejects.length > linesNamed ? ', …' : ''
  const where = `${rejects.length === 1 ? 'line' : 'lines'} ${lines.join(', ')}${rest}`
  return `${countOf(rejects.length, 'row')} ${rejects.length === 1 ? one : many}${column ? ` in “${column}”` : ''} (${where})`
}
