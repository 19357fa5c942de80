import { z } from 'zod'

/** Parameters that may be given several times in one query: what stands between their values when they are written as one. */
export const repeatable = z.registry<{ separator: string }>()
