/**
 * Measures the time machine of the pop rules: draft rules played on a month of 100,000 generated calls, and how long
 * the process could not do anything else meanwhile. Prints the table of docs/pop-rules.md.
 *
 *   node bench/rules.ts             as many as the promise says
 *   node bench/rules.ts 10000       so many
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { cpus, totalmem } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import type { PopRule, PopRuleSet, PopRun } from '@hookswitch/contract'
import { party } from '@hookswitch/model'
import type pg from 'pg'
import { Directory } from '../apps/server/src/calls/directory.ts'
import { createMetrics } from '../apps/server/src/http/metrics.ts'
import { openPops } from '../apps/server/src/live-pops.ts'
import type { RuleWriter } from '../apps/server/src/pop/rule-desk.ts'
import { silentLog } from '../apps/server/src/store/db-log.ts'
import { connectionsOfUrl, openDatabase } from '../apps/server/src/store/db.ts'
import { migrate } from '../apps/server/src/store/migrate.ts'
import { migrations } from '../apps/server/src/store/migrations/all.ts'
import { startDatabase } from './database.ts'
import { round } from './stats.ts'

const calls = Number(process.argv[2] ?? 100_000)
const agents = 50
const contacts = 20_000
const month = { from: '2026-10-01T00:00:00.000Z', to: '2026-11-01T00:00:00.000Z' }
const say = (text: string): void => void process.stderr.write(`${text}\n`)

const idOf = (kind: string, n: number): string =>
  `00000000-0000-4000-${kind}000-${String(n).padStart(12, '0')}`
const numberOf = (n: number): string => `+1212${2_000_000 + n}`

/** People, records, and a queue's calls: three telephones ring, one answers; every third number is nobody's. */
async function seed(client: pg.Client, tenant: string): Promise<void> {
  await client.query('set session_replication_role = replica')
  await client.query(
    `insert into account (tenant_id, id, name, number, country, industry, search, sort_key)
     select $1, ('00000000-0000-4000-a000-' || lpad(n::text, 12, '0'))::uuid, 'Account ' || n, n::text,
       (array['US', 'DE', 'GB'])[n % 3 + 1], (array['Machines', 'Retail'])[n % 2 + 1], 'account ' || n, 'account ' || n
     from generate_series(0, $2::int - 1) n`,
    [tenant, contacts / 10],
  )
  await client.query(
    `insert into contact (tenant_id, id, given_name, family_name, account_id, search, sort_key)
     select $1, ('00000000-0000-4000-b000-' || lpad(n::text, 12, '0'))::uuid, 'Given', 'Family ' || n,
       ('00000000-0000-4000-a000-' || lpad((n / 10)::text, 12, '0'))::uuid, 'family ' || n, 'family ' || n
     from generate_series(0, $2::int - 1) n`,
    [tenant, contacts],
  )
  await client.query(
    `insert into app_user (tenant_id, id, user_name, name, role, password_hash, device, link, team)
     select $1, ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'bench' || n, 'Agent ' || n, 'agent', '-',
       (20000 + n)::text, 'bench', (array['Sales', 'Service'])[n % 2 + 1]
     from generate_series(0, $2::int - 1) n`,
    [tenant, agents],
  )
  const page = 2_000
  for (let first = 0; first < calls; first += page) {
    const rows = Array.from({ length: Math.min(page, calls - first) }, (_, index) => callRow(first + index))
    await client.query(
      `insert into phone_call (tenant_id, id, link, started_at, ended_at, call, match)
       select $1, id, 'bench', to_timestamp("startedAt" / 1000), to_timestamp("endedAt" / 1000), call, match
       from json_to_recordset($2) as c(id text, "startedAt" float8, "endedAt" float8, call jsonb, match jsonb)`,
      [tenant, JSON.stringify(rows)],
    )
  }
  await client.query('set session_replication_role = default')
  await client.query('vacuum analyze')
}

