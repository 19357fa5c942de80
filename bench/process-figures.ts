import { readFileSync } from 'node:fs'

/** What a process has used so far; undefined where there is no /proc, or no such process. */
export type ProcessFigures = { rssMb: number; peakRssMb: number; cpuSeconds: number }

/** USER_HZ, which Linux has fixed at 100 for what it tells programs. */
const ticksPerSecond = 100

export function readProcess(pid: number | undefined): ProcessFigures | undefined {
  if (pid === undefined) return undefined
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const megabytes = (name: string): number => (Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024) / 1e6
    // The name stands in parentheses and may hold anything; utime and stime are the 12th and 13th fields behind it.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return {
      rssMb: megabytes('VmRSS'),
      peakRssMb: megabytes('VmHWM'),
      cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
    }
  } catch {
    return undefined
  }
}

/** Starts counting CPU seconds; the result says how many it were since, undefined where that cannot be known. */
export function countCpu(pid: number | undefined): () => number | undefined {
  const before = readProcess(pid)?.cpuSeconds
  return () => {
    const after = readProcess(pid)?.cpuSeconds
    return before === undefined || after === undefined ? undefined : Math.round((after - before) * 100) / 100
  }
}
