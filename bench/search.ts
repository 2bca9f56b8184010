/**
 * Measures search among a million contacts, on the product's own PostgreSQL and through its own rooms, row-level security on.
 *
 *   npm run bench -- --only search            some minutes; prints the table of docs/search.md
 *   npm run bench -- --only search --quick    a hundred thousand contacts: the figures mean little
 */
import { cpus, totalmem } from 'node:os'
import { createRecords, type RecordAsker, type Records } from '../apps/server/src/crm-builtin/records.ts'
import { createDice, type Dice } from '../apps/server/src/demo/dice.ts'
import { createRecordStores } from '../apps/server/src/store/crm-stores.ts'
import { connectionsOfUrl, openDatabase } from '../apps/server/src/store/db.ts'
import { silentLog } from '../apps/server/src/store/db-log.ts'
import { migrate } from '../apps/server/src/store/migrate.ts'
import { migrations } from '../apps/server/src/store/migrations/all.ts'
import { createTenantStore } from '../apps/server/src/store/tenants.ts'
import { startDatabase, type BenchDatabase } from './database.ts'
import { seedSearch, type SeededSearch, type Somebody, type Something } from './search-records.ts'
import { clock, summarise, type Summary } from './stats.ts'

const quick = process.argv.includes('--quick')
const contacts = quick ? 100_000 : 1_000_000
const seed = 7468
/** Of each kind of search. */
const rounds = quick ? 100 : 400
const say = (text: string): void => void process.stderr.write(`${text}\n`)

type Asking = (records: Records, asker: RecordAsker) => Promise<unknown>
type Kind = readonly [name: string, make: (dice: Dice, seeded: SeededSearch) => Asking]

const contactsBy =
  (search: string): Asking =>
  (records, asker) =>
    records.listContacts(asker, { search, limit: 25 })
const casesBy =
  (search: string): Asking =>
  (records, asker) =>
    records.listCases(asker, { search, limit: 25 })

const somebody = (of: (it: Somebody, dice: Dice) => string): Kind[1] => {
  return (dice, { people }) => contactsBy(of(people[dice.roll(people.length)] as Somebody, dice))
}
const something = (of: (it: Something, dice: Dice) => string): Kind[1] => {
  return (dice, { cases }) => casesBy(of(cases[dice.roll(cases.length)] as Something, dice))
}

/** What people type. */
const usual: readonly Kind[] = [
  ['given and family name', somebody(({ given, family }) => `${given} ${family}`)],
  ['family name', somebody(({ family }) => family)],
  ['first letters of the family name', somebody(({ family }, dice) => family.slice(0, 3 + dice.roll(3)))],
  ['inside of a family name', somebody(({ family }, dice) => family.slice(1, 4 + dice.roll(3)))],
  ['name with one slip', somebody(({ family }, dice) => slip(family, dice))],
  [
    'both names with a slip each',
    somebody(({ given, family }, dice) => `${slip(given, dice)} ${slip(family, dice)}`),
  ],
  ['company', somebody(({ company }) => company)],
  ['e-mail', somebody(({ email }) => email)],
  ['number, +49', somebody(({ e164 }) => e164)],
  ['number, 0049 with spaces', somebody(({ e164 }) => `0049 ${e164.slice(3, 6)} ${e164.slice(6)}`)],
  ['number as at home', somebody(({ e164 }) => `0${e164.slice(3, 6)}/${e164.slice(6)}`)],
  ['first digits at home', somebody(({ e164 }) => `0${e164.slice(3, 9)}`)],
  ['last four digits', somebody(({ e164 }) => e164.slice(-4))],
  ['last six digits', somebody(({ e164 }) => e164.slice(-6))],
  ['case number', something(({ number }) => String(number))],
  ['part of a case number', something(({ number }) => String(number).slice(0, 4))],
  ['word of a subject', something(({ subject }, dice) => word(subject, dice))],
  [
    'two words of a subject',
    something(({ subject }, dice) => `${word(subject, dice)} ${word(subject, dice)}`),
  ],
  ['word of a subject with a slip', something(({ subject }, dice) => slip(word(subject, dice), dice))],
]

