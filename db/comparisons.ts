import type { ReconcileView } from '#trips/views.ts'

type Check = ReconcileView['checks'][number]

/** Failed comparisons that are named one by one; the others are counted. */
const namedMax = 1000

/** What was compared, and what differs. */
export class Comparisons {
  readonly failed: Check[] = []
  compared = 0
  failures = 0

  compare(
    name: string,
    importId: number | null,
    expected: number,
    found: number,
    where: { region?: string; week?: string } = {},
  ): void {
    this.compared++
    if (expected === found) return
    this.failures++
    if (this.failed.length < namedMax)
      this.failed.push({ name, import_id: importId, region: where.region ?? null, week: where.week ?? null, expected, found })
  }
}
