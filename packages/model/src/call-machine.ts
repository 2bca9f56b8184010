import type { Call, Leg } from './call.ts'
import type { ConnectionId, ConnectionState } from './connection.ts'
import type { DeviceId, Party } from './device.ts'
import type { CallEvent } from './switch-event.ts'
import { learn, partyAt } from './call-data.ts'
import { addLeg, connectionIndex, endLeg, liveLeg, setConnection, setLeg, setState } from './legs.ts'
import { handsOn, hasFailed, legOutcome } from './outcomes.ts'
import { cameBack, copyLag, isForeign, isLate, isTaken } from './lateness.ts'
import { withoutPresumed, disproves } from './presumed.ts'
import { isFirstRound, roleOf } from './roles.ts'
import { party } from './device.ts'

/**
 * One call, one event. The connection states of ECMA-269 6.1.5 and what moves a leg between them:
 *
 *              serviceInitiated            originated
 *      null ──────────────────▶ initiated ────────────▶ connected ◀──────────┐
 *       │ │                                              │ ▲  │ ▲            │ established
 *       │ └── originated, networkReached ────────────────┘ │  │ └─ retrieved ┤
 *       │                                                  │  └── held ──▶ hold
 *       ├── offered, delivered ──▶ alerting ── established ┘                 │
 *       │                            │ ▲                                     │
 *       └── queued ──▶ queued ───────┘ │ established, diverted, cleared      │
 *                                      │                                     │
 *      any ── failed ──▶ fail          any ── connectionCleared, diverted, callCleared ──▶ null (the leg has ended)
 *
 * Events come once per monitor, repeated, late and with losses, so each arrow is written as a demand ("be ringing"),
 * not as a step from one state: what is already so changes nothing (`repeated`); what lies behind the leg's present
 * state is `late`; a step that was lost is made up for (held while alerting: it was answered). Two rules hold always:
 * a leg rings at most once and never after it was answered, and when one of the called answers, the others have ended.
 *
 * Whether the call as a whole is over is not decided here but in `correlate/settle.ts`: it takes knowing which devices
 * are ours.
 */
export type OneCallEvent = Exclude<
  CallEvent,
  { readonly kind: 'transferred' | 'conferenced' | 'relinked' | 'callCleared' }
>

/** What became of the call. `call` is the very same object when nothing changed; `why` says why not. */
export interface Step {
  readonly call: Call
  readonly rang?: DeviceId
  readonly answered?: DeviceId
  readonly why: 'repeated' | 'late' | 'impossible'
}

export function stepCall(before: Call, event: OneCallEvent, now: number): Step {
  const told = learn(underNewId(before, event), event, event.connection)
  const call = disproves(told, event) ? withoutPresumed(told) : told
  switch (event.kind) {
    case 'serviceInitiated':
    case 'originated':
      return start(call, event, now)
    case 'networkReached':
      return reachNetwork(call, event, now)
    case 'offered':
    case 'delivered':
      return ring(call, event, now)
    case 'established':
      return answer(call, event, now)
    case 'bridged':
      return standBy(call, event, now)
    case 'queued':
      return enqueue(call, event, now)
    case 'diverted':
      return leave(call, event, now)
    case 'connectionCleared':
      return leave(call, event, now)
    case 'held':
      return holdOrRetrieve(call, event, now)
    case 'retrieved':
      return holdOrRetrieve(call, event, now)
    case 'failed':
      return fail(call, event, now)
    case 'digitsDialed':
    case 'digitsGenerated':
    case 'callInformation':
      return { call, why: 'repeated' }
  }
}

/** A leg that we know under another call id has got a new one, if the switch has never used this one for the call before. */
function underNewId(call: Call, event: OneCallEvent): Call {
  const { connection: id } = event
  if (call.pbxCallIds.includes(id.callId)) return call
  const index = connectionIndex(call, id, 'device' in event ? event.device : null)
  const old = call.connections[index]
  return old === undefined ? call : setConnection(call, index, { ...old, id })
}

type Of<Kind extends OneCallEvent['kind']> = Extract<OneCallEvent, { readonly kind: Kind }>

