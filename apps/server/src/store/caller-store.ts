import pg from 'pg'
import { Group } from './group.ts'
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
}

/** Rows are in the contract's words already, but for the number of a case, which is kept as a number. */
export interface CustomerJson {
  readonly cases: readonly (Readonly<Record<string, unknown>> & { readonly number: number })[]
  readonly tasks: readonly Readonly<Record<string, unknown>>[]
  readonly activities: readonly Readonly<Record<string, unknown>>[]
}

export interface FoundJson {
  readonly matches: readonly MatchJson[]
  /** Records of one or two of the matches. */
  readonly chosen: {
    readonly contactId: string | null
    readonly accountId: string | null
    readonly reason: MatchJson['reason']
  } | null
  readonly caseId: string | null
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

/** As many as two processors keep busy: more of them would only wait for each other. */
const lookupConnections = 4
/** Half of them for each of the two steps. */
const together = { mostOnTheWay: lookupConnections / 2 }

/**
 * Connections of their own for looking callers up: a search for a name must not make a caller wait, nor a burst of callers
 * all else; and the plans, which cost more than the lookup, are made before the first call.
 */
export async function openLookups(pool: pg.Pool, tenant: string | undefined): Promise<Lookups> {
  const lookups = new pg.Pool({
    ...pool.options,
    max: lookupConnections,
    idleTimeoutMillis: 0,
    statement_timeout: 2_000,
    // Planned once: planning takes longer than running. By keys, though tables may have been empty when it was planned.
    options: '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off',
  })
  // As in db.ts: whoever asked hears of it.
  lookups.on('error', () => {})
  lookups.on('connect', (client) => client.on('error', () => {}))
  const finds = new Group((queries: readonly CallerQuery[]) => findCallers(lookups, queries), together)
  const customers = new Group(
    (queries: readonly CustomerQuery[]) => readCustomers(lookups, queries),
    together,
  )
  const opened = {
    find: (query: CallerQuery) => finds.ask(query),
    customer: (query: CustomerQuery) => customers.ask(query),
    read: (query: CustomerQuery) => readCustomer(lookups, query),
    close: () => lookups.end(),
  }
  if (tenant === undefined) return opened
  const warm = async (): Promise<void> => {
    const nobody = { tenant, e164: '+0', digits: null, reason: 'callerNumber' }
    await findCallers(lookups, [nobody, { ...nobody, digits: '0' }])
    await readCustomers(lookups, [{ tenant, contactId: null, accountId: null }])
    await lookups.query(
      `select customer_json(null, null), contact_json(null), account_json(null) from (select set_config('hookswitch.tenant', $1, true)) t`,
      [tenant],
    )
  }
  await Promise.all(Array.from({ length: lookupConnections }, warm)).catch(() => {})
  return opened
}

/** Many callers in one round trip; the functions set the tenant themselves. */
async function findCallers(pool: pg.Pool, queries: readonly CallerQuery[]): Promise<FoundJson[]> {
  const { rows } = await pool.query<{ found: FoundJson }>({
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
  })
  return rows.map(({ found }) => found)
}

/** The same of what customers have with us. */
async function readCustomers(pool: pg.Pool, queries: readonly CustomerQuery[]): Promise<CustomerJson[]> {
  const { rows } = await pool.query<{ found: CustomerJson }>({
    name: 'read_customers',
    text: `select read_customer_records(tenant, contact, account) as found
      from unnest($1::uuid[], $2::uuid[], $3::uuid[]) with ordinality as asked(tenant, contact, account, place)
      order by place`,
    values: [
      queries.map(({ tenant }) => tenant),
      queries.map(({ contactId }) => contactId),
      queries.map(({ accountId }) => accountId),
    ],
  })
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
      `select contact_json(i."contactId") as contact, account_json(i."accountId") as account
       from rows from (json_to_recordset($1) as ("contactId" uuid, "accountId" uuid)) with ordinality as i("contactId", "accountId", place)
       order by i.place`,
      [JSON.stringify(ids)],
    )
    return rows
  })
}
