import { type DateOrder, fullYear, yearMax } from '../datetime.ts'
import { withDateFirst } from '../written-datetime.ts'

const calendarDate = /^(\d{1,4})([-/.]) ?(\d{1,2})\2 ?(\d{4}|\d{1,2})(?!\d)/

const daysMin = 8
/** Fewer dates that do not exist are mistakes of their rows. */
const wrongDatesMin = 3

/** Of years that come first more are above 31, or none: one row of many is a mistake. */
const yearsBeyondShareMin = 0.1

/** Fewer dates that read both ways may well have one beside them that does not. */
const bothWaysMin = 8
/** Of one row: when it started and when it ended. */
const datesOfOneRow = 2
/** Of dates of whole months more than half tell. */
const fewShareMax = 0.1
/** So many times the months, and so many of them, are clearly more: of one month in the wrong order there are up to twelve. */
const [clearlyMore, monthsMin] = [2, 4]

/** Of more dates that do not exist they are no mistakes of their rows. */
const impossibleShareMin = 0.3

/** `2018-37-01`, `00/37/2018`: no order of its parts makes a date of it. Years of two digits may stand anywhere; `0000-00-00` is NULL. */
function isImpossible(firstDigits: number, first: number, second: number, third: number): boolean {
  const [a, b] = firstDigits > 2 ? [second, third] : [first, second]
  if (firstDigits <= 2 && third < 100) return false
  return Math.max(a, b) > 31 || Math.min(a, b) > 12 || (a === 0) !== (b === 0)
}

/** So many dates leave others to be mistakes of their rows where these are those of one row, or one in a thousand. */
const overwhelmingMin = 500
const othersShareMax = 0.001
const isOverwhelming = (dates: number, others: number): boolean =>
  dates >= overwhelmingMin && others <= Math.max(datesOfOneRow, dates * othersShareMax)

/** What dates of calendars show, in the order in which they come; of each kind the first as it is written. */
class DatesSeen {
  dayFirst: string[] = []
  monthFirst: string[] = []
  bothWays: string[] = []
  // Of dates with the year first: those that may have day and month exchanged, those whose second part is no month, the others.
  yearFirst: string[] = []
  yearsFirst = 0
  daysInMiddle = new Set<string>()
  dayLast = false
  // Of dates with two-digit years: a year stays the same over rows where days differ.
  firsts = new Set<string>()
  thirds = new Set<string>()
  twoDigits = 0
  beyond = 0
  /** Those that name no month, or no day, in any order; and of how many. */
  readonly impossible: string[] = []
  dates = 0
  /** Months in which the dates lie, read either way. */
  readonly months = { dmy: new Set<number>(), mdy: new Set<number>() }

  add(date: string): void {
    const match = calendarDate.exec(withDateFirst(date.trim()))
    if (!match) return
    const [first, second, third] = [Number(match[1]), Number(match[3]), Number(match[4])]
    this.dates++
    if (isImpossible(match[1].length, first, second, third)) this.impossible.push(date)
    if (match[1].length > 2) this.addYearFirst(date, second, third)
    else if (first <= 12 && second <= 12) this.bothWays.push(date)
    else if (second <= 12) this.dayFirst.push(date)
    else if (first <= 12) this.monthFirst.push(date)
    if (match[1].length > 2) return
    // A part that is no month leaves the other one, in either reading.
    this.months.dmy.add(third * 100 + (second <= 12 ? second : first))
    this.months.mdy.add(third * 100 + (first <= 12 ? first : second))
    if (match[4].length > 2) return
    this.twoDigits++
    if (first > 31) this.beyond++
    else this.firsts.add(match[1])
    this.thirds.add(match[4])
  }

  private addYearFirst(date: string, second: number, third: number): void {
    this.yearsFirst++
    if (third > 12) this.dayLast = true
    else if (second > 12) this.daysInMiddle.add(date)
    else this.yearFirst.push(date)
  }

  /**
   * Whether the first parts are years of two digits: no day is above 31; and over many days a year changes little, while among the
   * last parts is one that no year is yet. Without that, `15.12.09` to `15.12.18` may be one day of many years.
   */
  areYearsFirst(thisYear: number): boolean {
    const { firsts, thirds } = this
    const isToCome = (part: string) => fullYear(Number(part)) > thisYear
    if ([...thirds].some((third) => Number(third) > 31)) return false
    if (this.beyond > 0 && this.beyond >= this.twoDigits * yearsBeyondShareMin) return true
    return thirds.size >= daysMin && thirds.size >= 4 * firsts.size && [...thirds].some(isToCome) && ![...firsts].some(isToCome)
  }

