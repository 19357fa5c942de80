import { answer } from '#app/_http/answer.ts'
import { endpoints } from '#app/_http/endpoints.ts'
import { announced, intake } from '#app/_http/intake.ts'
import { readMapping } from '#db/read/mappings.ts'
import { retryImport } from '#db/write/retry-import.ts'
import { spoolHas } from '#ingest/spool.ts'

export const dynamic = 'force-dynamic'

export const POST = answer(endpoints.retryImport, async ({ db, path, query: { force, ...options } }) => {
  if (typeof options.mapping === 'string') await readMapping(db, options.mapping)
  return announced(retryImport(db, path.id, { options, force, spoolHas: (name) => spoolHas(intake().spoolDir, name) }))
})
