import { type DateOrder, fullYear, notATime, readClock, readDate, readDatetime } from './datetime.ts'
import { civilOfDay, dayOfTime } from './iso-week.ts'

/** How the months begin in English, Spanish, Portuguese, French, German, Italian and Dutch. */
const months = [
  'jan|jän|gen|ene',
  'feb|f[eé]v',
  'mar(?!ra)|mär|mae|maa|mrt|mrz',
  'apr|avr|abr',
  'may|mai|mag|mei',
  'jun|juin|giu',
  'jul|juil|lug',
  'aug|ao[uû]|ago',
  'sep|set',
  'oct|okt|out|ott',
  'nov',
  'dec|d[eé]c|dez|dic',
].map((begins) => new RegExp(`^(?:${begins})`, 'i'))
const month = `((?:${months.map(({ source }) => source.slice(1)).join('|')})\\p{L}*)\\.?`
const year = String.raw`(\d{4}|\d\d)`
const day = String.raw`(\d{1,2})(?:st|nd|rd|th|er)?`
/** A colon only behind a year of four digits: of `May 31 06:20:59` none is told. */
const rest = String.raw`(?:(?:,? +(?:(?:at|à|um|alle|@) +)?|t|(?<=\d{4}):)(.+))?`
const form = (pattern: string): RegExp => new RegExp(`^${pattern}$`, 'iu')

/** Dates with the month in words, and dates and clocks without separators; each as year, month, day and clock. */
const forms: readonly [RegExp, (parts: string[]) => string][] = [
  [form(`${day}(?:[-/. ]+| de )${month}(?:[-/., ]+| de )${year}${rest}`), ([d, m, y, clock]) => dated(y, m, d, clock)],
  // SAS and Stata: 31MAY2018:06:20:59, 31may2018 06:20:59. Of 31MAY18:06 none is told whether 18 is the year.
  [form(`${day}${month}(\\d{4})${rest}`), ([d, m, y, clock]) => dated(y, m, d, clock)],
  [form(`${day}${month}(\\d\\d):(\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?)`), ([d, m, y, clock]) => dated(y, m, d, clock)],
  // DB2: 2018-05-31-06.20.59.000000
  [form(String.raw`(\d{4})-(\d\d)-(\d\d)-(\d\d\.\d\d\.\d\d(?:\.\d+)?)`), ([y, m, d, clock]) => `${y}-${m}-${d} ${clock}`],
  [form(`(\\d\\d)${month}(\\d\\d)`), ([d, m, y]) => dated(y, m, d)], // 31MAY18
  // Thu Jan  1 00:21:05 2015
  [form(String.raw`${month} +${day} +(\d\d:\d\d:\d\d) +(\d{4})`), ([m, d, clock, y]) => dated(y, m, d, clock)],
  [form(`${month}[-/ ]+${day},?[-/ ]+${year}${rest}`), ([m, d, y, clock]) => dated(y, m, d, clock)],
  [form(String.raw`(\d{4})[-/. ]${month}[-/. ]${day}${rest}`), ([y, m, d, clock]) => dated(y, m, d, clock)],
  [form(String.raw`(\d{4})(\d\d)(\d\d)[t _]?(\d\d)(\d\d)?(\d\d(?:\.\d+)?)?(z|[+-]\d\d:?\d\d)?`), compact],
  [form(String.raw`(\d{4})-(\d\d)-(\d\d)[t_](\d\d)(\d\d)(\d\d(?:\.\d+)?)?(z|[+-]\d\d:?\d\d)?`), compact],
  [form(String.raw`(\d{4})(\d\d)(\d\d)${rest}`), ([y, m, d, clock]) => `${y}-${m}-${d} ${clock ?? ''}`],
]

const dated = (y: string, m: string, d: string, clock = ''): string =>
  `${y.length === 2 ? fullYear(Number(y)) : y}-${months.findIndex((begins) => begins.test(m)) + 1}-${d} ${clock}`

function compact([y, m, d, hour, minute = '00', second = '00', zone = '']: string[]): string {
  return `${y}-${m}-${d} ${hour}:${minute}:${second}${zone}`
}

const weekday = /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? +/i
const clockFirst = /^(\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?: ?[ap]\.?m\.?)?),? +(\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4})$/i

/** A text whose date stands behind a weekday or a time of day, beginning with the date. */
export const withDateFirst = (text: string): string => text.replace(weekday, '').replace(clockFirst, '$2 $1')

/** Zones that programs name behind a clock; another word there may be half of the day, as `dop` and `odp` are in Czech. */
const zones = new Set(
  'acdt acst adt aedt aest aft akdt akst almt amst amt art ast awdt awst azt bot brst brt bst btt cast cat cdt cest cet chst clst clt cot cst eat ect edt eest eet est fjt fkst fkt get gft gst gyt hadt hast hdt hkt hst ict idt irdt irkt irst ist jst kgt krat kst magt mart mdt mest mesz met mez mmt msd msk mst mut mvt myt ndt novt npt nst nzdt nzst omst pdt pet pett pgt phst pht pkst pkt pmdt pmst pst pyst pyt ret samt sast sbt sct sgt srt sst tjt tlt tmt trt tvt uyst uyt uzt vet vlat vut wast wat west wesz wet wez wib wit wita wst yakt yekt uhr uur hrs hod'.split(
    ' ',
  ),
)
const wordBehind = / +([a-z]{3,4})(?= \d{4}$|$)/i

/** Of dates with points also with spaces and a last point: `1. 5. 2018`, `2018. 05. 01.` */
const pointed = /^(\d{1,4})\. ?(\d{1,2})\. ?(\d{1,4})\.?(?= |$)/

