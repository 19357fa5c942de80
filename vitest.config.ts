import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { configDefaults, defineConfig } from 'vitest/config'

const exclude = [...configDefaults.exclude, 'e2e/**', '.next/**', '.tripfold/**']
// The rooms whose tests may ask for a real server; the others run without one.
const databaseRooms = ['db', 'ingest', 'app', 'bench'].map((room) => `${room}/**/*.test.{ts,tsx}`)

// Faults that take long, one file after the other: `npm run test:nightly`.
const nightly = '**/nightly/*.test.ts'

export default defineConfig({
  test: {
    // A home of its own: settings of a Tripfold running in this folder, and so its data, stay out of reach.
    env: { TRIPFOLD_HOME: join(tmpdir(), `tripfold-test-home-${process.pid}`), DATABASE_URL: '' },
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['**/*.test.{ts,tsx}'], exclude: [...exclude, nightly, ...databaseRooms] },
      },
      {
        extends: true,
        test: {
          name: 'database',
          include: databaseRooms,
          exclude: [...exclude, nightly],
          globalSetup: 'launch/test-database.ts',
        },
      },
      {
        extends: true,
        test: {
          name: 'nightly',
          include: [nightly],
          exclude,
          globalSetup: 'launch/test-database.ts',
          fileParallelism: false,
          testTimeout: 4 * 60 * 60_000,
        },
      },
    ],
  },
})
