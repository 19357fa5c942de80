import type { ImportView } from '#trips/import-job.ts'

const barCells = 24

/** `████████▌               ` of so many cells; eighths of a cell, because a large file moves slowly. */
export function bar(share: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * barCells * 8)
  const [full, part] = [Math.floor(eighths / 8), eighths % 8]
  return `${'█'.repeat(full)}${part ? String.fromCharCode(0x2590 - part) : ''}`.padEnd(barCells, '·')
}

const units = ['bytes', 'kB', 'MB', 'GB', 'TB']
export function bytesText(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** power
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[power]}`
}

const grouped = (count: number): string => Math.round(count).toLocaleString('en')

/** `12 s`, `3 min 05 s`, `2 h 10 min`. */
export function timeText(seconds: number): string {
  const whole = Math.round(seconds)
  const [h, min, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60]
  const two = (count: number) => String(count).padStart(2, '0')
  if (h > 0) return `${h} h ${two(min)} min`
  return min > 0 ? `${min} min ${two(s)} s` : `${s} s`
}

/** A file on its way into the spool: `trips.csv  ██····  45 %  1.2 GB of 2.7 GB  copying, 120 MB/s`. */
export function copyingLine(name: string, bytes: number, total: number | undefined, seconds: number): string {
  const rate = seconds > 0.2 ? [`${bytesText(bytes / seconds)}/s`] : []
  if (!total) return [`${name}  copying, ${bytesText(bytes)}`, ...rate].join(', ')
  const share = bytes / total
  return [name, bar(share), percent(share), `${bytesText(bytes)} of ${bytesText(total)}`, ['copying', ...rate].join(', ')].join(
    '  ',
  )
}

/** An import under way, for a terminal; what it cannot say it leaves out. */
export function importLine(view: ImportView): string {
  const { file_name, state, requested, rows_read, bytes_done, bytes_total, rows_per_second, seconds_left } = view
  if (requested) return `${file_name}  ${requested} asked for`
  if (state !== 'loading' || !bytes_total) return `${file_name}  ${waitingWords[state] ?? state}`
  const share = bytes_done / bytes_total
  const pace = [
    `${grouped(rows_read)} rows`,
    rows_per_second !== null && `${grouped(rows_per_second)} rows/s`,
    seconds_left !== null && `${timeText(seconds_left)} left`,
  ]
  return [
    ...[file_name, bar(share), percent(share), `${bytesText(bytes_done)} of ${bytesText(bytes_total)}`],
    pace.filter(Boolean).join(', '),
  ].join('  ')
}

const waitingWords: Partial<Record<ImportView['state'], string>> = {
  received: 'waiting for its turn',
  staged: 'opening the file',
  mapped: 'columns recognised',
  folding: 'all rows are in; counting equal rows',
  verifying: 'comparing what was stored with the file',
}

const percent = (share: number): string => `${String(Math.floor(100 * share)).padStart(3)} %`

/** Cut to a terminal's width: a line that wraps cannot be drawn over. */
export function fitted(line: string, columns: number | undefined): string {
  const cells = [...line]
  return columns === undefined || cells.length < columns ? line : `${cells.slice(0, columns - 2).join('')}…`
}
