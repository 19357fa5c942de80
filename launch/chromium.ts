import { spawnSync } from 'node:child_process'
import { installPackages, mayInstallPackages } from '#db/server/apt-get.ts'

const candidates = ['/usr/bin/chromium', '/usr/bin/google-chrome', '/usr/bin/chromium-browser']

/** A browser of this system that really starts: on Ubuntu chromium-browser may be a mere hint at a snap. */
export function findChromium(): string | undefined {
  return candidates.find((path) => spawnSync(path, ['--version']).status === 0)
}

/** Makes sure that the browser tests find one: the system's, Debian's package, or the one that Playwright downloads. */
export function ensureChromium(log: (line: string) => void): void {
  if (findChromium()) return
  log('No Chromium here: installing it …')
  if (mayInstallPackages()) {
    const problem = installPackages('chromium')
    if (problem) log(`apt-get could not install Chromium: ${problem}`)
    if (findChromium()) return
  }
  spawnSync(process.execPath, ['node_modules/playwright/cli.js', 'install', 'chromium'], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
}
