import {
  type MappingsView,
  mappingsView,
  type PreviewView,
  previewView,
  type SavedMappingView,
  savedMappingView,
} from '#trips/mapping-views.ts'
import type { Answer } from '#trips/views.ts'
import { queryText } from '../filters/url-params.ts'
import { unreachable } from '../ui/unreachable.ts'
import { problemOf } from './call-api.ts'

/** What is looked into: a file that is not sent yet, or one that lies at the server. */
export type PreviewSource = { file: Blob & { name: string } } | { importId: number }

/** Enough for some ten thousand rows, and gone in a moment. */
const headBytes = 1_048_576

async function asked<Value>(path: string, init: RequestInit, parse: (json: unknown) => Value): Promise<Answer<Value>> {
  try {
    const response = await fetch(path, init)
    const text = await response.text()
    return response.ok ? { ok: true, value: parse(JSON.parse(text)) } : { ok: false, problem: problemOf(response.status, text) }
  } catch (error) {
    if (init.signal?.aborted) throw error
    return unreachable()
  }
}

/** What an import of the source with these parameters would make of it. */
export function askPreview(
  source: PreviewSource,
  parameters: Record<string, string>,
  signal: AbortSignal,
): Promise<Answer<PreviewView>> {
  const parse = (json: unknown) => previewView.parse(json)
  if ('importId' in source) return asked(`/api/v1/imports/${source.importId}/preview${queryText(parameters)}`, { signal }, parse)
  const { file } = source
  const whole = file.size <= headBytes ? '1' : '0'
  const query = queryText({ filename: file.name, whole, ...parameters })
  const headers = { 'content-type': 'application/octet-stream' }
  return asked(`/api/v1/mappings/preview${query}`, { method: 'POST', body: file.slice(0, headBytes), headers, signal }, parse)
}

const mappingPath = (name: string) => `/api/v1/mappings/${encodeURIComponent(name)}`

/** Keeps a preview's mapping for files with the same columns. */
export const saveMapping = (name: string, { columns, mapping }: PreviewView): Promise<Answer<SavedMappingView>> =>
  asked(
    mappingPath(name),
    {
      method: 'PUT',
      body: JSON.stringify({ columns: columns.map((column) => column.name), mapping }),
      headers: { 'content-type': 'application/json' },
    },
    (json) => savedMappingView.parse(json),
  )

export const readMappings = (): Promise<Answer<MappingsView>> => asked('/api/v1/mappings', {}, (json) => mappingsView.parse(json))

export const forgetMapping = (name: string): Promise<Answer<SavedMappingView>> =>
  asked(mappingPath(name), { method: 'DELETE' }, (json) => savedMappingView.parse(json))
