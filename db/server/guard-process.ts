import { spawn } from 'node:child_process'

/**
 * Ends a process when we end without having said goodbye (kill -9, out of memory): a shell waits on a pipe whose other end
 * only we hold, and the system closes it whatever happens. `insistSeconds` later its whole group is killed; without it, the
 * process may take its time. Release the guard once the process is gone, or it would one day signal a stranger of that id.
 */
export function guardProcess(pid: number, insistSeconds = 0): { release: () => void } {
  const wait = `n=0; while kill -0 "$0" && [ $n -lt ${insistSeconds} ]; do n=$((n + 1)); sleep 1; done`
  const insist = insistSeconds > 0 ? `; ${wait}; kill -KILL -- "-$0"` : ''
  const guard = spawn('sh', ['-c', `read -r _; kill -TERM "$0"${insist}`, String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true, // not in the terminal's group: Ctrl-C is for the launcher, which stops things in order
  })
  guard.on('error', () => {}) // no sh: the next start stops what was left
  guard.stdin.on('error', () => {})
  return { release: () => void guard.kill('SIGKILL') }
}
