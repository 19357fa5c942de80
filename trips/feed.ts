import { z } from 'zod'
import { chosenMapping } from './csv-mapping.ts'
import { dateOrder } from './datetime.ts'
import { label } from './filters.ts'
import { duplicatesRule } from './import-job.ts'

/** A feed: an address that is fetched on a schedule; what it answers is imported when it has changed. */

export const feedName = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9_.-]{0,63}$/i,
    'expected 1 to 64 letters, digits, dots, hyphens and underscores, a letter or digit first',
  )

/** What became of a run. */
export const feedResults = ['imported', 'unchanged', 'failed'] as const

/** How its files are read: as with an upload. */
const feedOptions = z.strictObject({
  duplicates: duplicatesRule.optional(),
  date_order: dateOrder.optional(),
  region: label.optional(),
  datasource: label.optional(),
  mapping: chosenMapping.optional(),
})
export type FeedOptions = z.infer<typeof feedOptions>

export const feedBody = z.strictObject({
  url: z
    .string()
    .max(2000)
    .regex(/^https?:\/\//i, 'expected an address that begins with https:// or http://')
    .refine((text) => URL.canParse(text), 'expected an address that can be parsed')
    .refine((text) => !URL.canParse(text) || new URL(text).username + new URL(text).password === '', {
      message: 'expected an address without a user name and password: everybody may read it here',
    })
    .describe('what is fetched; its host must be one of FEED_HOSTS'),
  schedule: z.string().min(1).max(100).describe('a cron expression of five fields, in UTC, such as "15 4 * * *"'),
  enabled: z.boolean().default(true).describe('false: only fetched when somebody asks for it'),
  options: feedOptions.default({}).describe('how the files are read'),
})
export type FeedBody = z.infer<typeof feedBody>

/** A feed as everybody sees it. Instants are UTC ISO 8601. */
export const feedView = z.object({
  name: z.string(),
  url: z.string(),
  schedule: z.string(),
  enabled: z.boolean(),
  options: feedOptions,
  running: z.boolean().describe('being fetched at this moment'),
  next_run_at: z.string().nullable().describe('null while it is paused'),
  last_run_at: z.string().nullable(),
  last_result: z.enum(feedResults).nullable(),
  last_message: z.string().nullable().describe('what became of the last run, in one sentence'),
  last_import_id: z.number().int().nullable().describe('the import that holds what was fetched last'),
})
export type FeedView = z.infer<typeof feedView>

export const feedsView = z.object({
  feeds: z.array(feedView),
  hosts: z.array(z.string()).describe('hosts that may be fetched from (FEED_HOSTS); none: feeds are switched off'),
})
export type FeedsView = z.infer<typeof feedsView>
