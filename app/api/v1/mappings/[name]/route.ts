import { answer } from '#app/_http/answer.ts'
import { endpoints } from '#app/_http/endpoints.ts'
import { receiveJson } from '#app/_http/receive-body.ts'
import { readMapping } from '#db/read/mappings.ts'
import { deleteMapping } from '#db/write/delete-mapping.ts'
import { saveMapping } from '#db/write/save-mapping.ts'
import { savedColumns } from '#trips/saved-mapping.ts'

export const dynamic = 'force-dynamic'

export const GET = answer(endpoints.readMapping, ({ db, path }) => readMapping(db, path.name))

export const PUT = answer(endpoints.saveMapping, async ({ db, path, request }) =>
  saveMapping(db, { name: path.name, ...(await receiveJson(request, savedColumns)) }),
)

export const DELETE = answer(endpoints.deleteMapping, ({ db, path }) => deleteMapping(db, path.name))