/** What nobody should type, and somebody does. */
const unkind: readonly Kind[] = [
  ['one letter', (dice) => contactsBy(letter(dice))],
  ['two letters', (dice) => contactsBy(letter(dice) + letter(dice))],
  ['two single letters', (dice) => contactsBy(`${letter(dice)} ${letter(dice)}`)],
  ['a rare name and one letter', somebody(({ family }, dice) => `${family} ${letter(dice)}`)],
  ['three digits', (dice) => contactsBy(String(100 + dice.roll(900)))],
  ['part of every company (“mbh”)', () => contactsBy('mbh')],
  ['nothing but wildcards', () => contactsBy('%_%\\%')],
  ['200 characters of one letter', () => contactsBy('e'.repeat(200))],
  [
    '200 characters of words',
    somebody(({ given, family }) => `${family} ${given} `.repeat(20).slice(0, 200)),
  ],
  [
    'nobody (eight letters by chance)',
    (dice) => contactsBy(Array.from({ length: 8 }, () => letter(dice)).join('')),
  ],
]

const letter = (dice: Dice): string => String.fromCodePoint(97 + dice.roll(26))

function word(subject: string, dice: Dice): string {
  const words = subject.split(' ')
  return words[dice.roll(words.length)] ?? subject
}

/** A letter wrong, missing, too many, or two swapped. */
function slip(text: string, dice: Dice): string {
  const at = 1 + dice.roll(Math.max(1, text.length - 1))
  const [before, here, after] = [text.slice(0, at), text.slice(at, at + 1), text.slice(at + 1)]
  switch (dice.roll(4)) {
    case 0:
      return before + letter(dice) + after
    case 1:
      return before + after
    case 2:
      return before + letter(dice) + here + after
    default:
      return before.slice(0, -1) + here + before.slice(-1) + after
  }
}

async function prepare(database: BenchDatabase): Promise<{ tenant: string; seeded: SeededSearch }> {
  const connections = connectionsOfUrl(database.url('product'))
  await migrate({ connection: connections.owner, migrations, log: silentLog })
  const store = openDatabase({ connection: connections.app, log: silentLog })
  const { id } = await createTenantStore(store).put({
    name: 'bench',
    country: 'DE',
    timeZone: 'Europe/Berlin',
  })
  await store.close()
  const client = await database.client('product')
  const seeded = await seedSearch(client, id, { contacts, seed })
  await client.query('checkpoint')
  await client.end()
  return { tenant: id, seeded }
}

interface Measured {
  readonly name: string
  readonly summary: Summary
  readonly refused: number
}

async function measure(
  kinds: readonly Kind[],
  records: Records,
  given: { asker: RecordAsker; seeded: SeededSearch },
) {
  const measured: Measured[] = []
  for (const [name, make] of kinds) {
    const dice = createDice(seed + 2)
    const took: number[] = []
    let refused = 0
    // The first ones fill caches and plans.
    for (let round = -20; round < rounds; round += 1) {
      const ask = make(dice, given.seeded)
      const start = clock()
      const answer = (await ask(records, given.asker)) as { readonly ok: boolean }
      if (round < 0) continue
      took.push(clock() - start)
      if (!answer.ok) refused += 1
    }
    measured.push({ name, summary: summarise(took), refused })
    const { p50, p99, max } = summarise(took)
    say(
      `  ${name}: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, most ${max.toFixed(1)} ms, refused ${refused}`,
    )
  }
  return measured
}

function table(measured: readonly Measured[]): string {
  const one = (value: number): string => value.toFixed(1)
  return [
    '| what is typed | p50, ms | p99, ms | longest, ms | told to be too wide |',
    '|---|---|---|---|---|',
    ...measured.map(
      ({ name, summary: { p50, p99, max }, refused }) =>
        `| ${name} | ${one(p50)} | ${one(p99)} | ${one(max)} | ${refused} of ${rounds} |`,
    ),
  ].join('\n')
}

const database = await startDatabase()
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void database.stop().finally(() => process.exit(1)))
try {
  say(`Filling the database: ${contacts} contacts.`)
  const { tenant, seeded } = await prepare(database)
  const store = openDatabase({ connection: connectionsOfUrl(database.url('product')).app, log: silentLog })
  const records = createRecords(createRecordStores(store))
  const asker = { tenant, userId: tenant, country: 'DE' }
  say('Searching.')
  const measured = await measure(usual, records, { asker, seeded })
  const hostile = await measure(unkind, records, { asker, seeded })
  await store.close()
  process.stdout.write(
    `Machine: ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 1024 ** 3)} GiB, Node ${process.version}. ` +
      `${contacts} contacts, seed ${seed}; ${rounds} searches of each kind.\n\n${table(measured)}\n\n${table(hostile)}\n`,
  )
} finally {
  await database.stop()
}
