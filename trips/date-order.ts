import { type DateOrder, fullYear, yearMax } from './datetime.ts'
import { withDateFirst } from './written-datetime.ts'

const calendarDate = /^(\d{1,4})([-/.])(\d{1,2})\2(\d{4}|\d{1,2})(?!\d)/

const daysMin = 8
/** Fewer dates that do not exist are mistakes of their rows. */
const wrongDatesMin = 3

/**
 * Whether the first parts are years of two digits: no day is above 31; and over many days a year changes little, while among the
 * last parts is one that no year is yet. Without that, `15.12.09` to `15.12.18` may be one day of many years.
 */
function isYear(firsts: ReadonlySet<string>, thirds: ReadonlySet<string>, thisYear: number): boolean {
  const isToCome = (part: string) => fullYear(Number(part)) > thisYear
  if ([...thirds].some((third) => Number(third) > 31)) return false
  if ([...firsts].some((first) => Number(first) > 31)) return true
  return thirds.size >= daysMin && thirds.size >= 4 * firsts.size && [...thirds].some(isToCome) && ![...firsts].some(isToCome)
}

/**
 * The order of day and month, by evidence over all dates: a part above 12 is no month. Never by a single reading: dates that
 * all read both ways, or that contradict one another, give a sentence in place of an order; so do dates that no order reads.
 * `thisYear` tells years from days where both have two digits.
 */
export function dateOrderOf(
  dates: Iterable<string>,
  thisYear = yearMax,
): { order: DateOrder } | { problem: string } | { unreadable: string } {
  // The first date that shows each.
  let dayFirst = ''
  let monthFirst = ''
  let bothWays = ''
  // Of dates with the year first: those whose second part is no month, and whether a third one is none.
  const daysInMiddle = new Set<string>()
  let dayLast = false
  // Of dates with two-digit years: a year stays the same over rows where days differ.
  const firsts = new Set<string>()
  const thirds = new Set<string>()
  for (const date of dates) {
    const match = calendarDate.exec(withDateFirst(date.trim()))
    if (!match) continue
    const [, first, , second, third] = match
    if (first.length > 2) {
      if (Number(third) > 12) dayLast = true
      else if (Number(second) > 12) daysInMiddle.add(date)
      continue
    }
    if (Number(first) <= 12 && Number(second) <= 12) bothWays ||= date
    else if (Number(second) <= 12) dayFirst ||= date
    else if (Number(first) <= 12) monthFirst ||= date
    if (third.length > 2) continue
    firsts.add(first)
    thirds.add(third)
  }
  if (daysInMiddle.size >= wrongDatesMin && !dayLast)
    return {
      unreadable: `Dates such as '${[...daysInMiddle][0]}' have the day between year and month; expected the month there`,
    }
  if (dayFirst !== '' && monthFirst !== '')
    return {
      problem: `Some dates have the day first ('${dayFirst}') and some the month ('${monthFirst}'), so the others cannot be read.`,
    }
  if (monthFirst !== '') return { order: 'mdy' }
  if (isYear(firsts, thirds, thisYear)) return { order: 'yymmdd' }
  const mayBeYears = [...firsts].every((first) => fullYear(Number(first)) <= thisYear)
  if (dayFirst !== '' && thirds.size > 0 && thirds.size >= firsts.size && mayBeYears)
    return {
      problem: `Dates such as '${dayFirst}' may begin with the day or with a year of two digits (date_order=yymmdd).`,
    }
  if (dayFirst !== '') return { order: 'dmy' }
  if (bothWays !== '')
    return { problem: `Every date can be read month first and day first, such as '${bothWays}': no day above 12 tells which.` }
  return { order: 'ymd' }
}