function callRow(n: number) {
  const startedAt = Date.parse(month.from) + n * Math.floor((30 * 24 * 3_600_000) / calls)
  const [rangAt, answeredAt, endedAt] = [startedAt + 9_000, startedAt + 15_000, startedAt + 190_000]
  const known = n % 3 !== 0
  const contact = (n * 7_919) % contacts
  const caller = party(known ? numberOf(contact) : numberOf(contacts + (n % 30_000)), { external: true })
  const queue = String(5_001 + (n % 4))
  const leg = (device: string, role: string, more: object) => ({
    device,
    role,
    party: party(device, { external: false }),
    startedAt,
    ringingAt: null,
    answeredAt: null,
    endedAt,
    outcome: 'answered',
    connection: { callId: `${n}`, deviceId: device },
    ...more,
  })
  const rings = [0, 1, 2].map((next) => String(20_000 + ((n * 3 + next) % agents)))
  const call = {
    id: `bench.${n}`,
    pbxCallIds: [`${n}`, `${n}a`],
    direction: 'inbound',
    calling: caller,
    called: party('+12125550100'),
    lastRedirection: party(queue),
    digits: n % 5 === 0 ? String(n % 2_000) : null,
    correlatorData: null,
    queue,
    connections: [],
    legs: [
      { ...leg('trunk1', 'caller', { answeredAt: startedAt }), party: caller },
      leg(queue, 'queue', { endedAt: rangAt, outcome: 'diverted' }),
      ...rings.map((device, index) =>
        leg(device, 'called', {
          startedAt: rangAt,
          ringingAt: rangAt,
          answeredAt: index === 0 ? answeredAt : null,
          endedAt: index === 0 ? endedAt : answeredAt,
          outcome: index === 0 ? 'answered' : 'answeredElsewhere',
        }),
      ),
    ],
    parent: null,
    mergedInto: null,
    startedAt,
    answeredAt,
    endedAt,
    outcome: 'answered',
    cause: 'normalClearing',
    reconstructed: false,
  }
  return { id: call.id, startedAt, endedAt, call, match: known ? matchOf(contact) : null }
}

const matchOf = (contact: number) => ({
  contactId: idOf('b', contact),
  accountId: idOf('a', Math.floor(contact / 10)),
  caseId: null,
  reason: 'callerNumber',
})

const rule = (id: string, part: Partial<PopRule>): PopRule => ({
  id,
  name: `Rule ${id}`,
  active: true,
  when: 'ringing',
  conditions: [],
  what: { kind: 'list' },
  ...part,
})

/** Twenty rules, most of which are asked and do not fit, as in a company that has written rules for years. */
function ruleSet(lastOpens: PopRule['what']): PopRuleSet {
  const narrow = Array.from({ length: 17 }, (_, n) =>
    rule(`n${n}`, {
      when: n % 4 === 3 ? 'answered' : 'ringing',
      conditions: [
        { kind: 'dialled', not: false, values: ['+12125550100', '+1646*'] },
        { kind: 'queue', not: false, values: [String(5_001 + (n % 4))] },
        {
          kind: 'time',
          not: false,
          zone: n % 2 === 0 ? 'tenant' : 'user',
          days: [6, 7],
          from: '22:00',
          to: '06:00',
        },
        { kind: 'country', not: false, values: ['DE', 'AT', 'CH'] },
      ],
    }),
  )
  return {
    otherwise: 'nothing',
    rules: [
      ...narrow,
      rule('known', {
        conditions: [{ kind: 'caller', not: false, values: ['known'] }],
        what: { kind: 'record', of: 'contact' },
      }),
      rule('new', {
        conditions: [{ kind: 'caller', not: false, values: ['unknown'] }],
        what: { kind: 'newRecord' },
      }),
      rule('after', {
        when: 'answered',
        conditions: [{ kind: 'team', not: false, values: ['Sales'] }],
        what: lastOpens,
      }),
    ],
  }
}

