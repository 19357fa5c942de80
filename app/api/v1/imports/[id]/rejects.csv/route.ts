import { answer } from '#app/_http/answer.ts'
import { endpoints } from '#app/_http/endpoints.ts'
import { plainHeaders } from '#app/_http/problem.ts'
import { rejectsCsv, rejectsDisposition } from '#app/_http/rejects-csv.ts'
import { readImport } from '#db/read/imports.ts'

export const dynamic = 'force-dynamic'

export const GET = answer(
  endpoints.downloadRejects,
  async ({ db, path }) =>
    new Response(await rejectsCsv(db, path.id), {
      headers: {
        ...plainHeaders,
        'content-type': 'text/csv',
        'content-disposition': rejectsDisposition((await readImport(db, path.id)).file_name),
      },
    }),
)
