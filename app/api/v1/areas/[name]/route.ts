import { z } from 'zod'
import { answer } from '#app/_http/answer.ts'
import { endpoints } from '#app/_http/endpoints.ts'
import { receiveJson } from '#app/_http/receive-body.ts'
import { readArea } from '#db/read/areas.ts'
import { deleteArea } from '#db/write/delete-area.ts'
import { saveArea } from '#db/write/save-area.ts'
import { geoJsonBytesMax, readGeoJson, savedVerticesMax } from '#trips/geojson.ts'
import { savedAreaViewOf } from '#trips/saved-area.ts'

export const dynamic = 'force-dynamic'

export const GET = answer(endpoints.readArea, async ({ db, path }) => savedAreaViewOf(await readArea(db, path.name)))

export const PUT = answer(endpoints.saveArea, async ({ db, path, query, request }) => {
  const polygons = readGeoJson(await receiveJson(request, z.unknown(), geoJsonBytesMax), savedVerticesMax)
  return savedAreaViewOf(await saveArea(db, { name: path.name, polygons, replace: query.replace }))
})

export const DELETE = answer(endpoints.deleteArea, async ({ db, path }) => savedAreaViewOf(await deleteArea(db, path.name)))
