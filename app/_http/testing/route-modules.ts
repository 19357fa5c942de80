import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { RouteModules } from './serve-routes.ts'

const folder = fileURLToPath(new URL('../../api/v1', import.meta.url))

/** Every route file below app/api/v1 by its path as an address template, without the catch-all. */
export async function routeModules(): Promise<RouteModules> {
  const files = (await readdir(folder, { recursive: true })).filter(
    (file) => file.endsWith('route.ts') && !file.startsWith('[...'),
  )
  const modules = files.map(async (file) => [
    `/${file.replace('/route.ts', '').replaceAll('[', '{').replaceAll(']', '}')}`,
    await import(/* @vite-ignore */ `${folder}/${file}`),
  ])
  return Object.fromEntries(await Promise.all(modules))
}
