import pg from 'pg'
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
  readonly customer: CustomerJson | null
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
  find(query: CallerQuery): Promise<FoundJson>
  read(query: CustomerQuery): Promise<KnownJson | null>
  close(): Promise<void>
}

/** As many as two processors keep busy: more of them would only wait for each other. */
const lookupConnections = 4

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
  })
  // As in db.ts: whoever asked hears of it.
  lookups.on('error', () => {})
  lookups.on('connect', (client) => client.on('error', () => {}))
  const opened = {
    find: (query: CallerQuery) => findCaller(lookups, query),
    read: (query: CustomerQuery) => readCustomer(lookups, query),
    close: () => lookups.end(),
  }
  if (tenant === undefined) return opened
  const warm = async (): Promise<void> => {
    await findCaller(lookups, { tenant, e164: '+0', digits: '0', reason: 'callerNumber' })
    await lookups.query(
      `select customer_json(null, null), contact_json(null), account_json(null) from (select set_config('hookswitch.tenant', $1, true)) t`,
      [tenant],
    )
  }
  await Promise.all(Array.from({ length: lookupConnections }, warm)).catch(() => {})
  return opened
}

/** Everything about the other party of a call in one round trip: the function sets the tenant itself. */
async function findCaller(pool: pg.Pool, { tenant, e164, digits, reason }: CallerQuery): Promise<FoundJson> {
  const { rows } = await pool.query<{ found: FoundJson }>({
    name: 'find_caller',
    text: 'select find_caller($1, $2, $3, $4) as found',
    values: [tenant, e164, digits, reason],
  })
  const found = rows[0]?.found
  if (found === undefined) throw new Error('find_caller gave no row.')
  return found
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
