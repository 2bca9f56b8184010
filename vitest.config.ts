import { defineConfig } from 'vitest/config'

/**
 * Suites that load the machine or measure how it behaves: nothing runs beside them. All others wait more than they work,
 * two at a time.
 */
const alone = [
  'tests/server/**/*.test.ts',
  'tests/faults/**/*.test.ts',
  'tests/fuzz/**/*.test.ts',
  'tests/model-check/**/*.test.ts',
  'tests/phone/**/*.test.ts',
  'tests/matrix/browser.test.ts',
  'tests/cli/start.test.ts',
  'apps/server/src/live-promises.db.test.ts',
]

/** What is waited for may take its time on a busy machine: vitest's own second is for an idle one. */
const patient = { poll: { timeout: 20_000 } }

const suite = {
  expect: patient,
  globalSetup: ['apps/server/src/store/test-database-server.ts'],
  testTimeout: 120_000,
  hookTimeout: 180_000,
}

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          expect: patient,
          include: ['packages/**/*.test.ts', 'apps/**/*.test.ts', 'tests/house/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/*.db.test.ts'],
          // Generous: what is slow only because the machine is busy has not failed.
          testTimeout: 30_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...suite,
          name: 'suites',
          include: ['tests/**/*.test.ts', 'apps/**/*.db.test.ts'],
          exclude: ['**/node_modules/**', 'tests/house/**', ...alone],
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...suite,
          name: 'alone',
          include: alone,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
