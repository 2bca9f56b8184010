import { Directory, type LiveUser } from '#calls/directory.ts'
import { LiveCalls } from '#calls/live-calls.ts'
import type { Settler } from '#calls/settler.ts'
import type { LiveWriter } from '#calls/writer.ts'
import type { LivePorts } from '#http/live-ports.ts'
import type { LogPorts } from '#http/log-handlers.ts'
import type { RulePorts } from '#http/pop-rule-handlers.ts'
import type { OutboxWorker } from '#journal/worker.ts'
import { createSteadyClock, type SteadyClock } from '#links/steady-clock.ts'
import { createRecordings, type Recordings } from '#record/recordings.ts'
import { LiveSocket } from '#socket/live-socket.ts'
import { openLookups, type Lookups } from '#store/caller-store.ts'
import { pruneFeed } from '#store/feed-store.ts'
import { createRecentCalls } from '#store/recent-calls.ts'
import type { BatchStore } from '#store/live-batch.ts'
import { readLiveTenants, type LiveTenant } from '#store/live-users.ts'
import { openEntry, type LiveEntry } from './live-entry.ts'
import { makeWorker } from './live-journal.ts'
import { keepEndedMs, openLink, type OpenLink } from './live-links.ts'
import type { TemplateBook } from '#templates/book.ts'
import { createLiveMetrics, type LiveMetrics } from './live-metrics.ts'
import type { LiveOptions } from './live-options.ts'
import { openPops, type LivePops } from './live-pops.ts'
import { makeLogPorts } from './live-logs.ts'
import { livePort, makeHistory, makePorts } from './live-ports.ts'
import { closeRemovedLinks } from './live-removed.ts'
import { displayBook, makeFinder, readUsers } from './live-reading.ts'
import { openTemplates, templatesChanged } from './live-templates.ts'
import { openWriting } from './live-writing.ts'

export type { LiveOptions } from './live-options.ts'

export interface LiveHealth {
  /** False while nothing true can be shown: the database does not take what happens. */
  readonly ready: boolean
  readonly queued: number
  readonly links: readonly { readonly name: string; readonly state: string }[]
}

/** The live half of the server: links, calls, pop, journal, feed and sockets. */
export interface Live {
  readonly ports: LivePorts
  /** What calls leave behind. */
  readonly logs: LogPorts
  /** What was kept of calls and links. */
  readonly recordings: Recordings
  readonly socket: LiveSocket
  /** What people write down during calls. */
  readonly entry: LiveEntry
  /** Rules of what pops, and why it did. */
  readonly popRules: RulePorts
  health(): LiveHealth
  /** Sockets first (1012), then the links, then what is still to be written. At most some seconds. */
  stop(): Promise<void>
}

const keepFeedMs = 7 * 24 * 3_600_000
/** A database that is away longer than this makes every page out of date. */
const stuckMs = 2_000

/** The clock of events follows the wall clock when it is off by more than this, as soon as no call is up. */
const mostDriftMs = 50

/** Builds the live half and starts it: reads what was believed when the server stopped, then opens the links. */
export async function createLive(given: LiveOptions): Promise<Live> {
  const clock = createSteadyClock(given.now, () => performance.now())
  const options = { ...given, now: clock.now }
  const core = await openCore(options, given.now)
  const { tenants, directory, links, entry, writer, settler, worker, pops, finder } = core
  const isStuck = (): boolean => writer.health.stuckForMs > stuckMs
  const socket = openSocket(options, core, isStuck)
  watchParts({ writer, socket, links, metrics: core.metrics })
  const ports = makePorts(options, {
    ...core,
    usersChanged: () => followUsers(options, core),
    entry: entry.room,
  })
  const stopTimers = startTimers(options, { tenants, links, socket, isStuck, clock })
  startAll({ socket, worker, links, entry })
  await closeRemovedLinks(options, { tenants, directory, finder, writer })
  const recordings = createRecordings({
    calls: createRecentCalls(options.database.pool),
    rings: links.map(({ settings, ring }) => ({ tenant: settings.tenant, link: settings.name, ring })),
    settled: () => settler.settled(),
  })
  return {
    ports,
    logs: core.logs,
    recordings,
    socket,
    entry,
    popRules: pops.ports(core.history),
    health: () => healthOf({ writer, links, ready: !isStuck() }),
    stop: async () => {
      stopTimers()
      await stopAll({ ...core, socket })
    },
  }
}

