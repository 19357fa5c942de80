import type { CsvMapping, MappedChecks } from './csv-mapping.ts'
import type { CheckTotals } from './import-job.ts'
import { ancientBefore, type CheckName, checkNames, tooLongSeconds, type UsualBox } from './quality-checks.ts'
import type { TripColumns } from './trip-columns.ts'

/** What the checks found in a chunk: rows by check (index as in `checkNames`), and how many stored rows have a flag. */
export type CheckCounts = { found: Uint32Array; rowsFlagged: number }
export const createCheckCounts = (): CheckCounts => ({ found: new Uint32Array(checkNames.length), rowsFlagged: 0 })

/** An import's totals with another chunk's counts. */
export function addedTotals(before: CheckTotals | null, { found, rowsFlagged }: CheckCounts): CheckTotals {
  const totals = { ...before?.found }
  checkNames.forEach((name, i) => {
    if (found[i] > 0) totals[name] = (totals[name] ?? 0) + found[i]
  })
  return { rows_flagged: (before?.rows_flagged ?? 0) + rowsFlagged, found: totals }
}

const bitOf = (name: CheckName): number => 1 << checkNames.indexOf(name)
const zeroPoint = bitOf('zero_point')
const swapped = bitOf('swapped')
const outsideRegion = bitOf('outside_region')
const future = bitOf('future')
const ancient = bitOf('ancient')
const zeroLength = bitOf('zero_length')
const endsBeforeStart = bitOf('ends_before_start')
const tooLong = bitOf('too_long')

export const namesOf = (bits: number): CheckName[] => checkNames.filter((_, i) => bits & (1 << i))

type Box = { west: number; south: number; east: number; north: number; crosses: boolean }
/** A given box may cross the antimeridian. */
const boxOf = ([west, south, east, north]: UsualBox): Box => ({ west, south, east, north, crosses: west > east })

const isIn = (box: Box, lon: number, lat: number): boolean =>
  lat >= box.south && lat <= box.north && (box.crosses ? lon >= box.west || lon <= box.east : lon >= box.west && lon <= box.east)

/** Judges rows by the mapping's checks; `flags` and `rejects` are the bits (1 << index in `checkNames`) with these rules. */
export class RowChecks {
  readonly flags: number
  readonly rejects: number
  private readonly wanted: number
  private readonly futureFrom: number
  private readonly boxes: ReadonlyMap<string, Box>
  // By region index, with the label it had: a chunk numbers its regions anew. Spares a million rows a look into the map.
  private readonly labels: string[] = []
  private readonly boxesByIndex: (Box | undefined)[] = []

  constructor(private readonly checks: MappedChecks) {
    this.flags = this.bitsOf('flag')
    this.rejects = this.bitsOf('reject')
    this.wanted = this.flags | this.rejects
    this.futureFrom = checks.future_from ?? Infinity
    this.boxes = new Map(Object.entries(checks.usual_boxes).map(([label, box]) => [label, boxOf(box)]))
  }

  /** The end time's source, where a check needs it. */
  static endTimeOf({ checks }: CsvMapping): MappedChecks['end_time'] {
    const needed = checks && (checks.rules.ends_before_start !== 'off' || checks.rules.too_long !== 'off')
    return needed ? checks.end_time : null
  }

  private bitsOf(rule: 'flag' | 'reject'): number {
    return checkNames.reduce((bits, name) => bits | (this.checks.rules[name] === rule ? bitOf(name) : 0), 0)
  }

  /** Bits of the checks that row n fails; `regions` are the labels of its chunk, `endTime` wall seconds, below 0 where not known. */
  judge(columns: TripColumns, n: number, regions: readonly string[], endTime: number): number {
    const lon = columns.originLon[n]
    const lat = columns.originLat[n]
    const toLon = columns.destinationLon[n]
    const toLat = columns.destinationLat[n]
    const time = columns.time[n]
    let bits = 0
    const isZero = (lon === 0 && lat === 0) || (toLon === 0 && toLat === 0)
    if (isZero) bits |= zeroPoint
    if (lon === toLon && lat === toLat) bits |= zeroLength
    if (time >= this.futureFrom) bits |= future
    if (time < ancientBefore) bits |= ancient
    if (endTime >= 0) {
      if (endTime < time) bits |= endsBeforeStart
      if (endTime - time > tooLongSeconds) bits |= tooLong
    }
    return (bits | this.judgePlaces(columns, n, regions)) & this.wanted
  }

  /** The bits of those that compare with the usual box, whatever the rules. */
  judgePlaces(columns: TripColumns, n: number, regions: readonly string[]): number {
    const index = columns.region[n]
    if (this.labels[index] !== regions[index]) this.note(index, regions[index])
    const box = this.boxesByIndex[index]
    if (box === undefined) return 0
    return (
      this.judgePlace(box, columns.originLon[n], columns.originLat[n]) |
      this.judgePlace(box, columns.destinationLon[n], columns.destinationLat[n])
    )
  }

  private judgePlace(box: Box, lon: number, lat: number): number {
    if (isIn(box, lon, lat) || (lon === 0 && lat === 0)) return 0
    return isIn(box, lat, lon) ? swapped : outsideRegion
  }

  private note(region: number, label: string): void {
    this.labels[region] = label
    this.boxesByIndex[region] = this.boxes.get(label) ?? this.boxes.get('')
  }
}
