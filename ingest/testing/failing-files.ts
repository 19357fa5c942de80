import callbackFs from 'node:fs'
import promisedFs, { type FileHandle } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { constants } from 'node:os'

const codesOf = {
  open: ['EMFILE', 'EACCES', 'EIO', 'ENOSPC'],
  read: ['EIO'],
  write: ['EIO', 'ENOSPC'],
  sync: ['EIO', 'ENOSPC'],
  stat: ['EIO', 'EACCES'],
  readdir: ['EMFILE', 'EACCES', 'EIO'],
  mkdir: ['EACCES', 'ENOSPC', 'EIO'],
  rename: ['EACCES', 'ENOSPC', 'EIO'],
  rm: ['EACCES', 'EIO'],
} as const
type Call = keyof typeof codesOf
export type FaultCode = (typeof codesOf)[Call][number]

export type FailingFiles = {
  /** The call that failed, once it has. */
  failed: { call: Call; code: FaultCode; path: string } | undefined
  /** The files are as they were. */
  mend(): void
}

type Callable = (...args: unknown[]) => unknown
type Functions = Record<string, Callable>
type Way = 'promise' | 'callback'

/** What is called by a path, by either of Node's two ways; and what is called of an open file. */
const byPath: Record<string, Call> = {
  ...{ open: 'open', stat: 'stat', lstat: 'stat', readdir: 'readdir' },
  ...{ mkdir: 'mkdir', rename: 'rename', rm: 'rm', writeFile: 'write' },
}
const byHandle: Record<string, Call> = {
  ...{ read: 'read', write: 'write', writev: 'write', writeFile: 'write', sync: 'sync', stat: 'stat', truncate: 'write' },
}
const byDescriptor: Record<string, Call> = { read: 'read', write: 'write', writev: 'write', fsync: 'sync', fstat: 'stat' }

/**
 * Has the n-th call fail that this process makes of the file system below a folder, as the system itself would: a code that such a
 * call can have, which `choose` takes. In place of Node's own functions, for whoever has imported them; one at a time.
 */
export async function failFiles(
  below: string,
  nth: number,
  choose: (codes: readonly FaultCode[]) => FaultCode,
): Promise<FailingFiles> {
  const undo: (() => void)[] = []
  const files: FailingFiles = {
    failed: undefined,
    mend: () => {
      for (const one of undo.splice(0).reverse()) one()
      syncBuiltinESMExports()
    },
  }
  let left = nth
  const faultOf = (call: Call, path: unknown): Error | undefined => {
    if (typeof path !== 'string' || !path.startsWith(below) || --left !== 0) return undefined
    const code = choose(codesOf[call])
    files.failed = { call, code, path }
    const errno = -constants.errno[code]
    return Object.assign(new Error(`${code}: made to fail, ${call} '${path}'`), { code, errno, syscall: call, path })
  }
  const replace = (owner: object, names: Record<string, Call>, way: Way, pathOf: (self: unknown, args: unknown[]) => unknown) => {
    const functions = owner as Functions
    for (const [name, call] of Object.entries(names)) {
      const real = functions[name]
      functions[name] = function (this: unknown, ...args: unknown[]) {
        const fault = faultOf(call, pathOf(this, args))
        if (!fault) return real.apply(this, args)
        if (way === 'promise') return Promise.reject(fault)
        queueMicrotask(() => (args.at(-1) as Callable)(fault))
      }
      undo.push(() => {
        functions[name] = real
      })
    }
  }
  const firstArgument = (_: unknown, [path]: unknown[]) => path
  const opened = await openedPaths(undo)
  replace(opened.prototype, byHandle, 'promise', (self) => opened.pathOf(self))
  replace(callbackFs, byDescriptor, 'callback', (_, [descriptor]) => opened.pathOf(descriptor))
  replace(promisedFs, byPath, 'promise', firstArgument)
  replace(callbackFs, { open: 'open' }, 'callback', firstArgument)
  syncBuiltinESMExports()
  return files
}

/** Remembers the paths of files that are opened from now on, by handle and by descriptor. */
async function openedPaths(undo: (() => void)[]): Promise<{ prototype: FileHandle; pathOf: (file: unknown) => unknown }> {
  const probe = await promisedFs.open('/dev/null')
  const prototype = Object.getPrototypeOf(probe)
  await probe.close()
  const paths = new Map<unknown, unknown>()
  const { open } = promisedFs
  const openByCallback = callbackFs.open as unknown as Callable
  promisedFs.open = async (...args) => {
    const handle = await open(...args)
    paths.set(handle, args[0])
    return handle
  }
  ;(callbackFs as unknown as Functions).open = (...args) => {
    const done = args.pop() as Callable
    return openByCallback(...args, (error: unknown, descriptor: unknown) => {
      if (!error) paths.set(descriptor, args[0])
      done(error, descriptor)
    })
  }
  undo.push(() => {
    promisedFs.open = open
    ;(callbackFs as unknown as Functions).open = openByCallback
  })
  return { prototype, pathOf: (file) => paths.get(file) }
}
