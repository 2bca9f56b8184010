import { restoreSwitch } from '@hookswitch/model'
import type { Directory } from '#calls/directory.ts'
import { liveCallOf } from '#calls/history.ts'
import { LinkCalls } from '#calls/link-calls.ts'
import { cached } from '#calls/party-view.ts'
import { emptyPlan } from '#calls/switch-plan.ts'
import type { LiveWriter } from '#calls/writer.ts'
import type { CallerFinder } from '#pop/caller.ts'
import { readPresentCalls, readUnendedLinks } from '#store/call-store.ts'
import type { LiveTenant } from '#store/live-users.ts'
import { numberBook } from './live-links.ts'
import type { LiveOptions } from './live-options.ts'

/**
 * Closes the calls of links that are no longer in the configuration: nobody will ever tell how they ended. They end
 * now, as reconstructed, and get their log.
 */
export async function closeRemovedLinks(
  options: LiveOptions,
  parts: {
    readonly tenants: readonly LiveTenant[]
    readonly directory: Directory
    readonly finder: CallerFinder
    readonly writer: LiveWriter
  },
): Promise<void> {
  const { pool } = options.database
  for (const { id: tenant, country } of parts.tenants) {
    const configured = options.links.filter((link) => link.tenant === tenant).map(({ name }) => name)
    for (const name of await readUnendedLinks(pool, tenant, configured)) {
      const link = { tenant, name }
      const stored = await readPresentCalls(pool, { tenant, link: name, endedSince: options.now() })
      const calls = new LinkCalls({
        link,
        plan: emptyPlan,
        directory: parts.directory,
        numbers: cached(numberBook({ country })),
        finder: parts.finder,
        write: (entry) => parts.writer.add(entry),
        now: options.now,
        count: () => {},
        state: restoreSwitch(
          name,
          stored.map(({ call }) => call),
        ),
        restored: stored.map((row) => liveCallOf(row, link)),
      })
      const nothing = { kind: 'snapshot', devices: [], connections: [], restarted: true } as const
      calls.event(nothing, options.now())
      options.log.warn(
        { code: 'linkRemoved', link: name, calls: stored.length },
        'Calls of a removed link were closed.',
      )
    }
  }
}
