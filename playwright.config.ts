import { defineConfig } from 'playwright/test'
import { env } from '#env.ts'
import { findChromium } from '#launch/chromium.ts'

const { TEST_BASE_URL: baseURL, TEST_ENGINE: engine } = env()
// Without it the tests would import into, and undo in, whatever Tripfold runs in this folder.
if (!baseURL) throw new Error('The browser tests want a Tripfold of their own: npm run test:e2e')

export default defineConfig({
  testDir: '.',
  testMatch: ['e2e/**/*.spec.ts', 'launch/*.spec.ts'],
  workers: 1, // one Tripfold, one database
  forbidOnly: true,
  timeout: 60_000,
  use: {
    baseURL,
    trace: 'retain-on-failure',
    launchOptions: { executablePath: findChromium(), args: ['--no-sandbox', '--disable-dev-shm-usage'] },
  },
  webServer: {
    command: `node --import tsx launch/start.ts --no-sample${engine ? ` --engine ${engine}` : ''}`,
    url: `${baseURL}/api/v1/health`,
    timeout: 300_000, // it may have to build
    stdout: 'pipe',
    gracefulShutdown: { signal: 'SIGTERM', timeout: 60_000 },
  },
})
