import { party, restrictedParty } from '@hookswitch/model'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { numberBook } from '#server/live-links.ts'
import { rankFound } from '#server/pop/caller-finder.ts'
import { callerKey, type CallerKey } from '#server/pop/caller.ts'
import { openLookups, type FoundJson } from '#server/store/caller-store.ts'
import { openTestDatabase, type TestDatabase } from '#server/store/test-database.ts'
import { kinds, ownNumbers } from './kinds.ts'
import { load } from './load.ts'
import { scoreByKind, scoreOf, table, type Answered } from './score.ts'
import { World, type Labelled } from './world.ts'

/** Any other seed does as well: HOOKSWITCH_SEED asks for one. */
const seed = Number(process.env['HOOKSWITCH_SEED'] ?? 20_261_121)
const leastRightFirst = 0.95
const mostWrongLinks = 0.001

interface Asked {
  readonly labelled: Labelled
  readonly key: CallerKey
  readonly found: FoundJson
}

let database: TestDatabase
const asked: Asked[] = []
/** As many callers wait in a busy moment. */
const atOnce = 20
const nothing: FoundJson = { matches: [], choices: null, caseId: null, digitsDoubtful: false }

beforeAll(async () => {
  database = await openTestDatabase()
  const tenant = await database.createTenant()
  const world = new World(seed)
  for (const [calls, make] of kinds) for (let n = 0; n < calls; n += 1) make(world)
  await load(database, tenant, world)
  const pool = new pg.Pool(database.connections.app)
  const lookups = await openLookups(pool, tenant)
  for (let from = 0; from < world.labelled.length; from += atOnce)
    asked.push(
      ...(await Promise.all(
        world.labelled.slice(from, from + atOnce).map(async (labelled) => {
          const key = keyOf(labelled)
          const isAsked = key.e164 !== null || key.digits !== null
          return { labelled, key, found: isAsked ? await lookups.find({ tenant, ...key }) : nothing }
        }),
      )),
    )
  await lookups.close()
  await pool.end()
})
afterAll(() => database.close())

/** As the server reads the call that the trunk tells. */
function keyOf({ number, name, digits, divertedBy }: Labelled): CallerKey {
  const numbers = numberBook({ country: 'DE', dialPrefix: '0', own: [ownNumbers] })
  const key = callerKey(
    {
      direction: 'inbound',
      parent: null,
      calling: number === null ? restrictedParty : party(number, { external: true, name }),
      called: party('+4930555100'),
      digits,
      lastRedirection: divertedBy === null ? null : party(divertedBy, { external: true }),
    },
    numbers,
  )
  if (key === null) throw new Error('a call from outside is always looked up')
  return key
}

const fresh = new Date().toISOString()

/** Ranks all calls, each as `change` lets it be seen. */
function answers(change: (it: Asked) => Asked = (it) => it): Answered[] {
  return asked.map((it) => {
    const { labelled, key, found } = change(it)
    const { matches, chosen } = rankFound(found, {
      key,
      users: [],
      now: Date.now(),
      show: (number) => number,
    })
    return { labelled, matches, chosen }
  })
}

test('5,000 labelled calls: the right one comes first, and a wrong one is hardly ever linked', () => {
  const answered = answers()
  process.stdout.write(`\n${table(scoreByKind(answered))}\n`)
  const all = scoreOf('all', answered)
  const known = scoreOf(
    'known',
    answered.filter(({ labelled }) => labelled.truth.kind !== 'nobody'),
  )
  expect(all.calls).toBe(5_000)
  expect(all.rightFirst / all.calls).toBeGreaterThanOrEqual(leastRightFirst)
  expect(all.wrongLinks / all.calls).toBeLessThanOrEqual(mostWrongLinks)
  // Who never links is never wrong: of those whom we know most are linked without a click.
  expect(known.linked / known.calls).toBeGreaterThanOrEqual(0.6)
})

describe('a ranking that does not see something fails', () => {
  const withFacts = (it: Asked, facts: object): Asked => ({
    ...it,
    found: {
      ...it.found,
      matches: it.found.matches.map((match) => ({ ...match, facts: { ...match.facts, ...facts } })),
    },
  })
  test.each<[string, (it: Asked) => Asked]>([
    ['how long ago somebody was heard of', (it) => withFacts(it, { knownSince: fresh })],
    ['that a number cannot be its owner’s', (it) => ({ ...it, key: { ...it.key, standing: 'sound' } })],
    ['that digits may be mistyped', (it) => ({ ...it, found: { ...it.found, digitsDoubtful: false } })],
    [
      'that others share the number',
      (it) => ({ ...it, found: { ...it.found, matches: it.found.matches.slice(0, 1) } }),
    ],
  ])('%s: it links wrong ones', (_, change) => {
    const all = scoreOf('all', answers(change))
    expect(all.wrongLinks / all.calls).toBeGreaterThan(mostWrongLinks * 2)
  })

  test('cases, talks and choices: the right one comes first too seldom', () => {
    const blind = (it: Asked): Asked => {
      const { found } = withFacts(it, { cases: [], talks: [], openTask: false, nearDigits: false })
      return { ...it, found: { ...found, choices: null } }
    }
    const all = scoreOf('all', answers(blind))
    expect(all.rightFirst / all.calls).toBeLessThan(leastRightFirst)
  })
})
