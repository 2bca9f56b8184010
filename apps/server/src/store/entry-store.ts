import type pg from 'pg'
import { inTenantClient } from './tenant.ts'

/** Whose document it is: the call that carries the notes. */
export interface EntryKey {
  readonly tenant: string
  readonly callId: string
}

export interface StoredEntry {
  /** In the order in which they were added. */
  readonly updates: readonly Uint8Array[]
  /** Of the newest; 0 = there is none. */
  readonly seq: number
  /** The newest that the notes of the call know of. */
  readonly toldSeq: number
}

/** Documents of calls, as rows that are only ever added and put together. */
export interface EntryStore {
  load(key: EntryKey): Promise<StoredEntry>
  /**
   * Adds one after the update `after`; durable when it resolves. False: another one was added meanwhile, and nothing was
   * done. When it rejects, it is not known whether it was added.
   */
  append(
    key: EntryKey,
    added: { readonly after: number; readonly update: Uint8Array; readonly user: string | null },
  ): Promise<boolean>
  /** Puts all updates up to `upTo` together: `state` says the same as they did. */
  compact(key: EntryKey, whole: { readonly upTo: number; readonly state: Uint8Array }): Promise<void>
  /** The notes of the call know of everything up to `seq`. */
  told(key: EntryKey, seq: number): Promise<void>
  /** Calls whose notes do not know of everything. */
  untold(tenant: string): Promise<string[]>
}

export function createEntryStore(pool: pg.Pool): EntryStore {
  return {
    load: ({ tenant, callId }) =>
      inTenantClient(pool, tenant, async (client) => {
        // One statement, one moment: else updates could be put together between the two.
        const { rows } = await client.query<{
          seq: string
          toldSeq: string
          body: Buffer
        }>({
          name: 'entry_load',
          text: `select d.last_seq as seq, d.told_seq as "toldSeq", u.body
                 from entry_doc d join entry_update u on u.tenant_id = d.tenant_id and u.call_id = d.call_id
                 where d.tenant_id = current_tenant() and d.call_id = $1 order by u.seq`,
          values: [callId],
        })
        const [first] = rows
        return {
          updates: rows.map(({ body }) => body),
          seq: Number(first?.seq ?? 0),
          toldSeq: Number(first?.toldSeq ?? 0),
        }
      }),
    append: ({ tenant, callId }, more) =>
      inTenantClient(pool, tenant, (client) => append(client, callId, more)),
    compact: ({ tenant, callId }, whole) =>
      inTenantClient(pool, tenant, (client) => compact(client, callId, whole)),
    told: ({ tenant, callId }, seq) =>
      inTenantClient(pool, tenant, async (client) => {
        await client.query({
          name: 'entry_told',
          text: `update entry_doc set told_seq = $2
                 where tenant_id = current_tenant() and call_id = $1 and told_seq < $2 and last_seq >= $2`,
          values: [callId, seq],
        })
      }),
    untold: (tenant) =>
      inTenantClient(pool, tenant, async (client) => {
        const { rows } = await client.query<{ id: string }>(
          `select call_id as id from entry_doc where tenant_id = current_tenant() and told_seq < last_seq order by call_id`,
        )
        return rows.map(({ id }) => id)
      }),
  }
}

type Client = Parameters<Parameters<typeof inTenantClient>[2]>[0]

async function append(
  client: Client,
  callId: string,
  { after, update, user }: Parameters<EntryStore['append']>[1],
): Promise<boolean> {
  const { rowCount } = await client.query({
    name: 'entry_append',
    text: `with doc as (
             insert into entry_doc as d (call_id, last_seq) select $1::text, 1 where $2::bigint = 0
             on conflict (tenant_id, call_id) do nothing returning last_seq
           ), grown as (
             update entry_doc set last_seq = last_seq + 1
             where tenant_id = current_tenant() and call_id = $1 and last_seq = $2::bigint and $2::bigint > 0 returning last_seq
           )
           insert into entry_update (call_id, seq, user_id, body)
           select $1::text, last_seq, $3::uuid, $4::bytea from (select last_seq from doc union all select last_seq from grown) one`,
    values: [callId, after, user, update],
  })
  return rowCount === 1
}

async function compact(
  client: Client,
  callId: string,
  { upTo, state }: Parameters<EntryStore['compact']>[1],
): Promise<void> {
  const { rowCount } = await client.query(
    `select 1 from entry_doc where tenant_id = current_tenant() and call_id = $1 and last_seq >= $2 for update`,
    [callId, upTo],
  )
  if (rowCount !== 1) return
  const removed = await client.query(
    `delete from entry_update where tenant_id = current_tenant() and call_id = $1 and seq <= $2`,
    [callId, upTo],
  )
  // Somebody else has put more together already: `state` would take the place of nothing.
  if (removed.rowCount === 0) return
  await client.query(`insert into entry_update (call_id, seq, body) values ($1, $2, $3)`, [
    callId,
    upTo,
    state,
  ])
}
