import { z } from 'zod'
import { alignments } from './comparison.ts'
import { relations, weeksRules } from './filters.ts'
import { importView } from './import-job.ts'
import { rejectCodes } from './reject.ts'
import { timesOfDay } from './time-bucket.ts'
import { questionBounds } from './user-problem.ts'

/** The one output contract: `db/read` returns these, the API answers them, components take them. snake_case, as in JSON. */

const count = z.number().int().min(0)
const degrees = z.number()
/** west, south, east, north in degrees (GeoJSON order). */
const bboxView = z.tuple([degrees, degrees, degrees, degrees])

export const provenanceView = z.object({
  rule: z.string().describe('how the number is made, in words'),
  filters: z.string().describe('what was asked, in words'),
  answered_from: z
    .object({
      region_rollup_rows: count,
      cell_rollup_rows: count,
      hour_rollup_rows: count,
      group_rollup_rows: count,
      area_rollup_rows: count,
      segments: count,
      trips_scanned: count,
    })
    .describe('how many counts of each kind were taken, how many segments were read and trips in them looked at'),
  exact: z.literal(true).describe('every count equals a count over the stored trips'),
  imports: count.describe('imports whose trips were asked about: all that were stored then'),
  trips_stored: count.describe('trips of these imports'),
  dataset_version: count.describe('grows with every change of the trips: answers of one version are of the same trips'),
  took_ms: z.number(),
  sql: z.string().nullable().describe('the same count over the raw trips, to run with any MySQL client'),
  sql_left_out: z.string().nullable().describe('why there is no sql'),
})
export type ProvenanceView = z.infer<typeof provenanceView>

export const weekView = z.object({
  week: z.string().describe('ISO week, 2018-W18'),
  monday: z.string().describe('YYYY-MM-DD'),
  trips: count,
  partial: z.boolean().describe('cut by the date range or by the data'),
  days: z.number().int().describe('covered days of the week, 1 to 7'),
})
export type WeekView = z.infer<typeof weekView>

export const relationTotalView = z.object({
  relation: z.enum(relations),
  total_trips: count,
  weekly_average: z.number().nullable(),
})
export type RelationTotalView = z.infer<typeof relationTotalView>

export const weeklyAverageView = z.object({
  weekly_average: z.number().nullable().describe('null where no week is covered'),
  total_trips: count.describe('trips in the weeks that count'),
  weeks: z.number().describe('the denominator; with per7days, days ÷ 7'),
  zero_weeks: count,
  partial_weeks: count,
  from: z.string().nullable().describe('first covered day'),
  to: z.string().nullable().describe('last covered day'),
  relation: z.enum(relations),
  weeks_rule: z.enum(weeksRules),
  series: z.array(weekView).describe('every ISO week of the coverage, empty ones included'),
  relations: z.array(relationTotalView).nullable().describe('all four, when asked for with relations=all'),
  provenance: provenanceView,
})
export type WeeklyAverageView = z.infer<typeof weeklyAverageView>

/** An answer beside another: of another place, of another period, or of both. */
export const compareView = z.object({
  answer: weeklyAverageView,
  base: weeklyAverageView.describe('what it is compared with'),
  difference: z.number().nullable().describe('weekly average of the answer − that of the base'),
  ratio: z.number().nullable().describe('weekly average of the answer ÷ that of the base; null where that is 0'),
  aligned_by: z
    .enum(alignments)
    .describe('weeks of the two series that belong together: the same, or the first, second … of each'),
  rule: z.string().describe('how difference and ratio are made, in words'),
})
export type CompareView = z.infer<typeof compareView>

export const hourOfWeekView = z.object({
  total_trips: count,
  trips: z.array(z.array(count).length(24)).length(7).describe('[weekday Monday … Sunday][hour 0 … 23]'),
  provenance: provenanceView,
})
export type HourOfWeekView = z.infer<typeof hourOfWeekView>

