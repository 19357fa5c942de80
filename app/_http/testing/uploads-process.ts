import * as importsRoute from '#app/api/v1/imports/route.ts'
import * as uploadRoute from '#app/api/v1/uploads/[id]/route.ts'
import * as route from '#app/api/v1/uploads/route.ts'
import { serveRoutes } from './serve-routes.ts'

/** A web process of its own for uploads in one piece and resumable ones, to be killed; it says its port. */
const { port } = await serveRoutes({ '/imports': importsRoute, '/uploads': route, '/uploads/{id}': uploadRoute })
process.stdout.write(`${port}\n`)
