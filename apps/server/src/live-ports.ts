import type { RouteReply } from '@hookswitch/contract'
import { iso } from '#calls/call-view.ts'
import { createCommands } from '#calls/commands.ts'
import { listDevices } from '#calls/devices.ts'
import type { LiveUser } from '#calls/directory.ts'
import { History } from '#calls/history.ts'
import type { LiveCalls } from '#calls/live-calls.ts'
import { CallPorts, type CallerMemory } from '#calls/ports.ts'
import type { Settler } from '#calls/settler.ts'
import type { Asker, LivePorts } from '#http/live-ports.ts'
import type { LogPorts } from '#http/log-handlers.ts'
import type { EntryRoom } from '#entry/entry-room.ts'
import type { OutboxWorker } from '#journal/worker.ts'
import { readNumber } from '#numbers/read-number.ts'
import { toRecords } from '#pop/caller-finder.ts'
import type { CallerFinder } from '#pop/caller.ts'
import type { LivePort } from '#socket/client-connection.ts'
import type { TemplateBook } from '#templates/book.ts'
import { readAnyCall, readCallOf, readHistory } from '#store/call-store.ts'
import { forgetChoice, readRecords, rememberChoice } from '#store/caller-store.ts'
import type { Database } from '#store/db.ts'
import { readFeed } from '#store/feed-store.ts'
import { searchPatterns } from '#store/crm-fold.ts'
import { readFailedJobs, reviveJob } from '#store/outbox-store.ts'
import type { OpenLink } from './live-links.ts'
import type { LiveMetrics } from './live-metrics.ts'
import type { LinkConfig, LiveOptions } from './live-options.ts'
import { readCallOfTenant, templatesChanged } from './live-templates.ts'

/** A client that was away longer takes a snapshot: cheaper for both than a thousand events. */
const longestReplay = 1_000

/** The feed as sockets read it. */
export function livePort(
  { database: all, callsDatabase: database = all }: LiveOptions,
  { live, settler }: { readonly live: LiveCalls; readonly settler: Settler },
): LivePort {
  const { channels, directory } = live
  return {
    attach(user, reader) {
      const channel = channels.of(user)
      const detach = channel.attach(reader)
      return { told: channel.told, detach }
    },
    snapshot(id) {
      const user = directory.user(id)
      return user === undefined ? 'null' : live.drawSnapshot(user)
    },
    async replay(id, range) {
      const user = directory.user(id)
      if (user === undefined || range.upTo - range.since > longestReplay) return undefined
      await settler.settled()
      const entries = await readFeed(database.pool, { tenant: user.tenant, user: id, ...range })
      return entries?.map(
        (entry) => `{"kind":"event","seq":${entry.seq},"event":${live.drawEvent(id, entry)}}`,
      )
    },
  }
}

export interface PortParts {
  readonly live: LiveCalls
  readonly finder: CallerFinder
  readonly links: readonly OpenLink[]
  readonly worker: OutboxWorker
  readonly metrics: LiveMetrics
  readonly usersChanged: () => Promise<void>
  readonly history: History
  readonly templates: TemplateBook
  readonly entry: EntryRoom
  readonly logs: Pick<LogPorts, 'isDispositionOwed'>
}

/** Calls of the past, as they are drawn. */
export function makeHistory(
  { database: { pool }, links }: LiveOptions,
  parts: Pick<PortParts, 'live' | 'finder'> & {
    readonly settler: Settler
    /** Writes a number as people of the tenant's country do. */
    readonly display: (tenant: string, e164: string) => string
  },
): History {
  const { live, settler, finder } = parts
  return new History({
    live,
    finder,
    patterns: ({ tenant, link }, search) => {
      const rules = links.find((one) => one.tenant === tenant && one.name === link)?.numbers
      return historyPatterns(search, rules === undefined ? null : readNumber(search, rules))
    },
    store: {
      read: (query) => settler.settled().then(() => readCallOf(pool, query)),
      readAny: (tenant, id) => settler.settled().then(() => readAnyCall(pool, tenant, id)),
      list: (query) => settler.settled().then(() => readHistory(pool, query)),
    },
    records: async (tenant, ids) =>
      (await readRecords(pool, tenant, ids)).map((row) =>
        toRecords(row, (number) => parts.display(tenant, number)),
      ),
  })
}

/** As people write it, or as the switch does: of a whole number the digits that both have. */
function historyPatterns(
  search: string,
  number: { readonly e164: string | null; readonly display: string } | null,
): readonly (readonly string[])[] {
  if (number === null || number.e164 === null) return searchPatterns(search)
  const digits = [number.e164, number.display].map((text) => text.replace(/\D/g, '').replace(/^0+/, ''))
  return [digits.map((way) => `%${way}%`)]
}

