import { answer } from '#app/_http/answer.ts'
import { endpoints } from '#app/_http/endpoints.ts'
import { readCells } from '#db/read/cells.ts'

export const dynamic = 'force-dynamic'

export const GET = answer(endpoints.cells, ({ ask, query }) => ask(readCells, query))
