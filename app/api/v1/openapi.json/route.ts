import { answer } from '#app/_http/answer.ts'
import { endpoints } from '#app/_http/endpoints.ts'
import { openApi } from '#app/_http/open-api.ts'

export const dynamic = 'force-dynamic'

export const GET = answer(endpoints.openapi, async () => openApi())
