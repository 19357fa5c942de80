import { readdirSync, readFileSync } from 'node:fs'
import { basename, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

/**
 * What each room may import: other rooms, single files or folders of them, and packages (`node:*` is Node itself).
 * Arrows that are not here are wrong; so is a package in a room that has no business with its subject.
 */
const rooms: Record<string, { why: string; inside: string[]; packages: string[] }> = {
  trips: { why: 'what a trip is: only itself and zod', inside: [], packages: ['zod'] },
  db: {
    why: 'who knows MySQL: trips, itself',
    inside: ['trips', 'drizzle'],
    packages: ['drizzle-orm', 'mysql2', 'zod', 'node:*'],
  },
  ingest: {
    why: 'what runs without a request: trips, db, env',
    inside: ['trips', 'db', 'env.ts'],
    packages: ['pusher', 'croner', 'tsx', 'yauzl', 'zod', 'node:*'],
  },
  realtime: {
    why: 'the channel: trips/import-events, and env in main.ts',
    inside: ['trips/import-events.ts', 'env.ts'],
    packages: ['ws', 'zod', 'node:*'],
  },
  app: {
    why: 'who knows HTTP and Next: trips, db, components, env, and what of ingest takes files in',
    inside: [
      ...['trips', 'db', 'components', 'env.ts'],
      ...['arrival', 'enqueue-file', 'enter-upload', 'finish-upload', 'hold-upload', 'settled-upload'].map(ingestFile),
      ...['feed-schedule', 'fetch-rules'].map(ingestFile),
      ...['open-publisher', 'preview-sample', 'publish', 'spool'].map(ingestFile),
    ],
    packages: ['next', 'react', 'busboy', '@tus/server', 'zod', 'node:*'],
  },
  components: {
    why: 'who draws: trips and itself, not even types of the others',
    inside: ['trips'],
    packages: [
      ...['react', 'react-dom', 'next', 'recharts', 'pusher-js', 'tus-js-client'],
      ...['leaflet', 'react-leaflet', 'topojson-client', 'topojson-specification', 'geojson'],
    ],
  },
  launch: {
    why: 'who starts the processes: env, db, ingest, trips',
    inside: ['trips', 'db', 'ingest', 'env.ts'],
    packages: ['next', 'tsx', 'vitest', 'zod', 'node:*'],
  },
  bench: {
    why: 'measures what runs: trips, db, ingest, env',
    inside: ['trips', 'db', 'ingest', 'env.ts'],
    packages: ['mysql2', 'zod', '@duckdb/node-api', 'echarts', 'node:*'],
  },
  e2e: {
    why: 'a browser before a running Tripfold: trips, env',
    inside: ['trips', 'env.ts'],
    packages: ['playwright', 'node:*'],
  },
  'env.ts': { why: 'the settings: nothing of ours', inside: [], packages: ['zod', 'node:*'] },
  'next.config.js': { why: 'configuration', inside: [], packages: ['next', 'node:*'] },
  'drizzle.config.ts': { why: 'configuration', inside: [], packages: ['drizzle-kit'] },
  'vitest.config.ts': { why: 'configuration', inside: ['launch', 'env.ts'], packages: ['vitest', 'node:*'] },
  'playwright.config.ts': { why: 'configuration', inside: ['launch', 'env.ts'], packages: ['playwright', 'node:*'] },
  'architecture.test.ts': { why: 'this guard', inside: [], packages: ['vitest', 'node:*'] },
}

/** What only one file may import. */
const soleImporters: Record<string, string> = {
  pusher: 'ingest/publish.ts',
  'pusher-js': 'components/imports/import-feed.ts',
  'tus-js-client': 'components/imports/send-file.ts',
  croner: 'ingest/feed-schedule.ts',
  'env.ts of realtime': 'realtime/main.ts',
}

function ingestFile(name: string): string {
  return `ingest/${name}.ts`
}

const recognition = 'trips/recognition'
/** Within the room db: answers change nothing, and what both sides know of stored rows knows neither. */
const noArrow = [
  { from: 'db/read', to: ['db/write'], why: 'who answers changes nothing' },
  {
    from: 'db/stored',
    to: ['db/read', 'db/write'],
    why: 'what is promised of stored rows knows neither who writes nor who answers',
  },
]
const linesMax = 400
const generated = /^(next-env\.d\.ts|drizzle\/meta\/.*)$/
const isCode = (path: string) => /\.(ts|tsx|js|mjs|cjs)$/.test(path) && !/^public\//.test(path) && !generated.test(path)
const isTest = (path: string) => /\.(test|spec)\.tsx?$|(^|\/)testing\//.test(path)
const isWithin = (target: string, place: string) => target === place || target.startsWith(`${place}/`)
const roomOf = (path: string): string => path.split('/')[0]

/** `import … from 'x'`, `export … from 'x'`, `import 'x'`, `import('x')` in code and in types, `require('x')`. */
const imports =
  /^[ \t]*(?:import|export)\s(?:[^'"`()=;]*?[\s}]from\s*)?['"]([^'"\n]+)['"]|\b(?:import|require)\s*\(\s*(?:\/\*[^*]*\*\/\s*)?['"]([^'"\n]+)['"]/gm

const nameOfPackage = (specifier: string) =>
  specifier.startsWith('node:') ? 'node:*' : specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')

/** What an import points at: a path from the root, or undefined for a package. */
function ownPath(from: string, specifier: string): string | undefined {
  if (specifier.startsWith('#')) return specifier.slice(1)
  return specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : undefined
}

/** The rule that an import breaks, or undefined. */
function brokenBy(path: string, specifier: string): string | undefined {
  const room = roomOf(path)
  const { why, inside, packages } = rooms[room]
  const target = ownPath(path, specifier)
  if (target && isTest(target) && !isTest(path)) return 'what runs does not import tests'
  if (target && isWithin(target, 'launch') && room !== 'launch' && !rooms[room].inside.includes('launch'))
    return 'launch/ is imported by nobody but the configurations of the tests'
  if (isTest(path)) return undefined // it may need the other side of what it tests
  if (!target) {
    const sole = soleImporters[specifier]
    if (sole && sole !== path) return `only ${sole} imports ${specifier}`
    return packages.includes(nameOfPackage(specifier)) ? undefined : `${room} is ${why}`
  }
  if (room === 'realtime' && target === 'env.ts' && path !== soleImporters['env.ts of realtime'])
    return 'in realtime/, only main.ts imports env.ts'
  if (room === 'trips' && isWithin(target, recognition) && !isWithin(path, recognition))
    return 'what a file means is found out before its trips are read: they know nothing of it'
  const forbidden = noArrow.find(({ from, to }) => isWithin(path, from) && to.some((place) => isWithin(target, place)))
  if (forbidden) return forbidden.why
  if (isWithin(target, 'db/schema') && room !== 'db') return 'Drizzle rows never leave db/'
  return [room, ...inside].some((place) => isWithin(target, place)) ? undefined : `${room} is ${why}`
}

function wrongArrows(path: string, text: string): string[] {
  return [...text.matchAll(imports)].flatMap((match) => {
    const specifier = match[1] ?? match[2]
    const rule = brokenBy(path, specifier)
    const line = text.slice(0, match.index + match[0].indexOf(specifier)).split('\n').length
    return rule ? [`${path}:${line} imports ${specifier}: ${rule}`] : []
  })
}

const environment = /\bprocess\s*(?:\?\.|\.|\[\s*['"`])\s*env\b|\bfrom\s+['"]node:process['"]/
const isComment = /^\s*(?:\/\/|\/\*|\*)/
// What starts before any package is there cannot read env.ts.
const readsEnvironment = (path: string) => path === 'env.ts' || /^launch\/[^/]+\.mjs$|^[^/]+\.config\.[jt]s$/.test(path)

const registryHost =
  /\bregistry\.[a-z0-9-]+\.[a-z]{2,}|\b(?:npmjs|yarnpkg|npmmirror|pypi|jsr)\.(?:org|com|io)\b|^\s*(?:@[\w-]+:)?registry\s*=/i

/** Faults of single lines. */
function wrongLines(path: string, text: string): string[] {
  return text.split('\n').flatMap((line, i) => {
    const at = `${path}:${i + 1}`
    const faults: string[] = []
    if (registryHost.test(line)) faults.push(`${at} names a registry: everybody may use their own`)
    if (isCode(path) && environment.test(line) && !isComment.test(line) && !readsEnvironment(path))
      faults.push(`${at} reads the environment: only env.ts does`)
    return faults
  })
}

// Next's own spellings for private, dynamic and grouped folders of app/ come on top.
const kebab = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)*$/
const folderName = (name: string) => name.replace(/^_|^\.|^\[(?:\.\.\.)?(.*)\]$|^\((.*)\)$/, '$1$2')

/** Faults of a path and of a length. */
function wrongNames(path: string, text: string): string[] {
  const faults: string[] = []
  const [stem] = basename(path).split('.')
  const names = [...path.split('/').slice(0, -1).map(folderName), basename(path)]
  const bad = names.find((name) => !kebab.test(name))
  if (bad) faults.push(`${path}: ${bad} is not kebab-case`)
  const empty = [...names.slice(0, -1), stem].find((name) => /^(utils?|helpers?|common|lib|types)$/.test(name))
  if (empty) faults.push(`${path}: ${empty} does not say what it does`)
  if (stem === 'index') faults.push(`${path}: a barrel hides where things are`)
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
  if (lines > linesMax) faults.push(`${path}: ${lines} lines, ${linesMax} at most`)
  if (!(roomOf(path) in rooms)) faults.push(`${path}: belongs to no room`)
  return faults
}

function faultsOf(path: string, text: string): string[] {
  if (!isCode(path)) return wrongLines(path, text)
  const arrows = roomOf(path) in rooms ? wrongArrows(path, text) : []
  return [...wrongNames(path, text), ...arrows, ...wrongLines(path, text)]
}

const root = fileURLToPath(new URL('.', import.meta.url))
const notOurs = /^(node_modules|\.git|\.next|\.tripfold|inbox|test-results|playwright-report)$|^\.tripfold/
const binary = /\.(png|jpe?g|gif|ico|woff2?|gz|pdf|tsbuildinfo)$/

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name)
    if (notOurs.test(entry.name) || path === 'bench/out') return []
    if (entry.isDirectory()) return filesBelow(path)
    return entry.isFile() && !binary.test(path) ? [path] : []
  })
}

