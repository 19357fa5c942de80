import { takeResumable } from '#app/_http/resumable.ts'

export const dynamic = 'force-dynamic'

export { takeResumable as OPTIONS, takeResumable as POST }
