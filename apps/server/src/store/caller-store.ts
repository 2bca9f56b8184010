import pg from 'pg'
import { Group } from './group.ts'
import { HeldConnections } from './held-connection.ts'
import { inTenantClient } from './tenant.ts'

/** A contact as `contact_json` gives it: what a person reads is put together by whoever shows it. */
export interface ContactJson {
  readonly id: string
  readonly givenName: string
  readonly familyName: string
  readonly title: string | null
  readonly email: string | null
  readonly accountId: string | null
  readonly accountName: string | null
  readonly phones: readonly {
    readonly label: 'work' | 'mobile' | 'home' | 'other'
    readonly text: string
    readonly e164: string | null
  }[]
}

export interface AccountJson {
  readonly id: string
  readonly name: string
  readonly number: string | null
  readonly industry: string | null
  readonly city: string | null
  readonly country: string | null
}

export interface MatchJson {
  readonly contact: ContactJson | null
  readonly account: AccountJson | null
  readonly reason: 'callerNumber' | 'calledNumber' | 'accountNumberDigits' | 'caseNumberDigits'
  /** How it was found. */
  readonly via: 'caseDigits' | 'accountDigits' | 'number' | 'extension' | 'memory' | 'block'
  /** The number asked for is one of the contact's. */
  readonly hasNumber: boolean
  /** What is absent was not asked for, since it could change nothing. Times in ISO 8601. */
  readonly facts: {
    readonly knownSince: string
    readonly nearDigits?: boolean | null
    readonly cases?: readonly { readonly number: number; readonly ownerId: string | null }[]
    readonly openTask?: boolean
    readonly openOpportunity?: boolean
    readonly talks?: readonly string[]
  }
}

/** What a person said of a number, during or after a call. */
export interface ChoiceJson {
  readonly contactId: string | null
  readonly accountId: string | null
  readonly notContactId: string | null
  readonly notAccountId: string | null
  readonly dialled: string | null
  readonly at: string
}

/** Rows are in the contract's words already, but for the number of a case, which is kept as a number. */
export interface CustomerJson {
  readonly records: CustomerRecordsJson
  /** The open ones; null where there are none. */
  readonly opportunities: readonly Readonly<Record<string, unknown>>[] | null
}

interface CustomerRecordsJson {
  readonly cases: readonly (Readonly<Record<string, unknown>> & { readonly number: number })[]
  readonly tasks: readonly Readonly<Record<string, unknown>>[]
  readonly activities: readonly Readonly<Record<string, unknown>>[]
}

export interface FoundJson {
  readonly matches: readonly MatchJson[]
  /** The last first; null when nobody said anything of this number. */
  readonly choices: readonly ChoiceJson[] | null
  /** The case whose number was keyed in. */
  readonly caseId: string | null
  /** Somebody else's number is one slip of the finger away from the digits. */
  readonly digitsDoubtful: boolean
}

export interface KnownJson {
  readonly contact: ContactJson | null
  readonly account: AccountJson | null
  readonly customer: CustomerJson
}

export interface CallerQuery {
  readonly tenant: string
  readonly e164: string | null
  readonly digits: string | null
  readonly reason: string
}

export interface CustomerQuery {
  readonly tenant: string
  readonly contactId: string | null
  readonly accountId: string | null
}

export interface Lookups {
  /** Who it is. */
  find(query: CallerQuery): Promise<FoundJson>
  /** What the customer has with us. */
  customer(query: CustomerQuery): Promise<CustomerJson>
  read(query: CustomerQuery): Promise<KnownJson | null>
  close(): Promise<void>
}

/** For each of the two steps as many connections as two processors keep busy: more of them would only wait for each other. */
const together = { mostOnTheWay: 2 }

/**
 * Connections of their own for looking callers up: a search for a name must not make a caller wait, nor a burst of callers
 * all else; and the plans, which cost more than the lookup, are made before the first call.
 */
export async function openLookups(pool: pg.Pool, tenant: string | undefined): Promise<Lookups> {
  const lookups = new pg.Pool({
    ...pool.options,
    max: 2 * together.mostOnTheWay + 1,
    idleTimeoutMillis: 0,
    statement_timeout: 2_000,
    // Planned once: planning takes longer than running. By keys, though tables may have been empty when it was planned.
    options: '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off',
  })
  // As in db.ts: whoever asked hears of it.
  lookups.on('error', () => {})
  lookups.on('connect', (client) => client.on('error', () => {}))
  const finding = new HeldConnections(lookups, together.mostOnTheWay)
  const reading = new HeldConnections(lookups, together.mostOnTheWay)
  const finds = new Group((queries: readonly CallerQuery[]) => findCallers(finding, queries), together)
  const customers = new Group(
    (queries: readonly CustomerQuery[]) => readCustomers(reading, queries),
    together,
  )
  const opened = {
    find: (query: CallerQuery) => finds.ask(query),
    customer: (query: CustomerQuery) => customers.ask(query),
    read: (query: CustomerQuery) => readCustomer(lookups, query),
    close: () => {
      finding.drop()
      reading.drop()
      return lookups.end()
    },
  }
  if (tenant === undefined) return opened
  const warm = async (): Promise<void> => {
    const nobody = { tenant, e164: '+0', digits: null, reason: 'callerNumber' }
    const nothing = { tenant, contactId: null, accountId: null }
    await findCallers(finding, [nobody])
    await findCallers(finding, [nobody, { ...nobody, digits: '0' }])
    await finding.query({
      text: `select contact_json(null), account_json(null) from (select set_config('hookswitch.tenant', $1, true)) t`,
      values: [tenant],
    })
    await readCustomers(reading, [nothing])
    await readCustomers(reading, [nothing, nothing])
  }
  await Promise.all([
    ...Array.from({ length: together.mostOnTheWay }, warm),
    readCustomer(lookups, { tenant, contactId: null, accountId: null }),
  ]).catch(() => {})
  return opened
}