/** What people and programs write around a date and time that says nothing about it. */
const tidied = (text: string): string =>
  text
    .replace(/[\u00a0\u2007\u2009\u202f\t]/g, ' ')
    .replace(/ *(?:\[[^\]]*\]|\((?![ap]\.?m|[+-]?\d)[^)]*\))$/i, '') // 2015-01-01T00:21:05-05:00[America/New_York], … GMT-0500 (EST)
    .replace(/(:\d\d(?:[.,]\d+)?(?: ?[ap]m)?) ?(?:[+-]\d\d:?\d\d )?(?:utc|gmt)(?: ?[+-]\d{1,2}(?::?\d\d)?)?$/i, '$1') // +0000 UTC, GMT+2
    .replace(/(:\d\d(?:[.,]\d+)?(?: ?[ap]m)?) [a-z]+(?:\/[a-z_]+)+$/i, '$1') // Europe/Rome
    .replace(/(\d),? (?:à|at|um|a las|alle|às|om) (?=\d)/i, '$1 ') // 13/06/2024 à 06h20
    .replace(weekday, '')
    .replace(/(\d) ?([ap])\.? ?m\.?$/i, '$1 $2m')
    .replace(wordBehind, (text, word) => (zones.has(word.toLowerCase()) ? '' : text)) // of the year behind it in ctime's form
    .replace(pointed, '$1.$2.$3')
    .trim()

/** `12.21.05.000000 AM`, `00:21:05,123` and `0h21` as clocks with colons and a point. */
const clockText = (clock: string): string =>
  clock
    .replace(/^(\d{1,2}) ?h ?(\d\d)(?:(?:m|min)? ?(\d\d) ?s?)?$/i, (_, h, m, s) => `${h}:${m}:${s ?? '00'}`)
    .replace(/^(\d{1,2})\.(\d\d)\.(\d\d)/, '$1:$2:$3')
    .replace(/(:\d\d),(\d+)/, '$1.$2')
    .replace(/^(\d{1,2}:\d\d:\d\d):(\d{3})(?!\d)/, '$1.$2') // SQL Server

const isoLike = /^\d{4}-\d\d-\d\d[t ]\d\d:/i

/** The date and time in the form that `readDatetime` takes, as far as it is one of those that are understood. */
export function plainDatetime(text: string): string {
  const tidy = tidied(withDateFirst(text))
  if (isoLike.test(tidy)) return clockOf(tidy) // has none of the forms
  for (const [pattern, parts] of forms) {
    const match = pattern.exec(tidy)
    if (match) return clockOf(parts(match.slice(1)))
  }
  return clockOf(tidy)
}

const clockOf = (text: string): string => {
  const [date, ...clock] = text.trim().split(/[t _](?=\d)/i)
  // Finnish: 1.5.2018 7.05
  const written = /^\d+\.\d+\.\d+$/.test(date) ? clock.map((part) => part.replace(/^(\d{1,2})\.(\d\d)$/, '$1:$2')) : clock
  return clock.length === 0 ? date : `${date} ${clockText(written.join(' '))}`
}

const encoder = new TextEncoder()

/**
 * The slow second look at what `readDatetime`, `readDate` or `readClock` calls no time: month names, `20150131002105`, zone
 * names, `p.m.`. Same results.
 */
export function readWritten(text: string, part: 'datetime' | 'date' | 'clock', order: DateOrder): number {
  const plain = part === 'clock' ? plainClock(text) : plainDatetime(text)
  if (plain === text) return notATime
  const bytes = encoder.encode(plain)
  if (part === 'clock') return readClock(bytes, 0, bytes.length)
  return part === 'date' ? readDate(bytes, 0, bytes.length, order) : readDatetime(bytes, 0, bytes.length, order)
}

const plainClock = (text: string): string =>
  clockText(tidied(text).replace(/^(\d\d)(\d\d)(\d\d)?$/, (_, h, m, s) => `${h}:${m}:${s ?? '00'}`))

const mayBeWritten =
  /^(?:\p{L}{3,9}[ ,.]|\d{1,4}(?:st|nd|rd|th|er)?(?:[-/. ]{0,2}|\sde\s)\p{L}{3}|\d{8}|\d{1,4}(?:[-/.]|\. )\d|\d{1,2}:\d\d.{0,12} \d{1,4}[-/.]\d)/iu

/** Whether a cell is a date with a time, or a date, in one of these forms. */
export function writtenKind(cell: string): 'datetime' | 'date' | undefined {
  if (!mayBeWritten.test(cell)) return undefined // most cells, cheaply
  // The order of day and month is not known yet: in the wrong one the day does not exist, whatever comes behind it.
  const isRead = (part: 'datetime' | 'date') => {
    const read = readWritten(cell, part, 'mdy')
    return read >= 0 || (read !== notATime && readWritten(cell, part, 'dmy') !== notATime)
  }
  return isRead('datetime') ? 'datetime' : isRead('date') ? 'date' : undefined
}

/** The numbers of a cell's day in ascending order, years by two digits: alike for 23/05/2018, 2018-05-23 and 23-May-18, and counts since 1970. */
export function dayWritten(cell: string): string {
  if (/^\d{10}(?:\d{3}){0,3}(?:\.\d+)?$/.test(cell))
    return ascending(Object.values(civilOfDay(dayOfTime(Number(cell.slice(0, 10))))))
  const [day] = plainDatetime(cell).split(' ')
  const compact = /^(\d{4})(\d\d)(\d\d)$/.exec(day)
  return ascending((compact?.slice(1) ?? day.split(/\D+/)).map(Number))
}

const ascending = (parts: readonly number[]): string =>
  parts
    .map((part) => part % 100)
    .sort((a, b) => a - b)
    .join()
