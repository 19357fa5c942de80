import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export type SmallMemory = {
  /** Puts a process into the group: what it takes from here on counts. */
  admit: (pid: number) => void
  /** How many processes of the group the kernel has killed for want of memory. */
  kills: () => number
  /** Once its processes are gone. */
  close: () => void
}

type Hierarchy = { root: string; limits: string[]; events: string }
/** Of version 2 of the kernel's control groups, and of version 1. Swap is no memory. */
const hierarchies: Hierarchy[] = [
  { root: '/sys/fs/cgroup', limits: ['memory.max', 'memory.swap.max'], events: 'memory.events' },
  {
    root: '/sys/fs/cgroup/memory',
    limits: ['memory.limit_in_bytes', 'memory.memsw.limit_in_bytes'],
    events: 'memory.oom_control',
  },
]

/** A control group whose processes have so much memory together, the files they read included; undefined where none can be made. */
export function smallMemory(mib: number): SmallMemory | undefined {
  for (const { root, limits, events } of hierarchies) {
    const group = join(root, `tripfold-test-${process.pid}`)
    try {
      mkdirSync(group)
    } catch {
      continue
    }
    const [limit, swap] = limits.map((name) => join(group, name))
    if (existsSync(limit)) {
      writeFileSync(limit, String(mib * 2 ** 20))
      if (existsSync(swap)) writeFileSync(swap, swap.endsWith('swap.max') ? '0' : String(mib * 2 ** 20))
      return {
        admit: (pid) => writeFileSync(join(group, 'cgroup.procs'), String(pid)),
        kills: () => Number(/^oom_kill (\d+)/m.exec(readFileSync(join(group, events), 'utf8'))?.[1]),
        close: () => rmdirSync(group),
      }
    }
    rmdirSync(group)
  }
  return undefined
}
