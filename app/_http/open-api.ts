import { STATUS_CODES } from 'node:http'
import { z } from 'zod'
import { feedsView, feedView } from '#trips/feed.ts'
import { importView } from '#trips/import-job.ts'
import * as mappingViews from '#trips/mapping-views.ts'
import { repeatable } from '#trips/repeatable.ts'
import { areasView, savedAreaView } from '#trips/saved-area.ts'
import * as views from '#trips/views.ts'
import type { Endpoint } from './endpoint.ts'
import { endpoints } from './endpoints.ts'
import { apiBase } from './path-parameters.ts'

type Json = Record<string, unknown>

/** The API's description (OpenAPI 3.1), written from the values that the route handlers run on. */
export function openApi() {
  const paths: Record<string, Json> = {}
  for (const [id, endpoint] of Object.entries(endpoints))
    paths[endpoint.path] = { ...paths[endpoint.path], [endpoint.method.toLowerCase()]: operation(id, endpoint) }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tripfold',
      version: '1',
      description:
        'Trips in, exact weekly answers out. Datetimes of trips are the wall time of their region, instants of imports are UTC. Problems are RFC 9457 problem details. Unknown parameters are refused, and repeated ones that are not lists.',
    },
    servers: [{ url: apiBase }],
    paths,
    components: { schemas },
  }
}

const operation = (operationId: string, endpoint: Endpoint): Json => ({
  operationId,
  summary: endpoint.summary,
  ...(endpoint.description && { description: endpoint.description }),
  parameters: [
    ...parameters('path', endpoint.inPath),
    ...parameters('query', endpoint.query),
    ...Object.entries(endpoint.headers?.request ?? {}).map(([name, description]) => ({
      ...{ name, in: 'header', required: name !== 'Upload-Metadata', description, schema: { type: 'string' } },
    })),
  ],
  ...(endpoint.takesFile && { requestBody: fileBody }),
  ...(endpoint.takesHead && { requestBody: { required: true, content: rawTypes } }),
  ...(endpoint.takesBytes && { requestBody: { content: { 'application/offset+octet-stream': {} } } }),
  ...(endpoint.body && {
    requestBody: { required: true, content: { 'application/json': { schema: schemaOf(endpoint.body, 'input') } } },
  }),
  responses: Object.fromEntries([
    [endpoint.status, success(endpoint)],
    ...[400, ...endpoint.problems, 500, 503].map((status) => [status, problemResponse(status)]),
  ]),
})

const parameters = (place: 'path' | 'query', { shape }: z.ZodObject): Json[] =>
  Object.entries(shape).map(([name, parameter]) => {
    const { description, ...schema } = parameterSchema(parameter as z.ZodType)
    return {
      name,
      in: place,
      required: place === 'path' || !(parameter as z.ZodType).isOptional(),
      ...(description ? { description } : {}),
      ...(repeatable.has(parameter as z.ZodType)
        ? { style: 'form', explode: true, schema: { type: 'array', items: schema } }
        : { schema }),
    }
  })

/** As it is written in a URL; a whole number is described as the number it stands for, not as the digits. */
function parameterSchema(parameter: z.ZodType): Json {
  const { $schema: _, ...meant } = z.toJSONSchema(parameter, { io: 'output', unrepresentable: 'any' })
  const { $schema: __, ...written } = z.toJSONSchema(parameter, { io: 'input', unrepresentable: 'any' })
  return meant.type === 'integer' ? meant : written
}

const rawTypes = Object.fromEntries(['text/csv', 'application/octet-stream', 'application/gzip'].map((type) => [type, {}]))

const fileBody = {
  required: true,
  content: {
    'multipart/form-data': {
      schema: { type: 'object', required: ['file'], properties: { file: { type: 'string', contentMediaType: 'text/csv' } } },
    },
    ...rawTypes,
  },
}

const success = ({ status, answers, takesFile, headers }: Endpoint): Json => {
  const told = { ...(takesFile && { Location: 'URL of the import' }), ...headers?.response }
  return {
    description: status === 202 ? 'Asked for; the answer is what it is about, as it is now' : (STATUS_CODES[status] ?? ''),
    ...(answers === 'text/csv' && { content: { 'text/csv': {} } }),
    ...(typeof answers !== 'string' && { content: { 'application/json': { schema: schemaOf(answers) } } }),
    ...(Object.keys(told).length > 0 && {
      headers: Object.fromEntries(
        Object.entries(told).map(([name, description]) => [name, { description, schema: { type: 'string' } }]),
      ),
    }),
  }
}

const problemResponse = (status: number): Json => ({
  description: STATUS_CODES[status] ?? '',
  content: { 'application/problem+json': { schema: schemaOf(views.problemView) } },
})

const componentUrl = (id: string) => `#/components/schemas/${id}`

/** `weeklyAverageView` is called WeeklyAverage there. */
const named = z.registry<{ id: string }>()
for (const [name, view] of Object.entries({
  ...views,
  ...mappingViews,
  areasView,
  savedAreaView,
  importView,
  feedView,
  feedsView,
}))
  if (view instanceof z.ZodType) named.add(view, { id: `${name[0].toUpperCase()}${name.slice(1).replace(/View$/, '')}` })

const schemas = Object.fromEntries(
  Object.entries(z.toJSONSchema(named, { uri: componentUrl, io: 'input' }).schemas).map(
    ([id, { $schema: _, $id: __, ...schema }]) => [id, schema],
  ),
)

function schemaOf(view: z.ZodType, io: 'input' | 'output' = 'output'): Json {
  const id = named.get(view)?.id
  if (id) return { $ref: componentUrl(id) }
  const { $schema: _, ...schema } = z.toJSONSchema(view, { io, unrepresentable: 'any' })
  return schema
}
