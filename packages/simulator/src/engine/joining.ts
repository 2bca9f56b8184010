import type { ConnectionId } from '@hookswitch/model'
import { joinedLeg } from './answering.ts'
import { connectionOf, type Leg, type PbxCall } from './call.ts'
import { settle } from './clearing.ts'
import type { JoinEvent, JoinedLeg } from './event.ts'
import type { Exchange } from './exchange.ts'

/** Two calls of one phone, as a transfer or conference names them. */
export interface Pair {
  readonly held: Leg
  readonly active: Leg
}

/**
 * Makes one call of two. The customer's call goes on: the consultation is the one that was made from the other. Every
 * leg keeps its identity under a call id that the exchange's habit chooses (ECMA-269 12.2.9 lets it be new or either).
 */
function join(x: Exchange, pair: Pair): { call: PbxCall; from: Map<Leg, ConnectionId> } {
  const [main, other] =
    pair.held.call.truth.parent === pair.active.call.truth.id
      ? [pair.active.call, pair.held.call]
      : [pair.held.call, pair.active.call]
  const from = new Map<Leg, ConnectionId>()
  for (const leg of [...main.legs.values(), ...other.legs.values()]) from.set(leg, connectionOf(leg))
  const id = joinedId(x, pair)
  x.calls.delete(other.id)
  renumber(x, main, id)
  for (const leg of other.legs.values()) {
    if (main.legs.has(leg.device)) continue
    leg.call = main
    main.legs.set(leg.device, leg)
  }
  const { truth } = main
  if (truth.answeredAt === null) truth.answeredAt = other.truth.answeredAt
  other.truth.mergedInto = truth.id
  other.truth.live = null
  other.truth.endedAt = x.clock.now()
  x.record({ kind: 'merged', call: other.truth.id, into: truth.id, by: pair.held.person.number })
  x.retire(other.truth)
  return { call: main, from }
}

function joinedId(x: Exchange, { held, active }: Pair): string {
  const habit = x.settings.joinedCallId
  if (habit === 'new') return x.nextCallId()
  return habit === 'held' ? held.call.id : active.call.id
}

/** Gives a call another id, which its true call remembers. */
export function renumber(x: Exchange, call: PbxCall, id: string): void {
  x.calls.delete(call.id)
  call.id = id
  x.calls.set(id, call)
  if (!call.truth.pbxCallIds.includes(id)) call.truth.pbxCallIds.push(id)
}

function views(call: PbxCall, gone: readonly Leg[]): JoinEvent['views'] {
  return [
    ...[...call.legs.values()].map((leg) => ({ device: leg.device, state: leg.state })),
    ...gone.map((leg) => ({ device: leg.device, state: 'null' as const })),
  ]
}

function connections(call: PbxCall, from: ReadonlyMap<Leg, ConnectionId>): JoinedLeg[] {
  return [...call.legs.values()].map((leg) => joinedLeg(leg, from.get(leg) ?? null))
}

/** The first party of a call beside this leg. */
export function partnerOf(leg: Leg): Leg | undefined {
  for (const other of leg.call.legs.values()) if (other !== leg) return other
  return undefined
}

/** Completes a transfer, also while the new party still rings (ECMA-269 17.1.29). Both legs of the phone go. */
export function transfer(x: Exchange, pair: Pair): PbxCall {
  const { held, active } = pair
  const old = { primaryOldCall: connectionOf(held), secondaryOldCall: connectionOf(active) }
  const oldIds = [held.call.id, active.call.id]
  const to = (partnerOf(active) ?? active).person
  x.removeLeg(held, 'transferred')
  x.removeLeg(active, 'transferred')
  const { call, from } = join(x, pair)
  call.lastRedirection = held.device
  x.emit({
    kind: 'transferred',
    ...old,
    by: held.person,
    to,
    connections: connections(call, from),
    ...x.facts(call, 'transfer'),
    callIds: [...new Set([...oldIds, call.id])],
    views: views(call, [held]),
  })
  settle(x, call, 'normalClearing')
  return call
}

/** Joins both calls; the phone keeps one leg in the call that comes of it. */
export function conference(x: Exchange, pair: Pair): Leg {
  const { held, active } = pair
  const old = { primaryOldCall: connectionOf(held), secondaryOldCall: connectionOf(active) }
  const oldIds = [held.call.id, active.call.id]
  const to = (partnerOf(active) ?? active).person
  // The leg in the customer's call stays: it is the one that the queue and the history know.
  const gone = held.call.truth.parent === active.call.truth.id ? held : active
  const kept = gone === held ? active : held
  const { call, from } = join(x, pair)
  gone.call.legs.delete(gone.device)
  x.phone(gone.device)?.legs.delete(gone)
  gone.state = 'null'
  x.forgetPlans(gone)
  x.setState(kept, 'connected')
  x.emit({
    kind: 'conferenced',
    ...old,
    by: kept.person,
    to,
    connections: connections(call, from),
    ...x.facts(call, 'conference'),
    callIds: [...new Set([...oldIds, call.id])],
  })
  return kept
}

/**
 * Somebody dialled the slot in which a call is parked: the slot hands its call over to him, and his own call ends in it.
 * To the parked party it is as if the slot had transferred it.
 */
export function takeOut(x: Exchange, { parked, taker }: { parked: Leg; taker: Leg }): void {
  const { call } = parked
  const own = taker.call
  const primaryOldCall = connectionOf(parked)
  const secondaryOldCall = { callId: own.id, deviceId: parked.device }
  const from = new Map([...call.legs.values(), taker].map((leg) => [leg, connectionOf(leg)]))
  x.removeLeg(parked, 'diverted')
  x.calls.delete(own.id)
  taker.call = call
  taker.answeredAt = x.clock.now()
  call.truth.answeredAt ??= taker.answeredAt
  call.legs.set(taker.device, taker)
  own.truth.mergedInto = call.truth.id
  own.truth.live = null
  own.truth.endedAt = x.clock.now()
  x.record({ kind: 'merged', call: own.truth.id, into: call.truth.id, by: parked.person.number })
  x.retire(own.truth)
  call.lastRedirection = parked.device
  x.emit({
    kind: 'transferred',
    primaryOldCall,
    secondaryOldCall,
    by: parked.person,
    to: taker.person,
    connections: connections(call, from),
    ...x.facts(call, 'callPickup'),
    callIds: [own.id, call.id],
    views: views(call, [parked]),
  })
  settle(x, call, 'normalClearing')
}
