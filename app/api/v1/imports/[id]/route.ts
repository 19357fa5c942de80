import { answer } from '#app/_http/answer.ts'
import { endpoints } from '#app/_http/endpoints.ts'
import { announced } from '#app/_http/intake.ts'
import { readImport } from '#db/read/imports.ts'
import { requestUndo } from '#db/write/request-import.ts'

export const dynamic = 'force-dynamic'

export const GET = answer(endpoints.readImport, ({ db, path }) => readImport(db, path.id))

export const DELETE = answer(endpoints.undoImport, ({ db, path }) => announced(requestUndo(db, path.id)))