/** What the routes need of the live half. */
export function makePorts(options: LiveOptions, parts: PortParts): LivePorts {
  const { pool } = options.database
  const { live, finder, links, worker, metrics, history, entry, logs } = parts
  const rulesOf = (user: LiveUser): LinkConfig['numbers'] | undefined =>
    options.links.find(({ tenant, name }) => tenant === user.tenant && name === user.link)?.numbers
  const commands = createCommands({
    live,
    readDial: (user, text) => {
      const rules = rulesOf(user)
      return rules === undefined ? { kind: 'unreadable', dial: null } : readNumber(text, rules)
    },
    count: (kind, result) => metrics.commands.inc({ kind, result }),
  })
  const calls = new CallPorts({
    live,
    commands,
    history,
    finder,
    memory: memoryOf(pool),
    templates: parts.templates,
  })
  return {
    makeCall: (asker, number) => calls.makeCall(asker, number),
    commandCall: (asker, callId, command) => calls.commandCall(asker, callId, command),
    commandLine: async (asker, command) => {
      const isReady = command.kind === 'setAgentState' && command.state === 'ready'
      if (isReady && (await logs.isDispositionOwed(asker)))
        return { ok: false, code: 'dispositionOwed', detail: 'Say first how your last call came out.' }
      return calls.commandLine(asker, command)
    },
    listDirectory: (asker, search) => calls.listDirectory(asker, search),
    myCalls: (asker, query) => calls.myCalls(asker, query),
    readCall: (asker, callId) => calls.readCall(asker, callId),
    writeNotes: (asker, callId, notes) => entry.writeNotes({ ...asker, role: 'agent' }, callId, notes),
    chooseMatch: (asker, callId, choice) => calls.chooseMatch(asker, callId, choice),
    unknownCaller: (asker, callId) => calls.unknownCaller(asker, callId),
    lookUpAgain: (asker, callId) => calls.lookUpAgain(asker, callId),
    numberRules: ({ userId }: Asker) => {
      const user = live.directory.user(userId)
      return (user === undefined ? undefined : rulesOf(user)) ?? null
    },
    listDevices: (tenant) => listDevices(live, tenant, options.links),
    listLinks: (tenant) => links.filter(({ settings }) => settings.tenant === tenant).map(linkView),
    ...jobPorts(options.database, worker),
    ...templatePorts(parts),
    usersChanged: parts.usersChanged,
  }
}

function templatePorts({
  templates: book,
  live,
  history,
}: Pick<PortParts, 'templates' | 'live' | 'history'>): Pick<
  LivePorts,
  'myTemplate' | 'templatesChanged' | 'readCallOfTenant' | 'mayChangeFields' | 'panels'
> {
  return {
    myTemplate: ({ userId: id, tenant }) => book.mine({ id, tenant }),
    mayChangeFields: ({ userId: id, tenant }) => book.of({ id, tenant }).allows('changeFields'),
    templatesChanged: (tenant) => templatesChanged({ book, live }, tenant),
    readCallOfTenant: (asker, callId) => readCallOfTenant({ history, live }, asker, callId),
    panels: (tenant) => book.panels(tenant),
  }
}

/** Writes that could not be delivered. */
function jobPorts(database: Database, worker: OutboxWorker): Pick<LivePorts, 'listFailedJobs' | 'retryJob'> {
  return {
    listFailedJobs: async (tenant) =>
      (await readFailedJobs(database.pool, tenant, 200)).map(({ at, ...job }) => ({
        ...job,
        id: `${job.kind}:${job.key}`,
        at: at.toISOString(),
      })),
    async retryJob(tenant, id, actor) {
      const at = id.indexOf(':')
      const job = { kind: id.slice(0, at), key: id.slice(at + 1), actor }
      const revived = await reviveJob(database, tenant, job)
      if (revived) worker.announce(tenant)
      return revived
    },
  }
}

function memoryOf(pool: Database['pool']): CallerMemory {
  return {
    remember: (tenant, said) => rememberChoice(pool, tenant, said),
    forget: (tenant, callId) => forgetChoice(pool, tenant, callId),
  }
}

function linkView({ keeper }: OpenLink): RouteReply<'listLinks'>['items'][number] {
  const { state, since, problem } = keeper.state
  const { name, kind } = keeper.settings
  return { name, kind, state, since: iso(since), problem, monitored: keeper.monitored }
}
