import { z } from 'zod'
import { importView } from './import-job.ts'

/**
 * The live channel's whole vocabulary. Events are hints: each carries the import as it was at its `version`, and whoever
 * (re)subscribes reads the rows once more over HTTP, so a lost, doubled or reordered event changes nothing for good.
 * `private-` asks for a signed subscription, `cache-` replays the last event to a late subscriber.
 */
export const allImportsChannel = 'private-cache-imports'
export const importChannel = (id: number): string => `private-cache-import-${id}`
export const importEventName = 'import'
export const importEvent = z.object({ import: importView })
export type ImportEvent = z.infer<typeof importEvent>

/** Whether a channel is one of ours, and so may be signed for by the authorisation endpoint. */
export const isImportChannel = (channel: string): boolean => /^private-cache-import(s|-[1-9]\d{0,9})$/.test(channel)
