/** What a cell holds, by its looks alone. */
export const cellKinds = [
  'empty',
  'wkt',
  'datetime',
  'date',
  'clock',
  'epoch_seconds',
  'epoch_milliseconds',
  'number',
  'other',
] as const
export type CellKind = (typeof cellKinds)[number]

const date = String.raw`\d{1,4}([-/.])\d{1,2}\1\d{1,4}`
const looks: readonly [CellKind, RegExp][] = [
  ['wkt', /^point\s*\(/i],
  ['datetime', new RegExp(`^${date}(?:T| +)\\d{1,2}:\\d\\d`, 'i')],
  ['date', new RegExp(`^${date}$`)],
  ['clock', /^\d{1,2}:\d\d(:\d\d(\.\d+)?)?( ?[ap]m)?$/i],
  ['epoch_seconds', /^\d{10}(\.\d+)?$/],
  ['epoch_milliseconds', /^\d{13}$/],
  ['number', /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i],
]
const midnight = /(?:T| )0?0:00(:00(\.0+)?)?(?!\d|:|\.| ?pm| ?am)/i

export const kindOf = (cell: string): CellKind =>
  cell === '' ? 'empty' : (looks.find(([, look]) => look.test(cell))?.[0] ?? 'other')

/** A column of the sample: what its cells hold. */
export class SampleColumn {
  private readonly counts = new Map<CellKind, number>()

  constructor(
    readonly column: number,
    readonly name: string,
    readonly cells: readonly string[],
  ) {
    for (const cell of cells) {
      const kind = kindOf(cell)
      this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1)
    }
  }

  count(...kinds: CellKind[]): number {
    return kinds.reduce((sum, kind) => sum + (this.counts.get(kind) ?? 0), 0)
  }

  /** Whether every cell that holds something holds this. */
  onlyHolds(kind: CellKind): boolean {
    return this.count(kind) > 0 && this.count(kind, 'empty') === this.cells.length
  }

  /** Dates, alone or with a midnight behind each. */
  holdsDates(): boolean {
    return this.count('date', 'datetime') > 0 && this.cells.every((cell) => kindOf(cell) !== 'datetime' || midnight.test(cell))
  }

  /** A cell to show: the first that holds something. */
  get example(): string {
    return this.cells.find((cell) => cell !== '')?.slice(0, 60) ?? ''
  }

  holdsSameAs(other: SampleColumn): boolean {
    return this.cells.every((cell, row) => cell === other.cells[row])
  }
}
