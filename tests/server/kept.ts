import type { Rig } from './rig.ts'
import type { Journal, LoggedCall } from './truth.ts'

/** Everything that was kept of calls from outside, once all that was to be written is written. */
export async function kept(rig: Rig): Promise<{ calls: LoggedCall[]; journal: Journal[] }> {
  const unfinished = () =>
    rig.query(
      `select kind, key, attempts, due_at, error from outbox
       union all select 'live', id, 0, started_at, call->>'connections' from phone_call where ended_at is null
       union all select 'log', id::text, 0, null, null from live_log`,
    )
  await rig
    .until(async () => (await unfinished()).length === 0, 15_000, 'everything to be written')
    .catch(async (cause: unknown) => {
      throw new Error(`Unfinished: ${JSON.stringify(await unfinished(), null, 1)}`, { cause })
    })
  const calls = await rig.query<LoggedCall>(
    `select id, call->'pbxCallIds' as "pbxCallIds", call->'calling'->>'number' as "from", ended_at is not null as ended,
       call->>'answeredAt' is not null as answered, call->>'digits' as digits, (call->>'reconstructed')::boolean as reconstructed
     from phone_call where call->>'direction' = 'inbound'`,
  )
  const journal = await rig.query<Journal>(
    `select call_id as "callId", outcome from activity where external_key like 'call:%'`,
  )
  return { calls, journal }
}

/** The numbers of every user's feed. */
export async function feeds(rig: Rig): Promise<number[][]> {
  const rows = await rig.query<{ seqs: number[] }>(
    'select array_agg(seq::int order by seq) as seqs from feed group by user_id',
  )
  return rows.map(({ seqs }) => seqs)
}
