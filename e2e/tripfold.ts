import { randomUUID } from 'node:crypto'
import { type APIRequestContext, test as base, expect as baseExpect, type Page } from 'playwright/test'
import { type ImportView, isTerminal } from '#trips/import-job.ts'

/** Playwright's, with more patience: a machine that builds something else meanwhile is slow, not wrong. */
export const expect = baseExpect.configure({ timeout: 20_000 })

type Fixtures = {
  /** What the page may write to its console as an error: the answer of the server that the test asks for. */
  expectedError: RegExp | undefined
  quietConsole: undefined
}

/** Playwright's, and a test fails when a page of it writes an error to its console. */
export const test = base.extend<Fixtures>({
  expectedError: [undefined, { option: true }],
  quietConsole: [
    async ({ context, expectedError }, use) => {
      const errors: string[] = []
      context.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
      context.on('weberror', (error) => errors.push(String(error.error().stack)))
      await use(undefined)
      expect(errors.filter((text) => !expectedError?.test(text))).toEqual([])
    },
    { auto: true },
  ],
})

export async function readImports(request: APIRequestContext): Promise<ImportView[]> {
  const response = await request.get('/api/v1/imports?limit=1000')
  expect(response.status()).toBe(200)
  return (await response.json()).imports
}

export async function readImport(request: APIRequestContext, id: number): Promise<ImportView> {
  const response = await request.get(`/api/v1/imports/${id}`)
  expect(response.status()).toBe(200)
  return response.json()
}

/** Sends a file as the raw body; 201 says that its bytes are safe. */
export async function sendFile(request: APIRequestContext, fileName: string, csv: string): Promise<ImportView> {
  const response = await request.post(`/api/v1/imports?filename=${fileName}`, {
    data: Buffer.from(csv),
    headers: { 'content-type': 'text/csv' },
  })
  expect(response.status(), await response.text()).toBe(201)
  return response.json()
}

/** Sends a file and waits until its trips are in. */
export async function importFile(request: APIRequestContext, fileName: string, csv: string): Promise<ImportView> {
  const { id } = await sendFile(request, fileName, csv)
  await expect.poll(async () => (await readImport(request, id)).state, { timeout: 60_000 }).toBe('done')
  return readImport(request, id)
}

/** Takes back all that is stored, so that each file of tests begins with no trips. */
export async function emptyTripfold(request: APIRequestContext): Promise<void> {
  const left = async () => (await readImports(request)).filter((view) => view.state === 'done' || !isTerminal(view.state))
  for (const { id, state, requested } of await left()) {
    if (requested) continue
    if (state === 'done') await request.delete(`/api/v1/imports/${id}`)
    else await request.post(`/api/v1/imports/${id}/cancel`)
  }
  await expect.poll(left, { timeout: 60_000 }).toEqual([])
}

/** Imports that were taken back stay in the list: a name of its own tells a test's file from those of others. */
export const freshName = (name: string): string => `${name}-${randomUUID().slice(0, 8)}.csv`

export const importCard = (page: Page, fileName: string) => page.getByRole('listitem', { name: `Import of ${fileName}` })

/** The imports that the live channel has told this page of, in the order they came. */
export function followFrames(page: Page): {
  seen: ImportView[]
  next(wanted: (view: ImportView) => boolean): Promise<ImportView>
} {
  const seen: ImportView[] = []
  const waiting = new Set<(view: ImportView) => void>()
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      const frame = JSON.parse(String(payload))
      if (frame.event !== 'import') return
      const view: ImportView = JSON.parse(frame.data).import
      seen.push(view)
      for (const tell of waiting) tell(view)
    }),
  )
  const next = (wanted: (view: ImportView) => boolean) =>
    new Promise<ImportView>((resolve) => {
      const tell = (view: ImportView) => {
        if (!wanted(view)) return
        waiting.delete(tell)
        resolve(view)
      }
      waiting.add(tell)
    })
  return { seen, next }
}
