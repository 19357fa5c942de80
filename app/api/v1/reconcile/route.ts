import { answer } from '#app/_http/answer.ts'
import { endpoints } from '#app/_http/endpoints.ts'
import { reconcile } from '#db/reconcile.ts'

export const dynamic = 'force-dynamic'

export const GET = answer(endpoints.reconcile, ({ db }) => reconcile(db))