/** The caller's own leg. Its second stage (`originated`) may come first, or alone. */
function start(call: Call, event: Of<'serviceInitiated' | 'originated'>, now: number): Step {
  const state = event.kind === 'originated' ? 'connected' : 'initiated'
  const index = connectionIndex(call, event.connection, event.device)
  if (index < 0) {
    if (isLate(call, event.connection, now)) return { call, why: 'late' }
    const calling = call.calling.kind === 'notKnown' ? party(event.device, { external: null }) : call.calling
    const added = addLeg(
      { ...call, calling },
      { ...begin(call, event, now), state, role: 'caller', party: calling },
    )
    const answeredAt = call.answeredAt
    return {
      call:
        answeredAt === null
          ? added
          : setLeg(added, added.connections.length - 1, { startedAt: call.startedAt, answeredAt }),
      why: 'repeated',
    }
  }
  const old = call.connections[index]?.state
  if (old === 'initiated' && state === 'connected')
    return { call: setState(call, index, { to: state, at: now }), why: 'repeated' }
  return { call, why: old === state ? 'repeated' : 'late' }
}

/** The call has left by a trunk: its far end is a leg on that trunk, of which no more may ever be told. */
function reachNetwork(call: Call, event: Of<'networkReached'>, now: number): Step {
  const device = event.trunk ?? event.connection.deviceId
  if (connectionIndex(call, event.connection, device) >= 0) return { call, why: 'repeated' }
  if (isLate(call, event.connection, now)) return { call, why: 'late' }
  const far: Party = { ...call.called, external: true }
  const leg = {
    id: event.connection,
    device,
    state: 'connected',
    role: 'called',
    party: far,
    at: now,
  } as const
  return { call: addLeg({ ...call, called: far }, leg), why: 'repeated' }
}

function ring(before: Call, event: Of<'offered' | 'delivered'>, now: number): Step {
  const call = queueOf(withoutPlaced(before, event, now), event)
  const index = connectionIndex(call, event.connection, event.device)
  if (index < 0) {
    if (isLate(call, event.connection, now) && !cameBack(call, event)) return { call, why: 'late' }
    const role = roleOf(call, event)
    const added = addLeg(call, { ...begin(call, event, now), state: 'alerting', role })
    const last = added.connections.length - 1
    // It rang, but only now are we told, and somebody else of the same round has the call already.
    if (isTaken(call, role, event))
      return { call: endLeg(added, last, { outcome: 'answeredElsewhere', at: now }), why: 'late' }
    return { call: setLeg(added, last, { ringingAt: now }), rang: event.device, why: 'repeated' }
  }
  const leg = liveLeg(call, index)
  // A far end that was reached through a trunk reports ringing on the leg it already has.
  if (leg === undefined || leg.role === 'caller' || leg.answeredAt !== null) return { call, why: 'late' }
  if (leg.ringingAt !== null) return { call, why: 'repeated' }
  const alerting = setState(call, index, { to: 'alerting', at: now })
  return { call: setLeg(alerting, index, { ringingAt: now }), rang: event.device, why: 'repeated' }
}

/**
 * A device to which the call was transferred, and of which nothing was told since (a queue that is not monitored), has
 * sent it on to where it rings now.
 */
function withoutPlaced(call: Call, event: Of<'offered' | 'delivered'>, now: number): Call {
  const from = event.lastRedirection?.number ?? null
  if (from === null || from === event.device) return call
  const index = call.connections.findIndex((one) => one.device === from && one.state === 'alerting')
  const leg = liveLeg(call, index)
  const placed = leg?.role === 'transferredTo' && leg.ringingAt === null && leg.answeredAt === null
  return placed ? endLeg(call, index, { outcome: 'diverted', at: now }) : call
}

/** The queue that brought the call here, where it is not monitored itself. (A group that rings at once is none.) */
function queueOf(call: Call, event: Of<'offered' | 'delivered'>): Call {
  const queue = event.lastRedirection?.number ?? null
  if (call.queue !== null || queue === null) return call
  return event.cause === 'distributed' ? { ...call, queue } : call
}

function answer(call: Call, event: Of<'established'>, now: number): Step {
  const index = connectionIndex(call, event.connection, event.device)
  if (index < 0) {
    if (isLate(call, event.connection, now) && !cameBack(call, event)) return { call, why: 'late' }
    const role = roleOf(call, event)
    const added = addLeg(call, { ...begin(call, event, now), state: 'connected', role })
    if (role === 'caller') return { call: added, why: 'repeated' }
    return take(added, added.connections.length - 1, now)
  }
  const leg = liveLeg(call, index)
  if (leg?.answeredAt !== null)
    return { call, why: call.connections[index]?.state === 'hold' ? 'late' : 'repeated' }
  if (leg.role === 'caller') {
    const old = call.connections[index]?.state
    const call1 = old === 'initiated' ? setState(call, index, { to: 'connected', at: now }) : call
    return { call: call1, why: 'repeated' }
  }
  return take(call, index, now)
}

