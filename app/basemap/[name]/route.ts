import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Natural Earth's countries and land at three scales, from the world-atlas package. */
const files = ['countries-110m', 'countries-50m', 'countries-10m']

/** GET /basemap/countries-50m: TopoJSON of land and borders. The files change only with the package. */
export async function GET(_request: Request, { params }: { params: Promise<{ name: string }> }): Promise<Response> {
  const { name } = await params
  if (!files.includes(name)) return new Response('Not found', { status: 404 })
  const bytes = await readFile(join(process.cwd(), 'node_modules', 'world-atlas', `${name}.json`))
  return new Response(bytes, {
    headers: { 'content-type': 'application/json', 'cache-control': 'public, max-age=604800, immutable' },
  })
}
