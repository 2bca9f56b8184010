/** Which records users open or make while they are on a call: noted at once, for the log that is written at its end. */
import type pg from 'pg'
import { inTenantClient } from './tenant.ts'
import type { RecordKind } from './schema-call-logs.ts'

/** A record that was opened or made during a call, and by whom. */
export interface NotedRecord {
  readonly kind: RecordKind
  readonly id: string
  readonly how: 'opened' | 'created'
  readonly userId: string
}

/** Notes a record with a call; noted twice, it is noted once. False where there is no such record. */
export function noteRecord(
  pool: pg.Pool,
  { tenant, callId, note }: { readonly tenant: string; readonly callId: string; readonly note: NotedRecord },
): Promise<boolean> {
  return inTenantClient(pool, tenant, async (client) => {
    const { rowCount } = await client.query(
      `with given as (select present_record($3, $4) as id)
       insert into call_record as r (call_id, user_id, kind, record_id, how)
         select $1, $2, $3, id, $5 from given where id is not null
         on conflict (tenant_id, call_id, kind, record_id, user_id) do update
           set how = case when excluded.how = 'created' then 'created' else r.how end`,
      [callId, note.userId, note.kind, note.id, note.how],
    )
    return (rowCount ?? 0) > 0
  })
}

/** What was noted with a call belongs to the one that it was joined into. Done twice, it is done once. */
export function moveCallRecords(pool: pg.Pool, tenant: string, ids: readonly string[]): Promise<void> {
  return inTenantClient(pool, tenant, async (client) => {
    const { rows } = await client.query<{ target: string }>(
      `with moved as (
         select r.*, c.call->>'mergedInto' as target from call_record r
         join phone_call c on c.tenant_id = r.tenant_id and c.id = r.call_id
         where r.tenant_id = current_tenant() and r.call_id = any($1) and c.call->>'mergedInto' is not null),
       kept as (
         insert into call_record (call_id, user_id, kind, record_id, how, at)
           select target, user_id, kind, record_id, how, at from moved on conflict do nothing),
       gone as (
         delete from call_record r using moved m where r.tenant_id = m.tenant_id and r.call_id = m.call_id
           and r.user_id = m.user_id and r.kind = m.kind and r.record_id = m.record_id)
       select distinct target from moved`,
      [ids],
    )
    // The other one may have ended and been logged before this was moved.
    await client.query(
      `insert into outbox (kind, key) select 'callLog', id from phone_call
         where tenant_id = current_tenant() and id = any($1) and ended_at is not null
       on conflict (tenant_id, kind, key) do update set
         version = outbox.version + 1, attempts = 0, due_at = now(), failed_at = null, error = null`,
      [rows.map(({ target }) => target)],
    )
  })
}
