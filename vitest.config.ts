import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages/**/*.test.ts', 'apps/**/*.test.ts', 'tests/house/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/*.db.test.ts'],
          // Generous: what is slow only because the machine is busy has not failed.
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'suites',
          include: ['tests/**/*.test.ts', 'apps/**/*.db.test.ts'],
          exclude: ['**/node_modules/**', 'tests/house/**'],
          fileParallelism: false,
          globalSetup: ['apps/server/src/store/test-database-server.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
})
