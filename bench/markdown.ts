/** A table; `-` for what is unknown. Columns of numbers stand to the right. */
export function markdownTable(head: string[], rows: (string | number | undefined)[][]): string {
  const cells = rows.map((row) => row.map((cell) => (cell === undefined ? '–' : String(cell))))
  const isNumeric = (column: number) => cells.every((row) => /^[–\d]/.test(row[column]))
  const rule = head.map((_, column) => (isNumeric(column) ? '--:' : '---'))
  return [head, rule, ...cells].map((row) => `| ${row.join(' | ')} |`).join('\n')
}

export const whole = (n: number | undefined): string | undefined =>
  n === undefined ? undefined : Math.round(n).toLocaleString('en')
export const fixed = (n: number | undefined, digits: number): string | undefined => n?.toFixed(digits)
/** Rounded to three digits: more is noise. */
export const rate = (n: number | undefined): string | undefined =>
  n === undefined ? undefined : Number(n.toPrecision(3)).toLocaleString('en')
export const times = (n: number | undefined): string | undefined => (n === undefined ? undefined : `${n.toFixed(2)} ×`)