/** Many callers in one round trip; the functions set the tenant themselves. */
async function findCallers(
  connections: HeldConnections,
  queries: readonly CallerQuery[],
): Promise<FoundJson[]> {
  const [first, ...more] = queries
  const rows = await connections.query<{ found: FoundJson }>(
    first !== undefined && more.length === 0
      ? {
          name: 'find_caller',
          text: 'select find_caller($1, $2, $3, $4) as found',
          values: [first.tenant, first.e164, first.digits, first.reason],
        }
      : {
          name: 'find_callers',
          text: `select find_caller(tenant, number, digits, reason) as found
            from unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) with ordinality as asked(tenant, number, digits, reason, place)
            order by place`,
          values: [
            queries.map(({ tenant }) => tenant),
            queries.map(({ e164 }) => e164),
            queries.map(({ digits }) => digits),
            queries.map(({ reason }) => reason),
          ],
        },
  )
  return rows.map(({ found }) => found)
}

/** The same of what customers have with us. */
async function readCustomers(
  connections: HeldConnections,
  queries: readonly CustomerQuery[],
): Promise<CustomerJson[]> {
  const [first, ...more] = queries
  const rows = await connections.query<{ found: CustomerJson }>(
    first !== undefined && more.length === 0
      ? {
          name: 'read_customer_records',
          text: 'select read_customer_records($1, $2, $3) as found',
          values: [first.tenant, first.contactId, first.accountId],
        }
      : {
          name: 'read_customers',
          text: `select read_customer_records(tenant, contact, account) as found
            from unnest($1::uuid[], $2::uuid[], $3::uuid[]) with ordinality as asked(tenant, contact, account, place)
            order by place`,
          values: [
            queries.map(({ tenant }) => tenant),
            queries.map(({ contactId }) => contactId),
            queries.map(({ accountId }) => accountId),
          ],
        },
  )
  return rows.map(({ found }) => found)
}

async function readCustomer(
  pool: pg.Pool,
  { tenant, contactId, accountId }: CustomerQuery,
): Promise<KnownJson | null> {
  const { rows } = await pool.query<{ found: KnownJson | null }>({
    name: 'read_customer',
    text: 'select read_customer($1, $2, $3) as found',
    values: [tenant, contactId, accountId],
  })
  return rows[0]?.found ?? null
}

export interface Records {
  readonly contact: ContactJson | null
  readonly account: AccountJson | null
}

/** The records of many matches at once, in their order: for lists, without what belongs to the customer. */
export function readRecords(
  pool: pg.Pool,
  tenant: string,
  ids: readonly { readonly contactId: string | null; readonly accountId: string | null }[],
): Promise<Records[]> {
  return inTenantClient(pool, tenant, async (client) => {
    const { rows } = await client.query<Records>(
      `select contact_json(present_contact(i."contactId")) as contact, account_json(i."accountId") as account
       from rows from (json_to_recordset($1) as ("contactId" uuid, "accountId" uuid)) with ordinality as i("contactId", "accountId", place)
       order by i.place`,
      [JSON.stringify(ids)],
    )
    return rows
  })
}

/** Who the number of a call is, as a person says: to be remembered for the next call from it. */
export interface SaidOfNumber {
  readonly callId: string
  readonly e164: string
  readonly contactId: string | null
  readonly accountId: string | null
  /** Whom the machine had taken him for. */
  readonly taken: { readonly contactId: string | null; readonly accountId: string | null } | null
  readonly dialled: string | null
  readonly userId: string
}

/** Remembers it. It withdraws what was said before of the same call; whom the machine had taken him for stays. */
export function rememberChoice(pool: pg.Pool, tenant: string, said: SaidOfNumber): Promise<void> {
  return inTenantClient(pool, tenant, async (client) => {
    await client.query(
      `insert into caller_choice (call_id, e164, contact_id, account_id, taken_contact_id, taken_account_id, dialled, user_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (tenant_id, call_id) do update set
         contact_id = excluded.contact_id, account_id = excluded.account_id, user_id = excluded.user_id, at = now()`,
      [
        said.callId,
        said.e164,
        said.contactId,
        said.accountId,
        said.taken?.contactId ?? null,
        said.taken?.accountId ?? null,
        said.dialled,
        said.userId,
      ],
    )
  })
}

/** Forgets what was said of the number of a call. */
export function forgetChoice(pool: pg.Pool, tenant: string, callId: string): Promise<void> {
  return inTenantClient(pool, tenant, async (client) => {
    await client.query('delete from caller_choice where call_id = $1', [callId])
  })
}
