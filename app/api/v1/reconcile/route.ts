import { answer } from '#app/_http/answer.ts'
import { askForCheck } from '#app/_http/ask.ts'
import { askerOf } from '#app/_http/asker.ts'
import { endpoints } from '#app/_http/endpoints.ts'
import { reconcile } from '#db/reconcile.ts'

export const dynamic = 'force-dynamic'

export const GET = answer(endpoints.reconcile, ({ db, request }) =>
  askForCheck(db, 'reconcile', (asked, signal) => reconcile(asked, { signal }), askerOf(request)),
)
