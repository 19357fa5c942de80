/** Quantities as text. One locale, so that the server and the browser write the same characters. */
const locale = 'en'
const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })
const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumSignificantDigits: 3 })
const decimals = [0, 1, 2, 3].map((digits) => new Intl.NumberFormat(locale, { maximumFractionDigits: digits }))
const monthYear = new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' })
const dayAndTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })

export const countText = (count: number): string => whole.format(count)

const signed = new Intl.NumberFormat(locale, { signDisplay: 'exceptZero', maximumFractionDigits: 3 })
/** `+6`, `−2.5`, `0`: with a minus as wide as the plus. */
export const signedText = (value: number): string => signed.format(value).replace('-', '−')

/** 1234567 → `1.23M`, for places where the exact count stands nearby. */
export const compactText = (count: number): string => compact.format(count)

/** `1 trip`, `2 trips`, `1,204 trips`. */
export const countOf = (count: number, one: string, many = `${one}s`): string =>
  `${whole.format(count)} ${count === 1 ? one : many}`

/**
 * A weekly average: three decimals below 100, one below 10,000, none above; `–` where there is none. Averages that stand
 * side by side are written as finely as the largest of them.
 */
export function averageText(average: number | null, largest = average): string {
  if (average === null || largest === null) return '–'
  return decimals[largest < 100 ? 3 : largest < 10_000 ? 1 : 0].format(average)
}

const monthDay = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' })

/** `2024-03-04` → `Mar 4`. */
export const monthDayText = (isoDay: string): string => monthDay.format(new Date(`${isoDay}T00:00:00Z`))

/** `2024-03-04` → `Mar 2024`. */
export const monthYearText = (isoDay: string): string => monthYear.format(new Date(`${isoDay}T00:00:00Z`))

/**
 * `2024-03-04` and `2024-04-01` → `Mar 4 – Apr 1, 2024`. Put together here: Intl's own ranges differ between engines by
 * thin spaces, and what the server wrote would then not be what the browser expects.
 */
export function rangeOfDays(from: string, to: string): string {
  const [fromYear, toYear] = [from.slice(0, 4), to.slice(0, 4)]
  const start = fromYear === toYear ? monthDayText(from) : `${monthDayText(from)}, ${fromYear}`
  return from === to ? `${start}, ${toYear}` : `${start} – ${monthDayText(to)}, ${toYear}`
}

/** An instant in the reader's own zone. */
export const instantText = (iso: string): string => dayAndTime.format(new Date(iso))

const byteUnits = ['bytes', 'kB', 'MB', 'GB', 'TB']
export function bytesText(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(4, Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** power
  return `${decimals[power === 0 || value >= 100 ? 0 : 1].format(value)} ${byteUnits[power]}`
}

/** Seconds as somebody would say them: `less than 5 seconds`, `40 seconds`, `3 minutes`, `1 h 20 min`. */
export function durationText(seconds: number): string {
  if (seconds < 5) return 'less than 5 seconds'
  if (seconds < 55) return `${Math.round(seconds / 5) * 5} seconds`
  const minutes = Math.max(1, Math.round(seconds / 60))
  if (minutes < 60) return countOf(minutes, 'minute')
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** Metres as text: `5 m`, `360 m`, `2.9 km`, `23 km`. */
export function metresText(metres: number): string {
  if (metres < 1000) return `${whole.format(metres < 100 ? metres : Math.round(metres / 10) * 10)} m`
  return `${decimals[metres < 10_000 ? 1 : 0].format(metres / 1000)} km`
}

export const percentText = (share: number): string => `${Math.floor(share * 100)} %`
