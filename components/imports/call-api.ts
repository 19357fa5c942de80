import { type ImportView, importView } from '#trips/import-job.ts'
import { type Answer, type ProblemView, problemView } from '#trips/views.ts'
import { unreachable } from '../ui/unreachable.ts'

/** The problem in a response's text, or one made of its status where the text is none. */
export function problemOf(status: number, text: string): ProblemView {
  try {
    return problemView.parse(JSON.parse(text))
  } catch {
    return { type: 'about:blank', title: 'Not accepted', status, detail: `The server answered with status ${status}.` }
  }
}

/** The import in a response's text; undefined where it holds none. */
export function importOf(text: string): ImportView | undefined {
  try {
    return importView.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

/** Asks the HTTP API for a change. The value is the import as it is now, where the answer holds it. */
export async function callApi(method: 'POST' | 'DELETE', path: string): Promise<Answer<ImportView | undefined>> {
  try {
    const response = await fetch(path, { method })
    const text = await response.text()
    return response.ok ? { ok: true, value: importOf(text) } : { ok: false, problem: problemOf(response.status, text) }
  } catch {
    return unreachable()
  }
}
