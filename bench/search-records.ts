import type pg from 'pg'
import { createDice, type Dice } from '../apps/server/src/demo/dice.ts'
import { contactSearch, type NewContact } from '../apps/server/src/store/contact-rows.ts'
import { accountSearch } from '../apps/server/src/store/crm-accounts.ts'
import { fold, searchText } from '../apps/server/src/store/crm-fold.ts'

/** Names as a country has them: few are very common, most are rare (Zipf). */
export interface Crowd {
  readonly given: readonly string[]
  readonly family: readonly string[]
  readonly companies: readonly string[]
  readonly subjects: readonly string[]
}

/** A contact that was written, as far as a search for it needs. */
export interface Somebody {
  readonly given: string
  readonly family: string
  readonly company: string
  readonly e164: string
  readonly email: string
}

/** A case that was written. */
export interface Something {
  readonly number: number
  readonly subject: string
}

export interface SeededSearch {
  readonly people: readonly Somebody[]
  readonly cases: readonly Something[]
}

const starts = 'b br d f fl fr g gr h j k kl kr l m n p pf r s sch schm schw st str t v w z'.split(' ')
const middles = 'a e i o u ä ö ü ei au ie eu'.split(' ')
const ends =
  'b bel ber ck der dt ert f g ger hard hl ke ler ling lt m mann mer n nger r rich rt s sen sner st ter tz'.split(
    ' ',
  )

function madeWord(dice: Dice, syllables: number): string {
  let word = ''
  for (let turn = 0; turn < syllables; turn += 1)
    word += pick(dice, starts) + pick(dice, middles) + (turn === syllables - 1 ? pick(dice, ends) : '')
  return word[0]?.toUpperCase() + word.slice(1)
}

function pick<Item>(dice: Dice, items: readonly Item[]): Item {
  return items[dice.roll(items.length)] as Item
}

/** The first come far more often than the last. */
function common<Item>(dice: Dice, items: readonly Item[]): Item {
  return items[Math.floor(items.length ** (dice.roll(1e9) / 1e9)) - 1] as Item
}

function distinct(count: number, make: () => string): string[] {
  const made = new Set<string>()
  while (made.size < count) made.add(make())
  return [...made]
}

export function makeCrowd(seed: number): Crowd {
  const dice = createDice(seed)
  return {
    given: distinct(4_000, () => madeWord(dice, 1 + dice.roll(2))),
    family: distinct(120_000, () => madeWord(dice, 1 + dice.roll(3))),
    companies: distinct(60_000, () => madeWord(dice, 2 + dice.roll(2))),
    subjects: distinct(3_000, () => madeWord(dice, 1 + dice.roll(3)).toLowerCase()),
  }
}

/** Rows of one statement. */
const portion = 10_000

interface Writing {
  readonly database: pg.Client
  readonly tenant: string
  readonly dice: Dice
  readonly crowd: Crowd
}

/** A million contacts of a hundred thousand accounts with half a million cases; every so-manieth is kept to be sought. */
export async function seedSearch(
  database: pg.Client,
  tenant: string,
  { contacts, seed }: { readonly contacts: number; readonly seed: number },
): Promise<SeededSearch> {
  const writing = { database, tenant, dice: createDice(seed + 1), crowd: makeCrowd(seed) }
  const dropped = await dropIndexes(database)
  // Keys between these rows are right by construction; words are collected at the end.
  await database.query('set session_replication_role = replica')
  await database.query(`set maintenance_work_mem = '1GB'`)
  await database.query('set synchronous_commit = off')
  const accounts = await writeAccounts(writing, contacts / 10)
  const people = await writeContacts(writing, contacts, accounts)
  const cases = await writeCases(writing, contacts / 2)
  await database.query('select fill_search_words($1)', [tenant])
  for (const definition of dropped) await database.query(definition)
  await database.query('vacuum analyze')
  return { people, cases }
}

interface SeededAccount {
  readonly id: string
  readonly name: string
}

