import { answer } from '#app/_http/answer.ts'
import { endpoints } from '#app/_http/endpoints.ts'
import { previewBody } from '#app/_http/preview.ts'

export const dynamic = 'force-dynamic'

export const POST = answer(endpoints.previewMapping, previewBody)
