import type { CallBrief, Ladder, RouteReply } from '@hookswitch/contract'
import type { RecentCalls } from '#store/recent-calls.ts'
import { briefOf, drawLadder } from './draw-ladder.ts'
import { KeptWire } from './kept-wire.ts'
import type { WireRing } from './wire-ring.ts'

/** What administrators ask of calls and links. */
export interface Recordings {
  recentCalls(
    tenant: string,
    query: { readonly search: string; readonly at?: string | undefined; readonly limit: number },
  ): Promise<CallBrief[]>
  /** Undefined where the tenant has no such call. */
  ladder(tenant: string, callId: string): Promise<Ladder | undefined>
  /** Undefined where the tenant has no such link, or nothing is kept of it. */
  parts(
    tenant: string,
    link: string,
    since: string,
  ): Promise<RouteReply<'takeRecording'>['items'] | undefined>
  part(tenant: string, link: string, number: number): Promise<string | undefined>
}

export interface RingOfLink {
  readonly tenant: string
  readonly link: string
  readonly ring: WireRing | null
}

export function createRecordings(options: {
  readonly calls: RecentCalls
  readonly rings: readonly RingOfLink[]
  /** Resolves when what is logged is in the tables. */
  readonly settled: () => Promise<void>
}): Recordings {
  const { calls, rings, settled } = options
  const ringOf = (tenant: string, link: string): WireRing | null =>
    rings.find((one) => one.tenant === tenant && one.link === link)?.ring ?? null
  return {
    async recentCalls(tenant, { search, at, limit }) {
      await settled()
      const digits = search.replace(/\D/g, '')
      const rows = await calls.list({ tenant, digits, at: at ?? null, limit })
      return rows.map(briefOf)
    },
    async ladder(tenant, callId) {
      await settled()
      const found = await calls.read(tenant, callId)
      if (found === undefined) return undefined
      const told = await calls.events(tenant, found)
      const texts = await textsOf(ringOf(tenant, found.link), found.call)
      return drawLadder(found, told, new KeptWire(found.call, texts))
    },
    async parts(tenant, link, since) {
      const ring = ringOf(tenant, link)
      if (ring === null) return undefined
      await ring.mark()
      return partsSince(ring, Date.parse(since)).map(({ number, from, bytes, opens }) => ({
        number,
        from: new Date(from).toISOString(),
        bytes,
        opens,
      }))
    },
    part: async (tenant, link, number) => ringOf(tenant, link)?.read(number),
  }
}

/**
 * From where a replay can begin before the moment: the last opening of a session, else the last part that begins with what
 * was believed, else the moment itself.
 */
function partsSince(ring: WireRing, since: number) {
  const { parts } = ring
  const covering = parts.findLastIndex(({ from }) => from <= since)
  const before = parts.slice(0, covering + 1)
  const opening = before.findLastIndex(({ opens, stands }) => opens && stands)
  const standing = before.findLastIndex(({ stands }) => stands)
  return parts.slice(Math.max(0, [opening, standing, covering].find((index) => index >= 0) ?? 0))
}

/** The parts in which the time of a call is. */
async function textsOf(
  ring: WireRing | null,
  call: { readonly startedAt: number; readonly endedAt: number | null },
): Promise<string[]> {
  if (ring === null) return []
  await ring.flush()
  const wanted = ring.parts.filter(({ from }, index, parts) => {
    const next = parts[index + 1]?.from ?? Number.POSITIVE_INFINITY
    return next >= call.startedAt && from <= (call.endedAt ?? Number.POSITIVE_INFINITY)
  })
  const texts = await Promise.all(wanted.map(({ number }) => ring.read(number)))
  return texts.filter((text) => text !== undefined)
}