async function writeAccounts(
  { database, tenant, dice, crowd }: Writing,
  count: number,
): Promise<readonly SeededAccount[]> {
  const forms = ['GmbH', 'AG', 'KG', 'Ltd', 'SA', 'Inc.']
  const all = Array.from({ length: count }, (_, index) => ({
    id: dice.uuid(),
    name: `${common(dice, crowd.companies)} ${pick(dice, forms)}`,
    number: String(100_000 + index),
    city: pick(dice, crowd.companies.slice(0, 300)),
  }))
  for (let start = 0; start < count; start += portion) {
    const rows = all.slice(start, start + portion)
    await database.query(
      `insert into account (tenant_id, id, name, number, city, country, search, sort_key)
       select $1, a.id, a.name, a.number, a.city, 'DE', a.search, a.sort
       from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[]) as a(id, name, number, city, search, sort)`,
      [
        tenant,
        rows.map(({ id }) => id),
        rows.map(({ name }) => name),
        rows.map(({ number }) => number),
        rows.map(({ city }) => city),
        rows.map(accountSearch),
        rows.map(({ name }) => fold(name)),
      ],
    )
  }
  return all
}

async function writeContacts(
  { database, tenant, dice, crowd }: Writing,
  count: number,
  accounts: readonly SeededAccount[],
): Promise<readonly Somebody[]> {
  const kept: Somebody[] = []
  for (let start = 0; start < count; start += portion) {
    const rows = Array.from({ length: Math.min(portion, count - start) }, () => {
      const [given, family] = [common(dice, crowd.given), common(dice, crowd.family)]
      const account = pick(dice, accounts)
      const e164 = `+49${pick(dice, ['30', '40', '89', '151', '170', '221'])}${10_000_000 + dice.roll(89_999_999)}`
      const host = fold(account.name).replace(/[^a-z]+/g, '-')
      const email = `${fold(given)}.${fold(family)}@${host}.example`
      return { id: dice.uuid(), given, family, account, e164, email }
    })
    const contactOf = ({ given, family, account, email, e164 }: (typeof rows)[number]): NewContact => ({
      givenName: given,
      familyName: family,
      title: null,
      email,
      accountId: account.id,
      phones: [{ label: 'work', text: e164, e164 }],
    })
    await database.query(
      `with given as (
         select * from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::text[], $8::text[], $9::text[])
           as c(id, given, family, email, account, search, sort, e164)),
       written as (
         insert into contact (tenant_id, id, given_name, family_name, email, account_id, search, sort_key)
         select $1, id, given, family, email, account, search, sort from given)
       insert into contact_phone (tenant_id, contact_id, position, label, text, e164)
       select $1, id, 0, 'work', e164, e164 from given`,
      [
        tenant,
        rows.map(({ id }) => id),
        rows.map(({ given }) => given),
        rows.map(({ family }) => family),
        rows.map(({ email }) => email),
        rows.map(({ account }) => account.id),
        rows.map((row) => contactSearch(contactOf(row), row.account.name)),
        rows.map(({ given, family }) => fold(`${family} ${given}`)),
        rows.map(({ e164 }) => e164),
      ],
    )
    for (const { given, family, account, e164, email } of rows.slice(0, 20))
      kept.push({ given, family, company: account.name, e164, email })
  }
  return kept
}

async function writeCases(
  { database, tenant, dice, crowd }: Writing,
  count: number,
): Promise<readonly Something[]> {
  const kept: Something[] = []
  for (let start = 0; start < count; start += portion) {
    const rows = Array.from({ length: Math.min(portion, count - start) }, (_, index) => ({
      number: 10_001 + start + index,
      subject: Array.from({ length: 3 + dice.roll(4) }, () => common(dice, crowd.subjects)).join(' '),
    }))
    await database.query(
      `insert into case_record (tenant_id, number, subject, priority, status, type, origin, opened_at, search)
       select $1, c.number, c.subject, 'normal', 'open', 'question', 'phone', now() - c.number * interval '1 minute', c.search
       from unnest($2::int[], $3::text[], $4::text[]) as c(number, subject, search)`,
      [
        tenant,
        rows.map(({ number }) => number),
        rows.map(({ subject }) => subject),
        rows.map(({ number, subject }) => searchText([String(number), subject])),
      ],
    )
    kept.push(...rows.slice(0, 20))
  }
  return kept
}

async function dropIndexes(database: pg.Client): Promise<readonly string[]> {
  const found = await database.query<{ name: string; definition: string }>(
    `select c.relname as name, pg_get_indexdef(i.indexrelid) as definition
     from pg_index i join pg_class c on c.oid = i.indexrelid
     where not i.indisunique
       and i.indrelid::regclass::text in ('account', 'contact', 'contact_phone', 'case_record', 'search_word')`,
  )
  for (const { name } of found.rows) await database.query(`drop index ${name}`)
  return found.rows.map(({ definition }) => definition)
}
