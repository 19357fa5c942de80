/**
 * For the fault tests: a hook that kills this very process, as `kill -9` would, at the n-th passage of a named point; or
 * freezes it. `setting` is `name:n` or `name:n:SIGSTOP`, such as `after_origins:3`; without one the hook does nothing.
 */
export function failpointOf(setting: string | undefined): (name: string) => void {
  if (!setting) return () => {}
  const [wanted, count = '1', signal = 'SIGKILL'] = setting.split(':')
  let left = Number(count)
  return (name) => {
    if (name === wanted && --left === 0) process.kill(process.pid, signal)
  }
}
