import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { copyTheHouse, type CopyOfTheHouse } from './copy-of-the-house.ts'

/**
 * A rule that nobody has seen fail may be asleep. Each of these plants one fault in a copy of the sources, runs the step of
 * `npm run check` that should see it, and expects that step to name the planted file. One clean file in every room keeps the
 * rules honest in the other direction.
 */
interface Fault {
  readonly room: string
  readonly fault: string
  readonly rule: string
  /** Where the rule looks at files of some names only. */
  readonly file?: string
}

const imports = (name: string) => `import * as other from '${name}'\nexport const planted = other\n`
const forbidden = (room: string, ...names: string[]): Fault[] =>
  names.map((name) => ({ room, fault: imports(name), rule: 'no-restricted-imports' }))

const faults: readonly Fault[] = [
  ...forbidden('packages/model/src', 'node:fs', '@hookswitch/contract', 'pino'),
  ...forbidden('packages/contract/src', 'node:fs', 'react', '@hookswitch/server', '@hookswitch/pbx'),
  ...forbidden('packages/pbx/src', '@hookswitch/contract', '@hookswitch/server', 'node:net', 'node:tls'),
  ...forbidden(
    'packages/pbx/src/csta/codec',
    '@hookswitch/model',
    'node:net',
    '#asterisk/codec/x.ts',
    '#csta/to-model/x.ts',
    '#link.ts',
  ),
  ...forbidden(
    'packages/pbx/src/asterisk/codec',
    '@hookswitch/model',
    'node:net',
    '#csta/codec/index.ts',
    'saxes',
  ),
  ...forbidden('packages/simulator/src', '@hookswitch/server', '@hookswitch/contract', '@hookswitch/pbx'),
  ...['calls', 'agents', 'pop', 'journal'].flatMap((room) =>
    forbidden(`apps/server/src/${room}`, '#http/x.ts', '../socket/x.ts', 'kysely', 'hono', '@hookswitch/pbx'),
  ),
  ...['entry', 'templates', 'wrap-up', 'organisation'].flatMap((room) =>
    forbidden(`apps/server/src/${room}`, '#http/x.ts', '../socket/x.ts', 'kysely', 'hono', '@hookswitch/pbx'),
  ),
  ...forbidden(
    'apps/server/src/store',
    '#calls/x.ts',
    '#entry/x.ts',
    '../wrap-up/x.ts',
    '../http/x.ts',
    '@hookswitch/contract',
    '@hookswitch/pbx',
  ),
  ...forbidden('apps/server/src/http', '#store/x.ts', '@hookswitch/pbx', 'kysely'),
  ...forbidden('apps/server/src/socket', '#store/x.ts', '@hookswitch/pbx', 'pg'),
  ...forbidden('apps/server/src/links', 'kysely', '@hookswitch/simulator'),
  ...forbidden('apps/desk/src/live', '@hookswitch/server', '@hookswitch/pbx', 'node:fs', '@hookswitch/model'),
  ...forbidden('apps/cli/src', '@hookswitch/server', '@hookswitch/pbx', '@hookswitch/model'),
  ...forbidden('apps/server/src/pop', '../../x.ts'),
  {
    room: 'apps/server/src/pop',
    file: 'rule-planted.ts',
    fault: 'export const at = Date.now()\n',
    rule: 'no-restricted-globals',
  },
  { room: 'packages/model/src', fault: 'export const at = Date.now()\n', rule: 'no-restricted-globals' },
  { room: 'packages/model/src', fault: 'export const at = new Date()\n', rule: 'no-restricted-globals' },
  {
    room: 'packages/model/src',
    fault: 'export const dice = Math.random()\n',
    rule: 'no-restricted-properties',
  },
  { room: 'packages/model/src', fault: 'setTimeout(() => 1, 1)\nexport {}\n', rule: 'no-restricted-globals' },
  {
    room: 'packages/pbx/src',
    fault: 'const planted = 1\nexport default planted\n',
    rule: 'no-default-export',
  },
  {
    room: 'apps/server/src/pop',
    fault: `import { vi } from 'vitest'\nvi.mock('./x.ts')\n`,
    rule: 'no-restricted-vi-methods',
  },
  { room: 'apps/server/src/pop', fault: `async function work() {}\nwork()\n`, rule: 'no-floating-promises' },
  {
    room: 'apps/server/src/pop',
    fault: `export const f = (a: number, b: number, c: number, d: number) => a + b + c + d\n`,
    rule: 'max-params',
  },
  {
    room: 'apps/server/src/pop',
    fault: Array.from({ length: 401 }, (_, i) => `export const n${i} = ${i}`).join('\n'),
    rule: 'max-lines',
  },
  {
    room: 'apps/server/src/pop',
    fault: `export function long() {\n${'  Math.abs(1)\n'.repeat(61)}}\n`,
    rule: 'max-lines-per-function',
  },
]

