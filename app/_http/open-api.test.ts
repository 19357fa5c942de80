import { expect, test } from 'vitest'
import type { z } from 'zod'
import { endpoints } from './endpoints.ts'
import { openApi } from './open-api.ts'
import { pathParameters } from './path-parameters.ts'
import { routeModules } from './testing/route-modules.ts'

const document = openApi()
const methods = ['GET', 'HEAD', 'POST', 'DELETE', 'PUT', 'PATCH']

test('every route handler is an endpoint, and every endpoint has its route handler', async () => {
  const routes = Object.entries(await routeModules()).flatMap(([path, module]) =>
    methods.filter((method) => method in module).map((method) => `${method} ${path}`),
  )
  expect(routes.sort()).toEqual(
    Object.values(endpoints)
      .map(({ method, path }) => `${method} ${path}`)
      .sort(),
  )
})

test('the document has every endpoint with every parameter, described', () => {
  for (const [id, { method, path, inPath, query, status }] of Object.entries(endpoints)) {
    const operation = document.paths[path][method.toLowerCase()] as {
      operationId: string
      parameters: { name: string; in: string; required: boolean; description?: string }[]
      responses: Record<string, unknown>
    }
    expect(operation.operationId).toBe(id)
    const named = (place: string) => operation.parameters.filter((parameter) => parameter.in === place).map(({ name }) => name)
    expect(named('path')).toEqual(Object.keys(inPath.shape))
    expect(named('query')).toEqual(Object.keys(query.shape))
    expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining([String(status), '400', '500']))
  }
})

test('the parameters of a path are those of its schema', () => {
  for (const { path, inPath } of Object.values(endpoints))
    expect(pathParameters(path, `/api/v1${path.replace(/[{}]/g, '')}`).map(([name]) => name)).toEqual(Object.keys(inPath.shape))
})

/** Every `$ref` anywhere in a value. */
function refsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => (key === '$ref' ? [String(inner)] : refsOf(inner)))
}

test('every $ref leads somewhere', () => {
  const refs = new Set(refsOf(document))
  expect(refs).toContain('#/components/schemas/WeeklyAverage')
  for (const ref of refs) {
    const target = ref
      .slice(2)
      .split('/')
      .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], document)
    expect(target, ref).toMatchObject({ type: 'object' })
  }
})

test('a component is written once and referred to', () => {
  expect(document.components.schemas.Imports).toMatchObject({
    properties: { imports: { type: 'array', items: { $ref: '#/components/schemas/Import' } } },
  })
})

test('whole numbers are described as numbers, with their bounds and defaults', () => {
  const { parameters } = document.paths['/groups'].get as { parameters: { name: string; schema: z.core.JSONSchema.BaseSchema }[] }
  expect(parameters.find(({ name }) => name === 'limit')?.schema).toEqual({
    type: 'integer',
    minimum: 1,
    maximum: 1000,
    default: 50,
  })
  // May be given several times.
  expect(parameters.find(({ name }) => name === 'bbox')?.schema).toEqual({ type: 'array', items: { type: 'string' } })
})

test('it is plain JSON', () => {
  expect(JSON.parse(JSON.stringify(document))).toEqual(document)
})
