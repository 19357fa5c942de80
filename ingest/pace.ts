/** A rate over the last ten seconds: long enough to be calm over chunks of a second, short enough to follow a change. */
const windowMs = 10_000

type Mark = { atMs: number; rows: number; bytes: number }

/** How fast an import is and how long it will take, from totals noted as they grow. */
export class Pace {
  private marks: Mark[] = []

  constructor(private readonly nowMs: () => number) {}

  note(rows: number, bytes: number): void {
    const atMs = this.nowMs()
    this.marks.push({ atMs, rows, bytes })
    while (this.marks.length > 2 && atMs - this.marks[1].atMs > windowMs) this.marks.shift()
  }

  /** Null until two marks lie apart in time. */
  read(bytesTotal: number): { rowsPerSecond: number | null; secondsLeft: number | null } {
    const [first, last] = [this.marks.at(0), this.marks.at(-1)]
    const seconds = first && last ? (last.atMs - first.atMs) / 1000 : 0
    if (!first || !last || seconds <= 0 || last.bytes <= first.bytes) return { rowsPerSecond: null, secondsLeft: null }
    return {
      rowsPerSecond: Math.round((last.rows - first.rows) / seconds),
      secondsLeft: Math.round((10 * ((bytesTotal - last.bytes) * seconds)) / (last.bytes - first.bytes)) / 10,
    }
  }
}