type Core = Awaited<ReturnType<typeof openCore>>

/** What calls run through, not yet started. `wallClock`: for what ends at a time of day, not at a time of calls. */
async function openCore(options: LiveOptions, wallClock: () => number) {
  const { database, now } = options
  const tenants = await readLiveTenants(database.pool)
  const directory = new Directory()
  await readUsers(options, { directory, tenants })
  const templates = await openTemplates(options, tenants)
  const metrics = createLiveMetrics(options.registry)
  const worker = makeWorker(options, { directory, tenants, metrics })
  const writing = await openWriting(options, {
    directory,
    tenants,
    worker,
    metrics,
    written: (batch) => {
      live.written(batch)
      entry.written(batch)
    },
  })
  const { settler, channels, writer } = writing
  const pops = await openPops(options, { directory, tenants, settled: () => settler.settled() })
  const { popping } = pops
  const display = displayBook(tenants)
  const lookups = await openLookups(database.pool, tenants[0]?.id)
  const finder = makeFinder(lookups, { display, metrics })
  const links = await Promise.all(
    options.links.map((settings) =>
      openLink(options, { settings, directory, templates, finder, writer, metrics }),
    ),
  )
  const allCalls = links.map(({ calls }) => calls)
  const live = new LiveCalls({ links: allCalls, directory, channels, templates, popping, now })
  const history = makeHistory(options, { live, settler, finder, display })
  const logs = makeLogPorts(options, { live, history, settler })
  const entry = openEntry({ ...options, now: wallClock }, { live, history, tenants })
  const parts = { tenants, directory, templates, metrics, worker, pops, lookups, finder, links }
  return { ...writing, ...parts, live, history, logs, entry }
}

function openSocket(options: LiveOptions, core: Core, isStuck: () => boolean): LiveSocket {
  const { live, settler, entry, directory, metrics } = core
  return new LiveSocket({
    auth: options.auth,
    live: livePort(options, { live, settler }),
    entry: entry.room,
    tenantOf: (user) => directory.user(user)?.tenant,
    isReady: () => !isStuck(),
    now: options.now,
    count: (what) => metrics.sockets.inc({ what }),
  })
}

function healthOf(parts: {
  readonly writer: LiveWriter
  readonly links: readonly OpenLink[]
  readonly ready: boolean
}): LiveHealth {
  return {
    ready: parts.ready,
    queued: parts.writer.health.queued,
    links: parts.links.map(({ keeper }) => ({ name: keeper.settings.name, state: keeper.state.state })),
  }
}

async function stopAll(parts: {
  readonly socket: LiveSocket
  readonly worker: OutboxWorker
  readonly links: readonly OpenLink[]
  readonly entry: LiveEntry
  readonly writer: LiveWriter
  readonly settler: Settler
  readonly batches: BatchStore
  readonly lookups: Lookups
  readonly pops: LivePops
}): Promise<void> {
  parts.socket.stop()
  await Promise.all(parts.links.map(({ keeper }) => keeper.stop()))
  for (const { calls } of parts.links) calls.stop()
  await Promise.all(parts.links.map(({ ring }) => ring?.stop() ?? Promise.resolve()))
  // What the links said last is still to be written; a database that is away shall not hold up the end.
  const written = parts.entry
    .stop()
    .then(() => parts.writer.idle())
    .then(() => Promise.all([parts.settler.settled().catch(() => {}), parts.pops.stop()]))
  await Promise.race([written, new Promise((resolve) => setTimeout(resolve, 5_000).unref())])
  await parts.worker.stop()
  parts.batches.close()
  await parts.lookups.close()
}

