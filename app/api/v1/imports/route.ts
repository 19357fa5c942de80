import { answer } from '#app/_http/answer.ts'
import { endpoints } from '#app/_http/endpoints.ts'
import { takeUpload } from '#app/_http/take-upload.ts'
import { readImports } from '#db/read/imports.ts'

export const dynamic = 'force-dynamic'

export const GET = answer(endpoints.listImports, ({ db, query }) => readImports(db, query))

export const POST = answer(endpoints.createImport, takeUpload)