/** An appearance of a shared line went quiet because another appearance of it has the call (ECMA-269 17.2.1). */
function standBy(call: Call, event: Of<'bridged'>, now: number): Step {
  const index = connectionIndex(call, event.connection, event.device)
  if (call.connections[index]?.state !== 'alerting') return { call, why: index < 0 ? 'late' : 'repeated' }
  return { call: endLeg(call, index, { outcome: 'answeredElsewhere', at: now }), why: 'repeated' }
}

function take(call: Call, index: number, now: number): Step {
  const device = call.connections[index]?.device
  if (device === undefined) return { call, why: 'impossible' }
  return { call: takeCall(call, index, now), answered: device, why: 'repeated' }
}

/** This leg has the call now; the others of the same round stop ringing. */
export function takeCall(before: Call, index: number, now: number): Call {
  const taker = liveLeg(before, index)
  const id = before.connections[index]?.id
  if (taker === undefined || id === undefined) return before
  let call = setLeg(setState(before, index, { to: 'connected', at: now }), index, { answeredAt: now })
  if (isOfFirstRound(before, taker)) call = stopOthers(call, id, now)
  return {
    ...call,
    answeredAt: call.answeredAt ?? now,
    legs: call.legs.map((leg) =>
      leg.role === 'caller' && leg.answeredAt === null && leg.endedAt === null
        ? { ...leg, answeredAt: now }
        : leg,
    ),
  }
}

/** Whoever picks up what rings at another takes the place of that one. */
function isOfFirstRound({ lastRedirection, legs }: Call, taker: Leg): boolean {
  const from = legs.findLast((leg) => leg !== taker && leg.device === lastRedirection?.number)
  return isFirstRound(taker.role === 'pickedUp' && from !== undefined ? from.role : taker.role)
}

function stopOthers(before: Call, taker: ConnectionId, now: number): Call {
  let call = before
  for (let index = call.connections.length - 1; index >= 0; index -= 1) {
    const connection = call.connections[index]
    const leg = liveLeg(call, index)
    if (connection === undefined || leg === undefined || connection.id === taker || !isFirstRound(leg.role))
      continue
    if (connection.state === 'alerting') call = endLeg(call, index, { outcome: 'answeredElsewhere', at: now })
    if (connection.state === 'queued') call = endLeg(call, index, { outcome: 'diverted', at: now })
  }
  return call
}

function enqueue(before: Call, event: Of<'queued'>, now: number): Step {
  const call = before.queue === event.queue ? before : { ...before, queue: event.queue }
  const index = connectionIndex(call, event.connection, event.queue)
  if (index >= 0) {
    // Some switches name the caller's own leg as the one that waits: it stays the caller's.
    const waits =
      call.connections[index]?.state === 'alerting' && call.connections[index].device === event.queue
    return { call: waits ? setState(call, index, { to: 'queued', at: now }) : call, why: 'repeated' }
  }
  if (isLate(call, event.connection, now)) return { call: before, why: 'late' }
  const leg = { id: event.connection, device: event.queue, state: 'queued', role: 'queue', at: now } as const
  return { call: addLeg(call, { ...leg, party: party(event.queue, { external: false }) }), why: 'repeated' }
}

/** The leg has ended: by hanging up, or because the call went on to another device. */
function leave(call: Call, event: Of<'connectionCleared' | 'diverted'>, now: number): Step {
  const index = connectionIndex(call, event.connection, event.device)
  const leg = liveLeg(call, index)
  if (leg === undefined) return leaveUnseen(call, event, now)
  const outcome = event.kind === 'diverted' ? divertedOutcome(leg, event) : legOutcome(call, leg, event.cause)
  const ended = endLeg(call, index, { outcome: outcome, at: now })
  const cause = hasFailed(call) ? call.cause : event.cause
  return { call: { ...unanswered(ended, leg, event), cause }, why: 'repeated' }
}

/**
 * A menu or a queue that answered and sent the call on has not answered it for anybody: the call goes on waiting.
 * (Out of a talk, a call is transferred or parked; only such devices divert what they have answered.)
 */
function unanswered(call: Call, left: Leg, event: Of<'connectionCleared' | 'diverted'>): Call {
  if (event.kind !== 'diverted' || left.answeredAt === null || handsOn(event.cause)) return call
  const others = call.legs.some(
    (leg) => leg.role !== 'caller' && leg.answeredAt !== null && leg.outcome !== 'diverted',
  )
  if (others) return call
  const legs = call.legs.map((leg) => (leg.role === 'caller' ? { ...leg, answeredAt: null } : leg))
  return { ...call, answeredAt: null, legs }
}

