import { z } from 'zod'
import { areaName } from '#trips/asked-area.ts'
import { areasView, geoJsonBody, saveAreaQuery, savedAreaView } from '#trips/saved-area.ts'
import { endpoint } from './endpoint.ts'

const nothing = z.object({})
const ofArea = z.object({ name: areaName.describe('the name it is saved under') })

/** Areas kept under a name. */
export const areaEndpoints = {
  listAreas: endpoint({
    method: 'GET',
    path: '/areas',
    summary: 'Saved areas by name, without their shapes',
    inPath: nothing,
    query: nothing,
    status: 200,
    answers: areasView,
    problems: [],
  }),
  readArea: endpoint({
    method: 'GET',
    path: '/areas/{name}',
    summary: 'A saved area as a GeoJSON feature',
    inPath: ofArea,
    query: nothing,
    status: 200,
    answers: savedAreaView,
    problems: [404],
  }),
  saveArea: endpoint({
    method: 'PUT',
    path: '/areas/{name}',
    summary: 'Save an area under a name, to ask for it with area={name}',
    description:
      'The body is GeoJSON in degrees, longitude first: polygons of up to 10,000 corners and 4 MiB. Corners are rounded to 1e-7 degree. 409 when another area has the name, unless replace=1.',
    inPath: ofArea,
    query: saveAreaQuery,
    body: geoJsonBody,
    status: 200,
    answers: savedAreaView,
    problems: [403, 409, 413, 415, 422],
  }),
  deleteArea: endpoint({
    method: 'DELETE',
    path: '/areas/{name}',
    summary: 'Forget a saved area; answers what it was',
    description: 'Questions that name it are answered with 404 from then on.',
    inPath: ofArea,
    query: nothing,
    status: 200,
    answers: savedAreaView,
    problems: [403, 404],
  }),
}
