import { answer } from '#app/_http/answer.ts'
import { endpoints } from '#app/_http/endpoints.ts'
import { previewSpooled } from '#app/_http/preview.ts'

export const dynamic = 'force-dynamic'

export const GET = answer(endpoints.previewImport, previewSpooled)