function watchParts(parts: {
  readonly writer: LiveWriter
  readonly socket: LiveSocket
  readonly links: readonly OpenLink[]
  readonly metrics: LiveMetrics
}): void {
  parts.metrics.watch({
    queued: () => parts.writer.health.queued,
    clients: () => parts.socket.clients,
    linksLive: () => parts.links.filter(({ keeper }) => keeper.state.state === 'live').length,
  })
}

async function followUsers(
  options: LiveOptions,
  parts: {
    readonly live: LiveCalls
    readonly tenants: readonly LiveTenant[]
    readonly links: readonly OpenLink[]
    readonly templates: TemplateBook
    readonly pops: LivePops
  },
): Promise<void> {
  const { directory } = parts.live
  const before = directory.all()
  await readUsers(options, { directory, tenants: parts.tenants })
  tellMoved(parts.live, before)
  // Who is in another group, or at another location, sees another pop.
  const book = parts.templates
  await Promise.all(parts.tenants.map(({ id }) => templatesChanged({ book, live: parts.live }, id)))
  await parts.pops.refresh()
  await Promise.all(parts.links.map(({ keeper }) => keeper.devicesChanged()))
}

function startAll(parts: {
  readonly socket: LiveSocket
  readonly worker: OutboxWorker
  readonly links: readonly OpenLink[]
  readonly entry: LiveEntry
}): void {
  parts.entry.start()
  parts.socket.start()
  parts.worker.start()
  for (const { calls, keeper } of parts.links) {
    calls.start()
    keeper.start()
  }
}

/** Users whose telephone is another one now: the calls of the old one go, those of the new one come. */
function tellMoved(live: LiveCalls, before: readonly LiveUser[]): void {
  for (const was of before) {
    const is = live.directory.user(was.id)
    if (is?.device === was.device && is.link === was.link) continue
    live.linkOf(was)?.userLeft(was)
    if (is !== undefined) live.linkOf(is)?.userCame(is)
  }
  const known = new Set(before.map(({ id }) => id))
  for (const user of live.directory.all()) if (!known.has(user.id)) live.linkOf(user)?.userCame(user)
}

interface TimerParts {
  readonly tenants: readonly LiveTenant[]
  readonly links: readonly OpenLink[]
  readonly socket: LiveSocket
  readonly isStuck: () => boolean
  readonly clock: SteadyClock
}

function startTimers(
  { database, log, now }: LiveOptions,
  { tenants, links, socket, isStuck, clock }: TimerParts,
): () => void {
  let wasStuck = false
  const watch = (): void => {
    const stuck = isStuck()
    // No page may go on showing what cannot be kept true: its banner says so, and it comes back by itself.
    if (stuck && !wasStuck) socket.closeAll('database away')
    wasStuck = stuck
  }
  const sweep = (): void => {
    for (const { calls } of links) calls.sweep()
  }
  const tidy = (): void => {
    for (const { calls } of links) calls.letGo(performance.now() - keepEndedMs)
    // Nobody's call gets longer or shorter by it now.
    if (Math.abs(clock.drift()) > mostDriftMs && links.every(({ calls }) => calls.isQuiet)) clock.follow()
  }
  const prune = (): void => {
    for (const { id } of tenants)
      pruneFeed(database.pool, { tenant: id, before: now() - keepFeedMs }).catch((error: Error) =>
        log.warn({ code: 'pruneFailed', reason: error.name }, 'The feed could not be pruned now.'),
      )
  }
  const timers = [
    setInterval(watch, 250),
    setInterval(sweep, 250),
    setInterval(tidy, 30_000),
    setInterval(prune, 3_600_000),
  ]
  for (const timer of timers) timer.unref()
  return () => timers.forEach(clearInterval)
}