/** A device from which the call went on although it was never seen there belongs to the history all the same. */
function leaveUnseen(call: Call, event: Of<'connectionCleared' | 'diverted'>, now: number): Step {
  const last = call.legs.findLast((leg) => leg.device === event.device)
  const justLeft = last !== undefined && now - (last.endedAt ?? now) < copyLag
  const outcome = divertedOutcome(undefined, event)
  // Brought back at once to one who had left it in another way, and sent on again from there.
  const isAnew = event.kind === 'diverted' && last?.outcome !== outcome && cameBack(call, event)
  if ((justLeft && !isAnew) || event.kind === 'connectionCleared') return { call, why: 'late' }
  const added = addLeg(call, { ...begin(call, event, now), state: 'alerting', role: roleOf(call, event) })
  return { call: endLeg(added, added.connections.length - 1, { outcome, at: now }), why: 'repeated' }
}

function divertedOutcome(leg: Leg | undefined, event: Of<'connectionCleared' | 'diverted'>) {
  if (leg !== undefined && leg.answeredAt !== null && handsOn(event.cause)) return 'transferred'
  return event.cause === 'callPickup' || event.cause === 'answeredElsewhere'
    ? 'answeredElsewhere'
    : 'diverted'
}

function holdOrRetrieve(call: Call, event: Of<'held' | 'retrieved'>, now: number): Step {
  const to: ConnectionState = event.kind === 'held' ? 'hold' : 'connected'
  const index = connectionIndex(call, event.connection, event.device)
  const connection = call.connections[index]
  const leg = liveLeg(call, index)
  if (connection === undefined || leg === undefined) return { call, why: 'late' }
  if (connection.state === to) return { call: consulting(call, index, event), why: 'repeated' }
  if (isForeign(event) && now - connection.since < copyLag) return { call, why: 'late' }
  // Not seen to be answered, but nobody holds what he has not taken: the answer was lost on the way.
  const unseen = leg.answeredAt === null && leg.role !== 'caller'
  const taken: Step = unseen ? take({ ...call, reconstructed: true }, index, now) : { call, why: 'repeated' }
  const at = taken.call.connections.findIndex((other) => other.id === connection.id)
  return { ...taken, call: consulting(setState(taken.call, at, { to, at: now }), at, event) }
}

/** Marks the leg that is held for a consultation. */
function consulting(call: Call, index: number, event: Of<'held' | 'retrieved'>): Call {
  const connection = call.connections[index]
  if (event.kind !== 'held' || event.cause !== 'consultation') return call
  if (connection === undefined || connection.consulting === true) return call
  return { ...call, connections: call.connections.with(index, { ...connection, consulting: true }) }
}

/** The switch could not complete it; who hears the tone keeps his leg until he hangs up. */
function fail(call: Call, event: Of<'failed'>, now: number): Step {
  const index = connectionIndex(call, event.connection, event.device)
  const leg = liveLeg(call, index)
  if (leg === undefined) {
    if (isLate(call, event.connection, now)) return { call, why: 'late' }
    const added = addLeg(call, { ...begin(call, event, now), state: 'fail', role: roleOf(call, event) })
    return { call: decideFailure(added, added.connections.length - 1, event), why: 'repeated' }
  }
  if (call.connections[index]?.state === 'fail') return { call, why: 'repeated' }
  return {
    call: decideFailure(setState(call, index, { to: 'fail', at: now }), index, event),
    why: 'repeated',
  }
}

function decideFailure(call: Call, index: number, event: Of<'failed'>): Call {
  const leg = liveLeg(call, index)
  if (leg === undefined || leg.answeredAt !== null || call.answeredAt !== null) return call
  const said = legOutcome(call, { ...leg, role: 'called' }, event.cause)
  const outcome = said === 'missed' || said === 'diverted' ? 'failed' : said
  // The one who was called has said it already; whoever hears the tone only gives up.
  if (leg.role === 'caller' && call.legs.some(hasNotTaken)) return { ...call, cause: event.cause }
  return { ...setLeg(call, index, { outcome }), cause: event.cause }
}

/** One who was called, and busy, refused, or did not answer. */
function hasNotTaken({ role, outcome }: Leg): boolean {
  if (role === 'caller' || role === 'queue') return false
  return outcome === 'rejected' || outcome === 'busy' || outcome === 'failed' || outcome === 'missed'
}

function begin(call: Call, event: { connection: ConnectionId; device: DeviceId } & Told, now: number) {
  return { id: event.connection, device: event.device, party: partyAt(call, event.device), at: now }
}

type Told = { readonly called?: Party }