/** What each room is there to import: none of these may be refused. */
const welcome: Record<string, readonly string[]> = {
  'packages/model/src': ['zod', './planted-x.ts'],
  'packages/contract/src': ['zod', '@hookswitch/model'],
  'packages/pbx/src/csta/codec': ['saxes', './planted-x.ts', '#csta/codec/planted-x.ts'],
  'packages/pbx/src/asterisk/codec': ['./planted-x.ts'],
  'packages/pbx/src/csta': ['@hookswitch/model', '#link.ts', '#csta/codec/planted-x.ts'],
  'packages/simulator/src': ['@hookswitch/model', '@hookswitch/pbx/csta/codec', 'node:net'],
  'apps/server/src/calls': ['@hookswitch/model', '#store/planted-x.ts', '#feed/planted-x.ts'],
  'apps/server/src/entry': ['@hookswitch/contract', '#store/planted-x.ts', 'yjs'],
  'apps/server/src/templates': ['@hookswitch/contract', '#store/planted-x.ts', '#crm-builtin/planted-x.ts'],
  'apps/server/src/wrap-up': ['@hookswitch/contract', '#store/planted-x.ts', '#calls/planted-x.ts'],
  'apps/server/src/organisation': [
    '@hookswitch/contract',
    '#store/planted-x.ts',
    '#crm-builtin/planted-x.ts',
  ],
  'apps/server/src/store': ['kysely', 'pg', '@hookswitch/model', 'node:fs', '#store/planted-x.ts'],
  'apps/server/src/http': ['@hookswitch/contract', '#calls/planted-x.ts', 'hono'],
  'apps/desk/src/live': ['react', '@hookswitch/contract', '#ui/planted-x.ts'],
  'apps/cli/src/check': ['@hookswitch/pbx', '@hookswitch/simulator', '@hookswitch/model'],
  'apps/cli/src': ['@hookswitch/contract', '@hookswitch/simulator', 'commander', 'node:fs'],
}

const plantedName = ({ file }: Fault, index: number) => file ?? `planted-${String(index).padStart(2, '0')}.ts`

describe('lint', () => {
  let house: CopyOfTheHouse
  let passed: boolean
  let found: string[]
  beforeAll(() => {
    house = copyTheHouse()
    faults.forEach((fault, index) => house.plant(`${fault.room}/${plantedName(fault, index)}`, fault.fault))
    for (const [room, names] of Object.entries(welcome)) {
      const lines = names.map((name, index) => `export * as guest${index} from '${name}'`)
      house.plant(`${room}/planted-guests.ts`, `${lines.join('\n')}\n`)
    }
    house.plant(
      'packages/model/src/planted-a.ts',
      `import { b } from '#planted-b.ts'\nexport const a = (): number => b()\n`,
    )
    house.plant(
      'packages/model/src/planted-b.ts',
      `import { a } from './planted-a.ts'\nexport const b = (): number => a()\n`,
    )
    house.plant('packages/pbx/src/csta/planted-far.ts', `export * from '../../../model/src/call.ts'\n`)
    const outcome = house.check('lint')
    passed = outcome.ok
    found = outcome.output.split('\n')
  }, 120_000)
  afterAll(() => house.tearDown())

  test('fails', () => expect(passed).toBe(false))

  test.each(faults.map((fault, index) => ({ ...fault, planted: plantedName(fault, index) })))(
    'sees $rule in $room: $fault',
    ({ room, rule, planted }) => {
      const file = `${room}/${planted}:`
      expect(found.filter((line) => line.startsWith(file) && line.includes(`(${rule})`))).not.toEqual([])
    },
  )

  test('sees an import cycle, also through an import map', () => {
    const cycles = found.filter((line) => line.includes('planted-a.ts:') && line.includes('(no-cycle)'))
    expect(cycles).not.toEqual([])
  })

  test('sees an import that climbs out of its workspace', () => {
    expect(
      found.some((line) => line.includes('planted-far.ts:') && line.includes('(no-restricted-imports)')),
    ).toBe(true)
  })

  test.each(Object.keys(welcome))('lets %s import what it is there to import', (room) => {
    const refused = found.filter((line) => line.startsWith(`${room}/planted-guests.ts:`))
    expect(refused.filter((line) => line.includes('(no-restricted-imports)'))).toEqual([])
  })
})

describe('types', () => {
  let house: CopyOfTheHouse
  beforeAll(() => {
    house = copyTheHouse()
  })
  afterAll(() => house.tearDown())

  test.each([
    ['the DOM', 'export const title = document.title\n'],
    ['Node', 'export const home = process.cwd()\n'],
    ['a Node module', `import { readFileSync } from 'node:fs'\nexport const read = readFileSync\n`],
    ['a timer', 'export const timer = setTimeout(() => 1, 1)\n'],
    ['a number that may be missing', 'export const first = (list: number[]): number => list[0]\n'],
  ])('refuse %s in the model', (_what, fault) => {
    house.plant('packages/model/src/planted.ts', fault)
    const { ok, output } = house.check('types packages/model')
    house.remove('packages/model/src/planted.ts')
    expect(output).toContain('packages/model/src/planted.ts')
    expect(ok).toBe(false)
  })

  test('refuse an import of a workspace that package.json does not name', () => {
    house.plant('packages/model/src/planted.ts', `export * from '@hookswitch/nowhere'\n`)
    const { ok, output } = house.check('types packages/model')
    house.remove('packages/model/src/planted.ts')
    expect(output).toContain('planted.ts')
    expect(ok).toBe(false)
  })
})

describe('unused and unlisted', () => {
  let house: CopyOfTheHouse
  let outcome: ReturnType<CopyOfTheHouse['check']>
  beforeAll(() => {
    house = copyTheHouse()
    house.plant('packages/pbx/src/planted-orphan.ts', 'export const orphan = 1\n')
    house.plant('apps/cli/src/planted.test.ts', `import 'fast-check-of-nobody'\nimport 'kysely'\n`)
    outcome = house.check('unused')
  }, 120_000)
  afterAll(() => house.tearDown())

  test('sees a file that nobody imports', () => {
    expect(outcome.ok).toBe(false)
    expect(outcome.output).toContain('planted-orphan.ts')
  })
  test('sees a package that package.json does not list', () => {
    expect(outcome.output).toMatch(/kysely\s+apps\/cli\/src\/planted\.test\.ts/)
  })
})
