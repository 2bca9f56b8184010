import { restoreSwitch } from '@hookswitch/model'
import { loadConnector, type LinkLog } from '@hookswitch/pbx'
import type { Directory } from '#calls/directory.ts'
import { liveCallOf } from '#calls/history.ts'
import { LinkCalls } from '#calls/link-calls.ts'
import { cached, type NumberBook } from '#calls/party-view.ts'
import { emptyPlan } from '#calls/switch-plan.ts'
import type { LiveWriter } from '#calls/writer.ts'
import type { TemplatesOfUsers } from '#calls/templates-of-users.ts'
import { LinkKeeper } from '#links/link-keeper.ts'
import { readStanding, type NumberRules } from '#numbers/read-number.ts'
import type { CallerFinder } from '#pop/caller.ts'
import { readPresentCalls } from '#store/call-store.ts'
import { openRing } from '#record/open-ring.ts'
import type { WireRing } from '#record/wire-ring.ts'
import type { LiveMetrics } from './live-metrics.ts'
import type { LinkConfig, LiveLog, LiveOptions } from './live-options.ts'

/** Calls that ended so lately are still on somebody's page. */
export const keepEndedMs = 10 * 60_000

export interface OpenLink {
  readonly calls: LinkCalls
  readonly keeper: LinkKeeper
  readonly settings: LinkConfig
  /** What came over it lately; null where none of it is kept. */
  readonly ring: WireRing | null
}

/** One link: what is believed of it, as it was stored, and its keeper, not yet started. */
export async function openLink(
  options: LiveOptions,
  parts: {
    readonly settings: LinkConfig
    readonly directory: Directory
    readonly templates: TemplatesOfUsers
    readonly finder: CallerFinder
    readonly writer: LiveWriter
    readonly metrics: LiveMetrics
  },
): Promise<OpenLink> {
  const { settings, directory, writer } = parts
  const link = { tenant: settings.tenant, name: settings.name }
  const stored = await readPresentCalls(options.database.pool, {
    tenant: link.tenant,
    link: link.name,
    endedSince: options.now() - keepEndedMs,
  })
  const ring = await openRing(options, settings, () => calls.believed)
  const calls: LinkCalls = new LinkCalls({
    link,
    plan: settings.plan ?? emptyPlan,
    directory,
    templates: parts.templates,
    numbers: cached(numberBook(settings.numbers)),
    finder: parts.finder,
    write: (entry) => writer.add(entry),
    now: options.now,
    swept: (at) => ring?.swept(at),
    count: (kind) => parts.metrics.events.inc({ link: link.name, kind }),
    state: restoreSwitch(
      link.name,
      stored.map(({ call }) => call),
    ),
    restored: stored.map((row) => liveCallOf(row, link)),
  })
  const keeper = new LinkKeeper({
    settings,
    loadConnector: async () => {
      const connector = await (options.loadConnector ?? loadConnector)(settings.kind)
      return connector === undefined ? undefined : (ring?.tap(connector) ?? connector)
    },
    userDevices: () => directory.onLink(link).flatMap(({ device }) => (device === null ? [] : [device])),
    event: (event, receivedAt) => {
      ring?.heard(event, receivedAt)
      calls.event(event, receivedAt)
    },
    changed: (state, session) => calls.setStatus(state, session),
    log: (entry) => logLink(options.log, settings.name, entry),
    now: options.now,
    ...traceOf(options, settings.name),
  })
  return { calls, keeper, settings, ring }
}

function traceOf({ trace }: LiveOptions, link: string) {
  if (trace === undefined) return {}
  return { trace: (direction: 'in' | 'out', text: string): void => trace(link, direction, text) }
}

function logLink(log: LiveLog, link: string, { level, code, message, details }: LinkLog): void {
  log[level]({ ...details, code, link }, message)
}

/** The rules of one link, as calls ask for them. */
export function numberBook(rules: NumberRules): NumberBook {
  // Reading is what costs; all that is asked of one number is asked in the same breath.
  let last: { readonly number: string; readonly read: ReturnType<typeof readStanding> } | undefined
  const read = (number: string): ReturnType<typeof readStanding> => {
    if (last?.number !== number) last = { number, read: readStanding(number, rules) }
    return last.read
  }
  return {
    e164: (number) => read(number).reading.e164,
    display: (number) => read(number).reading.display,
    standing: (number) => read(number).standing,
  }
}