const draftUrl = 'https://crm.example/call?number={caller.e164}&contact={contact.id}&queue={queue}'
const database = await startDatabase()
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void database.stop().finally(() => process.exit(1)))
try {
  const { owner, app } = connectionsOfUrl(database.url('product'))
  await migrate({ connection: owner, migrations, log: silentLog })
  const client = await database.client('product')
  const [row] = (
    await client.query<{ id: string }>(
      `insert into tenant (name, country, time_zone) values ('bench', 'US', 'America/New_York') returning id`,
    )
  ).rows
  const tenant = row?.id ?? ''
  say(`Writing ${calls} calls.`)
  await seed(client, tenant)
  await client.end()
  await measure(tenant, app)
} finally {
  await database.stop()
}

async function measure(tenant: string, connection: pg.ClientConfig): Promise<void> {
  const opened = openDatabase({ connection, log: silentLog })
  const directory = new Directory()
  directory.replace(
    Array.from({ length: agents }, (_, n) => ({
      id: idOf('8', n),
      tenant,
      name: `Agent ${n}`,
      team: null,
      device: String(20_000 + n),
      link: 'bench',
    })),
  )
  const link = { tenant, name: 'bench', kind: 'none', config: {}, devices: [], numbers: { country: 'US' } }
  const pops = await openPops(
    {
      database: opened,
      links: [link],
      auth: { sessionOf: async () => undefined, isOriginAllowed: () => false },
      registry: createMetrics().registry,
      log: { ...silentLog, debug() {} },
      now: Date.now,
    },
    { directory, tenants: [{ id: tenant, name: 'bench', country: 'US' }], settled: async () => {} },
  )
  const { desk } = pops.ports(undefined as never)
  const writer: RuleWriter = { tenant, country: 'US', actor: { id: idOf('8', 0), name: 'Bench' } }
  const before = ruleSet({ kind: 'search' })
  await desk.save(writer, { revision: 0, draft: before })
  await desk.publish(writer, 1)
  const rows: string[] = []
  const ms = (nanoseconds: number): number => round(nanoseconds / 1e6)
  const delays = (delay: ReturnType<typeof monitorEventLoopDelay>): string =>
    [50, 99, 99.9].map((share) => ms(delay.percentile(share))).join(' / ') + ` / ${ms(delay.max)}`
  // What the machine alone does to a process that has nothing to do.
  const idle = monitorEventLoopDelay({ resolution: 1 })
  idle.enable()
  await wait(10_000)
  idle.disable()
  rows.push(`| nothing at all | | | | 10 | | ${delays(idle)} | | |`)
  // Twice: the second finds the pages in memory, as it is for who plays one draft after the other.
  for (const name of ['first run', 'second run']) {
    const delay = monitorEventLoopDelay({ resolution: 1 })
    delay.enable()
    const [resident, cpu] = [process.memoryUsage().rss, process.cpuUsage()]
    const run = await play(desk, writer, ruleSet({ kind: 'url', url: draftUrl }))
    delay.disable()
    const { user, system } = process.cpuUsage(cpu)
    const grown = Math.round((process.memoryUsage().rss - resident) / 1024 ** 2)
    rows.push(
      `| ${name} | ${run.done} | ${run.decisions} | ${run.changed} | ${run.seconds} | ${Math.round(run.done / run.seconds)} | ${delays(delay)} | ${round((user + system) / 1e6)} | ${grown} |`,
    )
  }
  await pops.stop()
  await opened.close()
  process.stdout.write(
    `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 1024 ** 3)} GiB, Node ${process.version}\n\n` +
      '| run | calls | decisions | others | seconds | calls/s | event loop ms p50 / p99 / p99.9 / max | CPU s | MiB more |\n|---|---|---|---|---|---|---|---|---|\n' +
      `${rows.join('\n')}\n`,
  )
}

async function play(
  desk: ReturnType<Awaited<ReturnType<typeof openPops>>['ports']>['desk'],
  writer: RuleWriter,
  draft: PopRuleSet,
): Promise<PopRun> {
  const started = desk.startRun(writer, { draft, span: month })
  if (!started.ok) throw new Error(started.code)
  for (;;) {
    const run = desk.readRun(writer, started.value.id, { offset: 0, limit: 0 })
    if (!run.ok) throw new Error(run.code)
    if (run.value.state !== 'running') return run.value
    await wait(50)
  }
}
