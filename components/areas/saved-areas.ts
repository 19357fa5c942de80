'use client'

import { useEffect, useMemo, useSyncExternalStore } from 'react'
import { type AreaSummaryView, areasView, type SavedAreaView, savedAreaView } from '#trips/saved-area.ts'
import type { Answer } from '#trips/views.ts'
import { problemOf } from '../imports/call-api.ts'
import { unreachable } from '../ui/unreachable.ts'

/** What this page knows of the areas on the server: their names, and the shapes of those it has asked for. */
type Known = { list?: readonly AreaSummaryView[]; shapes: ReadonlyMap<string, SavedAreaView> }

const nothing: Known = { shapes: new Map() }
let known = nothing
const listeners = new Set<() => void>()

function know(change: Partial<Known>): void {
  known = { ...known, ...change }
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

const useKnown = (): Known =>
  useSyncExternalStore(
    subscribe,
    () => known,
    () => nothing,
  )

const addressOf = (name: string): string => `/api/v1/areas/${encodeURIComponent(name)}`

async function ask<Value>(path: string, shape: { parse: (value: unknown) => Value }, init?: RequestInit): Promise<Answer<Value>> {
  try {
    const response = await fetch(path, init)
    const text = await response.text()
    return response.ok
      ? { ok: true, value: shape.parse(JSON.parse(text)) }
      : { ok: false, problem: problemOf(response.status, text) }
  } catch {
    return unreachable()
  }
}

let reading: Promise<void> | undefined

/** Asked for once, however many want it; and again where it could not be had. */
function readList(): Promise<void> {
  reading ??= ask('/api/v1/areas', areasView).then((answer) => {
    reading = undefined
    if (answer.ok) know({ list: answer.value.areas })
  })
  return reading
}

async function readShape(name: string): Promise<void> {
  if (!known.list) await readList()
  if (known.shapes.has(name) || !known.list?.some((area) => area.name === name)) return
  const answer = await ask(addressOf(name), savedAreaView)
  if (answer.ok) know({ shapes: new Map(known.shapes).set(name, answer.value) })
}

function keep(area: SavedAreaView): void {
  const { properties, bbox } = area
  const others = (known.list ?? []).filter(({ name }) => name !== properties.name)
  know({
    list: [...others, { ...properties, bbox }].sort((a, b) => (a.name < b.name ? -1 : 1)),
    shapes: new Map(known.shapes).set(properties.name, area),
  })
}

/** Keeps GeoJSON under a name; `replace` in place of another area that has it. */
export async function saveArea(name: string, geometry: unknown, replace: boolean): Promise<Answer<SavedAreaView>> {
  const answer = await ask(`${addressOf(name)}${replace ? '?replace=1' : ''}`, savedAreaView, {
    method: 'PUT',
    body: JSON.stringify(geometry),
    headers: { 'content-type': 'application/geo+json' },
  })
  if (answer.ok) keep(answer.value)
  return answer
}

export async function deleteArea(name: string): Promise<Answer<SavedAreaView>> {
  const answer = await ask(addressOf(name), savedAreaView, { method: 'DELETE' })
  if (answer.ok || answer.problem.status === 404) {
    const shapes = new Map(known.shapes)
    shapes.delete(name)
    know({ list: known.list?.filter((area) => area.name !== name), shapes })
  }
  return answer
}

/** The names of all saved areas; undefined until they are known. */
export function useSavedAreas(): readonly AreaSummaryView[] | undefined {
  const { list } = useKnown()
  useEffect(() => {
    if (!known.list) void readList()
  }, [])
  return list
}

/** The shapes of some saved areas, as far as they are there. Those that do not exist the answer tells of. */
export function useSavedShapes(names: readonly string[]): readonly SavedAreaView[] {
  const { shapes } = useKnown()
  const asked = names.join(';')
  useEffect(() => {
    for (const name of asked.split(';').filter(Boolean)) void readShape(name)
  }, [asked])
  return useMemo(() => asked.split(';').flatMap((name) => shapes.get(name) ?? []), [asked, shapes])
}
