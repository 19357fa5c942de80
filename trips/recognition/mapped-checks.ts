import type { CsvMapping, MappedChecks, MappingOptions } from '../csv-mapping.ts'
import { futureAfterSeconds, type UsualBox, usualRules } from '../quality-checks.ts'
import type { SampleColumn } from '../sample-columns.ts'
import { findEndTime } from './find-time.ts'
import { findUsualBoxes } from './usual-boxes.ts'

/** The checks of an import: their rules as the sender states them, and what they compare with, from the sample alone. */
export function mappedChecks(
  sample: readonly Uint8Array[],
  mapping: CsvMapping,
  all: readonly SampleColumn[],
  { checks, usual_box }: MappingOptions,
  now: number | undefined,
): MappedChecks {
  const rules = { ...usualRules, ...checks }
  const needsBoxes = rules.swapped !== 'off' || rules.outside_region !== 'off'
  const given = usual_box && { '': [usual_box.west, usual_box.south, usual_box.east, usual_box.north] satisfies UsualBox }
  return {
    rules,
    future_from: now === undefined ? null : now + futureAfterSeconds,
    usual_boxes: given ?? (needsBoxes ? findUsualBoxes(sample, mapping) : {}),
    end_time: findEndTime(all) ?? null,
  }
}
