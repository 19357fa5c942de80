import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { totalmem } from 'node:os'
import { type Engine, type EngineKind, findEngines } from './engine.ts'
import { freePort } from './free-port.ts'
import { applicationAccount, databaseName, grantAccount, ownerAccount } from './grant-account.ts'
import { initialiseDatadir } from './initialise-datadir.ts'
import { makeServerFolder, makeSocketPath, newPassword, readMemo, serverFiles, writeMemo } from './server-folder.ts'
import { baseOptions, serviceOptions, storageOptions } from './server-options.ts'
import { type ServerProcess, spawnServer, untilReady } from './spawn-server.ts'
import { commandLine, stopProcess } from './stop-process.ts'

/** No server program on this machine fits: none at all, or not the one that was asked for or whose data lie there. */
export class NoEngineError extends Error {
  readonly kind: EngineKind | undefined
  readonly hasData: boolean
  constructor(message: string, kind: EngineKind | undefined, hasData: boolean) {
    super(message)
    this.kind = kind
    this.hasData = hasData
  }
}

export type PrivateServerOptions = {
  /** Everything lies in here: data, log, socket, and the choices of the first start. */
  dir: string
  /** Default: the engine of the first start; else MySQL before MariaDB. */
  engine?: EngineKind
  /** For a test run: small caches, quick to make, an account that may do everything. As durable as any other. */
  ephemeral?: boolean
  /** Aborted, the start is given up and nothing is left running. */
  signal?: AbortSignal
  /** Default: those of this machine. */
  engines?: Engine[]
}

export type PrivateServer = ServerProcess & {
  kind: EngineKind
  version: string
  /** Over TCP on loopback. Ephemeral: an account that may do everything, no database named; else the application's own. */
  url: string
  /** Ends it as a power cut would. Start it again with the same call as before. */
  kill(): Promise<void>
  /** Ends it cleanly: changed pages are written, the next start is quick. */
  stop(): Promise<void>
}

// Writing 4 GiB of changed pages takes a slow disk a minute.
const stopBoundMs = 90_000

/**
 * Starts a MySQL or MariaDB server as our own child on a free loopback port, the same port each time. Copes with whatever
 * the last run left: a server still running in this folder is stopped first, stale files are replaced.
 * @throws when no engine is found, when the folder's data are of another engine, or with the log's end when it won't start
 */
export async function startPrivateServer(options: PrivateServerOptions): Promise<PrivateServer> {
  const { ephemeral = false } = options
  const dir = makeServerFolder(options.dir)
  const known = readMemo(dir)
  const engine = chooseEngine(options.engines ?? findEngines(), options.engine ?? known?.engine, dir)
  const files = serverFiles(dir, engine.kind)
  await stopLeftover(files.pidFile, files.datadir)
  const storage = storageOptions(engine.kind, ephemeral, memoryBytes())
  initialiseDatadir(engine, files.datadir, storage)
  const memo = { engine: engine.kind, port: await freePort(known?.port), password: known?.password ?? newPassword() }
  writeMemo(dir, memo)

  const socket = makeSocketPath(dir, engine.kind)
  const place = { tmpdir: emptyFolder(files.tmpdir), socket: socket.path, port: memo.port }
  const server = spawnServer(
    engine.program,
    [...baseOptions(files.datadir), ...storage, ...serviceOptions(engine.kind, place)],
    files,
  )
  server.exited.then(socket.remove)
  const account = ephemeral ? ownerAccount(memo.password) : applicationAccount(memo.password)
  try {
    await untilReady(server, socket.path, files.logFile, options.signal)
    await grantAccount(socket.path, account)
  } catch (error) {
    await stopProcess(server.pid, stopBoundMs)
    throw error
  }
  return {
    ...server,
    kind: engine.kind,
    version: engine.version,
    url: `mysql://${account.name}:${account.password}@127.0.0.1:${memo.port}${ephemeral ? '' : `/${databaseName}`}`,
    kill: () => end(server, 0),
    stop: () => end(server, stopBoundMs),
  }
}

async function end(server: ServerProcess, boundMs: number): Promise<void> {
  if (boundMs === 0) process.kill(server.pid, 'SIGKILL')
  else await stopProcess(server.pid, boundMs)
  await server.exited
}

/** The engine whose data are in the folder, or the preferred one when there are none yet. */
function chooseEngine(engines: Engine[], kind: EngineKind | undefined, dir: string): Engine {
  const engine = engines.find((one) => !kind || one.kind === kind)
  if (engine) return engine
  const program = kind === 'mysql' ? 'mysqld' : kind === 'mariadb' ? 'mariadbd' : 'mysqld or mariadbd'
  const hasData = kind !== undefined && existsSync(serverFiles(dir, kind).datadir)
  throw new NoEngineError(
    hasData ? `The data in ${dir} need ${program}, which was not found` : `No ${program} was found`,
    kind,
    hasData,
  )
}

/** A server of an earlier run that outlived its launcher holds the locks of the data folder: it is asked to end. */
async function stopLeftover(pidFile: string, datadir: string): Promise<void> {
  const pid = existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8')) : 0
  if (pid > 0 && commandLine(pid).includes(`--datadir=${datadir}`)) await stopProcess(pid, stopBoundMs)
  rmSync(pidFile, { force: true })
}

function emptyFolder(path: string): string {
  rmSync(path, { recursive: true, force: true })
  mkdirSync(path, { mode: 0o700 })
  return path
}

/** What this process may use: the machine's memory, or less inside a container. */
function memoryBytes(): number {
  const limit = process.constrainedMemory?.() ?? 0
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem()
}