export const cellView = z.object({ quadkey: z.string(), bbox: bboxView })
export type CellView = z.infer<typeof cellView>

export const groupView = z.object({
  key: z.string(),
  origin: cellView,
  destination: cellView,
  time_of_day: z.string().describe('the bucket in words: 06:00–10:00 (AM peak)'),
  time_bucket: z.number().int().describe('hour 0–23, day part 0–4, or 0 with time=none'),
  trips: count.describe('sorted by change, those of the current period'),
  previous_trips: count.nullable().describe('trips of the previous period, when sorted by change'),
  change: z.number().int().nullable().describe('trips − previous_trips'),
})
export type GroupView = z.infer<typeof groupView>

/** The two periods that groups are compared by. Days YYYY-MM-DD, included. */
export const comparedView = z.object({
  from: z.string(),
  to: z.string(),
  previous_from: z.string(),
  previous_to: z.string(),
  previous_total_trips: count,
  text: z.string().describe('both, and how they were chosen'),
})

export const groupsView = z.object({
  level: z.number().int(),
  level_text: z.string().describe('what the level means on the ground, and how it was chosen'),
  cell_size_m: z.tuple([z.number(), z.number()]).describe('width and height of a cell where the trips are'),
  time: z.enum(timesOfDay),
  total_trips: count,
  shared_trips: count.describe('trips whose group has at least one other trip'),
  of_total: count.describe('groups that satisfy the filters and min_trips'),
  shown: count,
  next_cursor: z.string().nullable(),
  compared: comparedView.nullable().describe('when sorted by change; null where there are no days to compare'),
  groups: z.array(groupView),
  provenance: provenanceView,
})
export type GroupsView = z.infer<typeof groupsView>

export const tripView = z.object({
  region: z.string(),
  datasource: z.string(),
  origin: z.tuple([degrees, degrees]).describe('longitude, latitude'),
  destination: z.tuple([degrees, degrees]),
  datetime: z.string().describe('wall time of the region, YYYY-MM-DD HH:MM:SS'),
})
export type TripView = z.infer<typeof tripView>

export const groupTripsView = z.object({
  key: z.string(),
  why: z.string().describe('why these trips belong together'),
  shown: count,
  of_total: count,
  next_cursor: z.string().nullable(),
  trips: z.array(tripView),
  provenance: provenanceView,
})
export type GroupTripsView = z.infer<typeof groupTripsView>

export const densityCellView = cellView.extend({ trips: count })
export type DensityCellView = z.infer<typeof densityCellView>
export const cellsView = z.object({
  level: z.number().int(),
  shown: count,
  of_total: count,
  trips_max: count,
  cells: z.array(densityCellView),
  provenance: provenanceView,
})
export type CellsView = z.infer<typeof cellsView>

export const regionView = z.object({ region: z.string(), trips: count, first_datetime: z.string(), last_datetime: z.string() })
export type RegionView = z.infer<typeof regionView>
export const regionsView = z.object({ regions: z.array(regionView), provenance: provenanceView })
export type RegionsView = z.infer<typeof regionsView>

export const datasourceView = z.object({
  datasource: z.string(),
  trips: count,
  first_datetime: z.string(),
  last_datetime: z.string(),
})
export type DatasourceView = z.infer<typeof datasourceView>
export const datasourcesView = z.object({ datasources: z.array(datasourceView), provenance: provenanceView })
export type DatasourcesView = z.infer<typeof datasourcesView>

export const datasourceRegionsView = z.object({
  datasource: z.string(),
  regions: z.array(regionView).describe('regions in which the datasource appeared, by name'),
  provenance: provenanceView,
})
export type DatasourceRegionsView = z.infer<typeof datasourceRegionsView>