test('every arrow, name, length and reader of settings is as the house has it', () => {
  const files = filesBelow('.').filter((path) => path !== 'architecture.test.ts')
  expect(files.length).toBeGreaterThan(300)
  expect(files.flatMap((path) => faultsOf(path, readFileSync(join(root, path), 'utf8')))).toEqual([])
})

// The guard itself: each fault planted here must be found, and each neighbour that is allowed must not.
const planted: [path: string, text: string, fault: string | undefined][] = [
  [
    'components/map/a.ts',
    "import { A } from '#trips/a.ts'\n\nimport type { B } from '#db/read/b.ts'",
    ':3 imports #db/read/b.ts',
  ],
  ['components/map/a.ts', "import {\n  type A,\n} from '../../app/actions.ts'", ':3 imports ../../app/actions.ts'],
  ['components/map/a.ts', "type A = import('#db/client.ts').Database", 'imports #db/client.ts'],
  ['components/map/a.ts', "import { readFile } from 'node:fs'", 'imports node:fs'],
  ['components/map/a.ts', "import { A } from '../charts/a.ts'\nimport 'leaflet/dist/leaflet.css'", undefined],
  ['components/map/a.ts', "import Pusher from 'pusher-js'", 'only components/imports/import-feed.ts'],
  ['components/imports/import-feed.ts', "import Pusher from 'pusher-js'", undefined],
  ['trips/a.ts', "import { eq } from 'drizzle-orm'", 'imports drizzle-orm'],
  ['trips/a.ts', "export * from 'node:path'", 'imports node:path'],
  ['trips/a.ts', "const a = await import(/* later */ '#env.ts')", 'imports #env.ts'],
  ['trips/a.ts', "import { z } from 'zod'\nimport { B } from './b.ts'", undefined],
  ['trips/a.test.ts', "import { store } from '#db/testing/store.ts'", undefined],
  ['db/read/a.ts', "import { a } from '#ingest/a.ts'", 'imports #ingest/a.ts'],
  ['db/read/a.ts', "import { store } from '../testing/store.ts'", 'what runs does not import tests'],
  ['db/read/a.ts', "import { commit } from '../write/commit-chunk.ts'", 'who answers changes nothing'],
  ['db/stored/a.ts', "import { scan } from '../read/scan.ts'", 'knows neither who writes nor who answers'],
  ['db/write/a.ts', "import { scan } from '../read/scan.ts'\nimport { a } from '../stored/a.ts'", undefined],
  ['ingest/a.ts', "import Pusher from 'pusher'", 'only ingest/publish.ts'],
  ['ingest/a.ts', "import { trips } from '#db/schema/trips.ts'", 'Drizzle rows never leave db/'],
  ['ingest/a.ts', "import { realtime } from '#realtime/hub.ts'", 'imports #realtime/hub.ts'],
  ['app/page.tsx', "import { runImport } from '#ingest/run-import.ts'", 'imports #ingest/run-import.ts'],
  ['app/page.tsx', "import { env } from '#env.ts'\nimport { spool } from '#ingest/spool.ts'", undefined],
  ['app/a.test.ts', "import { findChromium } from '#launch/chromium.ts'", 'launch/ is imported by nobody'],
  ['realtime/hub.ts', "import { env } from '#env.ts'", 'only main.ts imports env.ts'],
  ['realtime/main.ts', "import { env } from '#env.ts'", undefined],
  ['realtime/hub.ts', "import type { ImportView } from '#trips/import-job.ts'", 'imports #trips/import-job.ts'],
  ['launch/start.ts', "import { Page } from '#app/page.tsx'", 'imports #app/page.tsx'],
  ['playwright.config.ts', "import { findChromium } from '#launch/chromium.ts'", undefined],
  ['db/a.ts', 'const url = process.env.DATABASE_URL', 'only env.ts does'],
  ['db/a.ts', "const url = process['env'].A", 'only env.ts does'],
  ['env.ts', 'const given = process.env', undefined],
  ['db/a.ts', '// process.env is read in env.ts', undefined],
  ['db/read/tripCount.ts', '', 'tripCount.ts is not kebab-case'],
  ['app/api/[...unknown]/_http/route.ts', '', undefined],
  ['trips/utils.ts', '', 'utils does not say what it does'],
  ['components/common/a.ts', '', 'common does not say what it does'],
  ['trips/index.ts', '', 'barrel'],
  ['trips/a.ts', 'const a = 1\n'.repeat(linesMax), undefined],
  ['trips/a.ts', 'const a = 1\n'.repeat(linesMax + 1), '401 lines'],
  ['services/a.ts', '', 'belongs to no room'],
  ['package-lock.json', '"resolved": "https://registry.example.com/a.tgz"', 'names a registry'],
  ['.npmrc', 'save-exact=true\nregistry=http://localhost:4873', ':2 names a registry'],
  ['.npmrc', 'omit-lockfile-registry-resolved=true', undefined],
]

test('the guard finds each planted fault, and only that', () => {
  for (const [path, text, fault] of planted)
    expect(faultsOf(path, text), `${path}: ${text.slice(0, 90)}`).toEqual(fault ? [expect.stringContaining(fault)] : [])
})