  /**
   * Why those dates that alone say what comes first may be mistakes: they are of one row, or few among all, and all others lie
   * in fewer months, or in half as many, when they are read otherwise.
   */
  get doubtfulDates(): string | undefined {
    const [telling, otherwise, so] =
      this.monthFirst.length > 0
        ? [this.monthFirst, this.months.dmy, this.months.mdy]
        : [this.dayFirst, this.months.mdy, this.months.dmy]
    if (telling.length === 0 || this.bothWays.length < bothWaysMin) return undefined
    if (telling.length <= datesOfOneRow)
      return otherwise.size < so.size
        ? `Every date but '${telling[0]}' can be read month first and day first, and that one may be a mistake: read otherwise, all lie in fewer months.`
        : undefined
    const areFew = telling.length < (telling.length + this.bothWays.length) * fewShareMax
    return areFew && so.size >= monthsMin && otherwise.size * clearlyMore <= so.size
      ? `Most dates can be read month first and day first, and the few that cannot, such as '${telling[0]}', may be mistakes: read otherwise, all lie in ${otherwise.size} ${otherwise.size === 1 ? 'month' : 'months'} in place of ${so.size}.`
      : undefined
  }

  /** Whether all dates but a few have the year first: those few say nothing of the others, and are the fault of their rows. */
  get areYearFirst(): boolean {
    return isOverwhelming(this.yearsFirst, this.dayFirst.length + this.monthFirst.length + this.bothWays.length)
  }

  /** Of dates that contradict one another, the order that all but those of a row or so show. */
  get overwhelmingOrder(): DateOrder | undefined {
    const [days, months] = [this.dayFirst.length, this.monthFirst.length]
    return isOverwhelming(months, days) ? 'mdy' : isOverwhelming(days, months) ? 'dmy' : undefined
  }

  /** A spreadsheet that takes the day for the month makes dates of those that it can read so, and leaves the others as they are. */
  get areHalfConverted(): boolean {
    const written = this.dayFirst.length + this.monthFirst.length
    const areMany = this.yearFirst.length >= wrongDatesMin && written >= wrongDatesMin
    return areMany && this.bothWays.length === 0 && !this.dayLast
  }
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
  const seen = new DatesSeen()
  for (const date of dates) seen.add(date)
  const { daysInMiddle, thirds, firsts } = seen
  const [dayFirst, monthFirst, bothWays] = [seen.dayFirst[0], seen.monthFirst[0], seen.bothWays[0]]
  if (daysInMiddle.size >= wrongDatesMin && !seen.dayLast)
    return {
      unreadable: `Dates such as '${[...daysInMiddle][0]}' have the day between year and month; expected the month there`,
    }
  if (seen.impossible.length >= daysMin && seen.impossible.length >= seen.dates * impossibleShareMin)
    return {
      unreadable: `Many are of no calendar, such as '${seen.impossible[0]}', as where minutes have been written in place of the month`,
    }
  if (seen.areHalfConverted)
    return {
      unreadable: `Some are written such as '${dayFirst ?? monthFirst}' and others such as '${seen.yearFirst[0]}', all of these with days up to 12, as where a spreadsheet has exchanged day and month of those it could: use the file as it was before`,
    }
  const isTold = (dayFirst === undefined) !== (monthFirst === undefined) && thirds.size === 0
  if (seen.areYearFirst && !isTold) return { order: 'ymd' }
  if (dayFirst !== undefined && monthFirst !== undefined && seen.overwhelmingOrder) return { order: seen.overwhelmingOrder }
  if (dayFirst !== undefined && monthFirst !== undefined)
    return {
      problem: `Some dates have the day first ('${dayFirst}') and some the month ('${monthFirst}'), so the others cannot be read.`,
    }
  if (monthFirst === undefined && seen.areYearsFirst(thisYear)) return { order: 'yymmdd' }
  if (seen.doubtfulDates !== undefined) return { problem: seen.doubtfulDates }
  if (monthFirst !== undefined) return { order: 'mdy' }
  const mayBeYears = [...firsts].every((first) => fullYear(Number(first)) <= thisYear)
  if (dayFirst !== undefined && thirds.size > 0 && thirds.size >= firsts.size && mayBeYears)
    return {
      problem: `Dates such as '${dayFirst}' may begin with the day or with a year of two digits (date_order=yymmdd).`,
    }
  if (dayFirst !== undefined) return { order: 'dmy' }
  if (bothWays !== undefined)
    return { problem: `Every date can be read month first and day first, such as '${bothWays}': no day above 12 tells which.` }
  return { order: 'ymd' }
}