export const latestDatasourceView = z.object({
  top_regions: z.array(z.object({ region: z.string(), trips: count })).describe('the two most common; ties by name'),
  latest: z.object({ region: z.string(), datasource: z.string(), datetime: z.string() }).nullable(),
  per_region: z.array(z.object({ region: z.string(), datasource: z.string(), datetime: z.string() })),
  provenance: provenanceView,
})
export type LatestDatasourceView = z.infer<typeof latestDatasourceView>

/** Where the data are: what the dashboard opens on. */
export const datasetView = z.object({
  dataset_version: count,
  trips: count,
  has_sample: z.boolean(),
  sample_import_id: z.number().int().nullable(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  regions: z.array(regionView),
  datasources: z.array(datasourceView),
})
export type DatasetView = z.infer<typeof datasetView>

/** Everything one change of the dashboard needs, read in one snapshot. */
export const dashboardView = z.object({
  answer: weeklyAverageView,
  hour_of_week: hourOfWeekView,
  groups: groupsView,
  flows: groupsView,
  comparison: compareView.omit({ answer: true }).nullable().describe('null where nothing is compared'),
})
export type DashboardView = z.infer<typeof dashboardView>

export const reconcileView = z.object({
  ok: z.boolean(),
  dataset_version: count,
  checks: z
    .array(
      z.object({
        name: z.string(),
        import_id: z.number().int().nullable(),
        region: z.string().nullable(),
        week: z.string().nullable(),
        expected: z.number(),
        found: z.number(),
      }),
    )
    .describe('comparisons that failed, the first 1,000 of them; empty when ok'),
  of_total: count.describe(
    'number of comparisons that failed; at least so many where counts are so damaged that not all were looked at',
  ),
  compared: count.describe('number of comparisons made, and of stored counts'),
  trips: count,
})
export type ReconcileView = z.infer<typeof reconcileView>

export const importsView = z.object({ imports: z.array(importView), of_total: count })
export type ImportsView = z.infer<typeof importsView>

export const rejectView = z.object({
  line: count.describe('physical line of the file the row begins on, from 1'),
  byte_offset: count,
  column: z.string().describe("the column's name; empty where the row as a whole is at fault"),
  code: z.enum(rejectCodes),
  kept: z.boolean().describe('stored all the same, with a flag'),
  reason: z.string(),
  text: z.string().describe('the row as it was; bytes that are not UTF-8 are replaced'),
})
export type RejectView = z.infer<typeof rejectView>
export const rejectsView = z.object({ rejects: z.array(rejectView), of_total: count })
export type RejectsView = z.infer<typeof rejectsView>

export const healthView = z.object({
  ok: z.boolean(),
  database: z.boolean().describe('it answers'),
  migrated: z.boolean().describe('its tables are those of this version'),
})
export type HealthView = z.infer<typeof healthView>

/** RFC 9457 problem details. */
export const problemView = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  parameter: z.string().optional(),
  found: z.string().optional(),
  expected: z.string().optional(),
  bound: z.enum(questionBounds).optional().describe('what a question took too much of (seconds, rows or bytes), with 422'),
  import: z
    .string()
    .optional()
    .describe(
      'URL of the first import of the same bytes, with 409; of the import that ended while its file was being sent, with 422',
    ),
})
export type ProblemView = z.infer<typeof problemView>

/** A resumable upload as it is now. */
export const uploadView = z.object({
  id: z.string(),
  file_name: z.string(),
  byte_size: count,
  bytes: count.describe('that are safe on the disk'),
  sending: z.boolean().describe('whether a request is writing it at this moment'),
  expires_at: z.string().describe('when it is forgotten, unless bytes are added before'),
  begun: z.string().nullable().describe('URL of the import that has begun while the file is still being sent'),
  import: z.string().nullable().describe('URL of the import it became; null before that'),
  problem: problemView.nullable().describe('why the whole file was not taken'),
})
export type UploadView = z.infer<typeof uploadView>

/** What a server action returns: a value, or the same problem the API would answer. */
export type Answer<Value> = { ok: true; value: Value } | { ok: false; problem: ProblemView }
