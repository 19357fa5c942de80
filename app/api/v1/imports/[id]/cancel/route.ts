import { answer } from '#app/_http/answer.ts'
import { endpoints } from '#app/_http/endpoints.ts'
import { announced } from '#app/_http/intake.ts'
import { requestCancel } from '#db/write/request-import.ts'

export const dynamic = 'force-dynamic'

export const POST = answer(endpoints.cancelImport, ({ db, path }) => announced(requestCancel(db, path.id)))
