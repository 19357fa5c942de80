/** `7-9,17` → 7, 8, 9, 17. Anything unreadable is left out: the answer's own problem says what is wrong with it. */
export function numbersOf(text: string | undefined): number[] {
  const found = new Set<number>()
  for (const part of text?.split(',') ?? []) {
    const match = /^\s*(\d{1,2})(?:\s*-\s*(\d{1,2}))?\s*$/.exec(part)
    if (match) for (let n = Number(match[1]); n <= Number(match[2] ?? match[1]); n++) found.add(n)
  }
  return [...found].sort((a, b) => a - b)
}

/** 7, 8, 9, 17 → `7-9,17`; undefined for none or for all of `size`, which both mean no filter. */
export function listText(numbers: readonly number[], size: number): string | undefined {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b)
  if (!sorted.length || sorted.length === size) return undefined
  const runs: [number, number][] = []
  for (const n of sorted) {
    const last = runs.at(-1)
    if (last && n === last[1] + 1) last[1] = n
    else runs.push([n, n])
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',')
}

export const weekdayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const

/** `1-5` → `Mon–Fri`; `6,7` → `Sat–Sun`; `1,3` → `Mon, Wed`. */
export const weekdaysText = (text: string): string =>
  text
    .split(',')
    .map((part) =>
      part
        .split('-')
        .map((n) => weekdayNames[Number(n) - 1] ?? n)
        .join('–'),
    )
    .join(', ')

/** `7-9,17` → `7–9 h, 17 h`: inclusive hours of the start. */
export const hoursText = (text: string): string =>
  text
    .split(',')
    .map((part) => `${part.replace('-', '–')} h`)
    .join(', ')
