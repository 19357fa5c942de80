import { answer } from '#app/_http/answer.ts'
import { describeUpload } from '#app/_http/describe-upload.ts'
import { endpoints } from '#app/_http/endpoints.ts'
import { takeResumable } from '#app/_http/resumable.ts'

export const dynamic = 'force-dynamic'

export const GET = answer(endpoints.readUpload, ({ path }) => describeUpload(path.id))

export { takeResumable as DELETE, takeResumable as HEAD, takeResumable as OPTIONS, takeResumable as PATCH }
