import type { Call, LegRole } from '#call.ts'
import type { ConnectionId } from '#connection.ts'
import type { DeviceId, Party } from '#device.ts'
import type { CallEvent, MovedConnection } from '#switch-event.ts'
import { learn, withPbxCallId } from '#call-data.ts'
import { copyLag, isLate } from '#lateness.ts'
import { party } from '#device.ts'
import { addLeg, endLeg, liveLeg, setConnection, setLeg, setState } from '#legs.ts'
import { getIn } from '#persistent-map.ts'
import { directionOf } from './direction.ts'
import { endedCallNamed, hasLeftUs, isPlaced, liveCallNamed, liveCallOf } from './find.ts'
import { rekeyed, survivorAmong, takeIn, tellMerged, type Joining } from './merge.ts'
import { endReplaced, settle } from './settle.ts'
import { callsOf, liveCallsAt, tellCall, type SwitchState, type Work } from './state.ts'

/**
 * Transfer and conference: two calls of one device become one (or one call gets another party, in a single step).
 * The switch gives the result a new call id, or keeps either of the two old ones; it names the remaining parties under
 * their new ids, often without their old ones, and often without the second call. The call that carries on keeps our
 * id, its first caller, its digits; the other is told as merged into it. See `survivorAmong` for which is which.
 */
export type JoinEvent = Extract<CallEvent, { readonly kind: 'transferred' | 'conferenced' }>
type Ignored = 'repeated' | 'late' | 'unknownCall' | 'impossible'

export function applyJoin(work: Work, event: JoinEvent): Ignored | null {
  const joiner = event.kind === 'transferred' ? event.transferringDevice : event.conferencingDevice
  const primary = primaryOf(work.state, event)
  if (primary !== undefined && isDone(primary, event, joiner)) return 'repeated'
  const calls = callsJoined(work.state, event, { primary, joiner })
  const survivor = survivorAmong(work.state, calls)
  if (survivor === undefined) {
    return endedCallNamed(work.state, event.primaryOldCall.callId) === undefined ? 'unknownCall' : 'late'
  }
  const others = calls.filter((call) => call !== survivor)
  const role: LegRole = event.kind === 'transferred' ? 'transferredTo' : 'conferenced'
  const joining: Joining = { joiner, role: (leg) => (leg.endedAt === null ? role : 'consulted') }
  let call = survivor
  for (const other of others) call = takeIn(call, other, joining)
  call = learn(call, event)
  if (primary === undefined && calls.length === 1) call = withFirstCaller(call, event, joiner)
  if (event.kind === 'transferred') call = handOver(call, joiner, work.now)
  // Who has a third asked in at one step is as he was: he may have left them to themselves.
  else if (event.cause !== 'singleStepConference') call = reconnect(call, joiner, work.now)
  const gone = (id: ConnectionId) => hasLeft(work, id)
  const isSingle = isSingleStep(event) || (event.cause === 'normal' && calls.length === 1)
  call = rekeyAll(call, { event, joiner, role, isSingle, now: work.now, gone })
  const direction = directionOf(call, work.state)
  if (direction !== call.direction) call = { ...call, direction }
  if (call === survivor) return 'repeated'
  tellCall(work, call)
  for (const other of others) tellMerged(work, other, call)
  for (const { to } of event.connections) endReplaced(work, to.callId, call)
  if (event.kind === 'transferred') {
    const to = event.transferredTo ?? null
    settle(work, call, { cause: event.cause, unseen: false, to, monitored: event.monitored })
  }
  return null
}

function hasLeft(work: Work, id: ConnectionId): boolean {
  const ended = endedCallNamed(work.state, id.callId)
  return ended !== undefined && isLate(ended, id, work.now)
}

/** The call that the event names first. After an earlier copy it is the one that came of it, whoever else has had its old id. */
function primaryOf(state: SwitchState, event: JoinEvent): Call | undefined {
  const { primaryOldCall: old } = event
  const named = liveCallOf(state, old, event.linkageId)
  const isExact = named?.connections.some((one) => isSameId(one.id, old))
  if (isExact === true) return named
  const [item] = event.connections
  const result = item === undefined ? undefined : liveCallOf(state, item.to)
  return result?.pbxCallIds.includes(old.callId) === true ? result : named
}

/** A copy of an event that was applied already: everybody is where it says. */
function isDone(primary: Call, event: JoinEvent, joiner: DeviceId): boolean {
  if (event.connections.length === 0) return false
  const there = (id: ConnectionId) => primary.connections.some((one) => isSameId(one.id, id))
  const joinerIsThere = primary.connections.some((one) => one.device === joiner)
  return (
    joinerIsThere === (event.kind === 'conferenced') &&
    event.connections.every((item) => there(item.to)) &&
    (event.secondaryOldCall === undefined || primary.pbxCallIds.includes(event.secondaryOldCall.callId))
  )
}

/** All live calls that the event makes one, each once. */
function callsJoined(
  state: SwitchState,
  event: JoinEvent,
  by: { primary: Call | undefined; joiner: DeviceId },
): Call[] {
  const { primary, joiner } = by
  const ids = event.secondaryOldCall ? [event.secondaryOldCall] : []
  for (const item of event.connections) if (item.from) ids.push(item.from)
  const calls = new Set<Call>(primary === undefined ? [] : [primary])
  // The new party may have been told to ring under its new id before.
  for (const { to } of event.connections) {
    const call = liveCallOf(state, to)
    if (call === undefined || hasLeftUs(state, call)) continue
    if (call.connections.some((one) => isSameId(one.id, to))) calls.add(call)
  }
  for (const id of ids) {
    const call = liveCallOf(state, id)
    if (call !== undefined) calls.add(call)
  }
  if (calls.size < 2 && event.secondaryOldCall === undefined && !isSingleStep(event)) {
    const [first] = calls
    const second = secondCall(state, first, { event, joiner })
    if (second !== undefined) calls.add(second)
  }
  return [...calls]
}

function isSingleStep({ cause }: JoinEvent): boolean {
  return cause === 'singleStepTransfer' || cause === 'singleStepConference'
}

function isSameId(one: ConnectionId, other: ConnectionId | undefined): boolean {
  return one.callId === other?.callId && one.deviceId === other.deviceId
}

/** The second call where the switch does not name it: the joiner's consultation, or his call with the new party. */
function secondCall(
  state: SwitchState,
  primary: Call | undefined,
  by: { event: JoinEvent; joiner: DeviceId },
): Call | undefined {
  const { event, joiner } = by
  if (primary?.connections.some((one) => one.device === joiner) === false) return undefined
  const target = event.kind === 'transferred' ? event.transferredTo : event.addedParty
  const number = target?.number ?? null
  // News of the joiner's own leg may be on its way yet: his call is known at the party that he called. (One that he has
  // left there before is not his any more.)
  const hasLeft = ({ legs }: Call) => legs.some((leg) => leg.device === joiner && leg.endedAt !== null)
  const atTarget =
    number === null
      ? []
      : liveCallsAt(state, number).filter((call) => call.calling.number === joiner && !hasLeft(call))
  // Nobody joins what only rings at him.
  const own = liveCallsAt(state, joiner).filter(({ connections }) =>
    connections.some((one) => one.device === joiner && one.state !== 'alerting'),
  )
  const others = [...own, ...atTarget].filter((call) => call !== primary)
  const isKin = (call: Call) =>
    primary !== undefined && (call.parent === primary.id || primary.parent === call.id)
  const isOf = ({ called, calling, connections }: Call) =>
    number !== null &&
    (called.number === number ||
      calling.number === number ||
      connections.some((one) => one.device === number))
  // He may consult several, one while the other waits: whose party is named goes before.
  const named = others.filter(isOf)
  const found = named.find(isKin) ?? named[0] ?? others.find(isKin)
  if (found !== undefined || number !== null) return found
  return primary !== undefined && others.length === 1 && event.connections.length > 1 ? others[0] : undefined
}

/**
 * We saw only the consulted side: the joiner and his first call are not ours. Whom he hands over is the real caller,
 * and a caller who only consulted must not stand in his place.
 */
function withFirstCaller(call: Call, event: JoinEvent, joiner: DeviceId): Call {
  if (event.kind !== 'transferred' || call.calling.number !== joiner) return call
  const known = new Set([joiner, ...call.legs.map((leg) => leg.device)])
  const item = event.connections.find((one) => {
    const device = one.device ?? one.endpoint?.number
    return device !== undefined && device !== null && !known.has(device)
  })
  const calling = item?.endpoint ?? (item?.device === undefined ? undefined : party(item.device))
  if (calling === undefined) return call
  const legs = call.legs.map((leg) => (leg.role === 'caller' ? { ...leg, role: 'consulted' as const } : leg))
  return { ...call, calling, legs }
}

/** The transferring party's legs end: the switch need not say so again. */
function handOver(before: Call, joiner: DeviceId, at: number): Call {
  let call = before
  for (let index = call.connections.length - 1; index >= 0; index -= 1) {
    if (call.connections[index]?.device === joiner) call = endLeg(call, index, { outcome: 'transferred', at })
  }
  return call
}

/** Whoever makes a conference is in it: his held leg speaks again. */
function reconnect(before: Call, joiner: DeviceId, at: number): Call {
  const index = before.connections.findIndex((one) => one.device === joiner)
  return before.connections[index]?.state === 'hold'
    ? setState(before, index, { to: 'connected', at })
    : before
}

interface Rekeying {
  readonly event: JoinEvent
  readonly joiner: DeviceId
  readonly role: LegRole
  /** Nobody has spoken with the new party before: it is to ring. (A switch without causes says so by naming one call.) */
  readonly isSingle: boolean
  readonly now: number
  /** True for a party who has left already under his new id: the news of that came first. */
  readonly gone: (id: ConnectionId) => boolean
}

/** Gives the remaining parties their new ids, and a leg to those who had none. */
function rekeyAll(before: Call, rekeying: Rekeying): Call {
  const { event, joiner } = rekeying
  const items = event.connections.filter((one) => event.kind === 'conferenced' || !isJoiner(one, joiner))
  let call = before
  const taken = new Set<Call['connections'][number]['id']>()
  const left: MovedConnection[] = []
  for (const item of items) {
    const index = indexOf(call, item, taken)
    if (index < 0) left.push(item)
    else call = rekey(call, index, item)
    if (index >= 0) taken.add(item.to)
  }
  for (const item of left) {
    const free = call.connections.filter((one) => !taken.has(one.id) && one.device !== joiner)
    const only = left.length === 1 && free.length === 1 && isNameless(item) ? free[0] : undefined
    taken.add(item.to)
    if (only !== undefined) call = rekey(call, call.connections.indexOf(only), item)
    else if (!rekeying.gone(item.to)) call = addParty(call, item, rekeying)
  }
  return items.length === 0 ? addTarget(call, rekeying) : withoutUntaken(call, rekeying)
}

/**
 * Whom the call was sent to before, of whom nothing but that was ever told, and who is not named among those who remain:
 * he never came (a park slot that was taken, say).
 */
function withoutUntaken(before: Call, { event, now }: Rekeying): Call {
  let call = before
  for (let index = before.connections.length - 1; index >= 0; index -= 1) {
    const connection = before.connections[index]
    const leg = liveLeg(before, index)
    if (connection?.state !== 'alerting' || leg === undefined || !isPlaced(leg)) continue
    const isNamed = event.connections.some(({ to }) => isSameId(to, connection.id))
    if (!isNamed && now - leg.startedAt >= copyLag) call = endLeg(call, index, { outcome: 'failed', at: now })
  }
  return call
}

function isJoiner(item: MovedConnection, joiner: DeviceId): boolean {
  return item.device === joiner || (item.device === undefined && item.to.deviceId === joiner)
}

function isNameless(item: MovedConnection): boolean {
  return item.from === undefined && item.device === undefined && (item.endpoint?.number ?? null) === null
}

/** The live connection that an item means: by old id, by new id, by device, by the party's number; or -1. */
function indexOf(call: Call, item: MovedConnection, taken: ReadonlySet<ConnectionId>): number {
  const free = (one: { readonly id: ConnectionId }) => !taken.has(one.id)
  const exact = call.connections.findIndex(
    (one) => free(one) && (isSameId(one.id, item.from) || isSameId(one.id, item.to)),
  )
  if (exact >= 0) return exact
  const number = item.endpoint?.number ?? null
  const byDevice = call.connections.findIndex(
    (one) => free(one) && (one.device === item.device || one.id.deviceId === item.to.deviceId),
  )
  if (byDevice >= 0 || number === null) return byDevice
  let live = -1
  for (const leg of call.legs) {
    if (leg.endedAt !== null) continue
    live += 1
    const connection = call.connections[live]
    if (connection === undefined || !free(connection)) continue
    if (leg.party.number === number || leg.device === number) return live
  }
  return -1
}

function rekey(before: Call, index: number, item: MovedConnection): Call {
  const old = before.connections[index]
  if (old === undefined) return before
  const connection = rekeyed(old, item.to)
  const call = withPbxCallId(before, item.to.callId)
  return connection === old ? call : setConnection(call, index, connection)
}

/** Somebody of whom we had no leg: the caller beyond a trunk, or the new party. */
function addParty(before: Call, item: MovedConnection, rekeying: Rekeying): Call {
  const { event, role, isSingle, now } = rekeying
  if (isLate(before, item.to, now)) return before
  const who: Party = item.endpoint ?? party(item.device ?? item.to.deviceId)
  const device = item.device ?? who.number ?? item.to.deviceId
  const target = event.kind === 'transferred' ? event.transferredTo : event.addedParty
  const isTarget =
    target !== undefined && target.number !== null && [who.number, device].includes(target.number)
  const callerSeen = before.legs.some((leg) => leg.role === 'caller')
  const isCaller =
    !isTarget && (who.number === null ? !callerSeen : who.number === before.calling.number || !callerSeen)
  const state = !isCaller && isSingle ? 'alerting' : 'connected'
  const call = withPbxCallId(before, item.to.callId)
  const started = { id: item.to, device, state, at: now } as const
  const added = addLeg(call, {
    ...started,
    role: isCaller ? 'caller' : role,
    party: isCaller && before.calling.kind !== 'notKnown' ? before.calling : who,
  })
  if (!isCaller) return added
  // He has been in the call since it began, whenever we are told of his leg.
  return setLeg(added, added.connections.length - 1, {
    startedAt: before.startedAt,
    answeredAt: before.answeredAt,
  })
}

/** A switch that names no connections at all: the new party is expected under an id that we do not know yet. */
function addTarget(call: Call, rekeying: Rekeying): Call {
  const { event, role, now } = rekeying
  const target = event.kind === 'transferred' ? event.transferredTo : event.addedParty
  const device = target?.number ?? null
  if (target === undefined || device === null || call.connections.some((one) => one.device === device))
    return call
  if (call.legs.some((leg) => leg.device === device && leg.role === role)) return call
  const id = { callId: event.primaryOldCall.callId, deviceId: device }
  return addLeg(call, { id, device, state: 'alerting', role, party: target, at: now })
}

/** The switch itself says that two of its ids are one call. */
export function applyRelinked(work: Work, event: Extract<CallEvent, { kind: 'relinked' }>): Ignored | null {
  const one = liveCallLinked(work.state, event.callId)
  const other = liveCallLinked(work.state, event.joins)
  if (one === undefined && other === undefined) {
    return endedCallNamed(work.state, event.callId) === undefined ? 'unknownCall' : 'late'
  }
  const calls = [...new Set([one, other])].filter((call) => call !== undefined)
  const survivor = survivorAmong(work.state, calls)
  if (survivor === undefined) return 'impossible'
  let call = learn(withPbxCallId(withPbxCallId(survivor, event.callId), event.joins), event)
  const others = calls.filter((each) => each !== survivor)
  for (const each of others) {
    const came: LegRole = each.parent === null && call.answeredAt === null ? 'pickedUp' : 'transferredTo'
    const joining: Joining = { joiner: null, role: (leg) => (leg.role === 'caller' ? came : leg.role) }
    call = takeIn(call, each, joining)
  }
  if (call === survivor) return 'repeated'
  tellCall(work, call)
  for (const each of others) tellMerged(work, each, call)
  return null
}

function liveCallLinked(state: SwitchState, id: string): Call | undefined {
  return (
    liveCallNamed(state, id) ??
    callsOf(state, getIn(state.byLinkage, id)).findLast((call) => call.endedAt === null)
  )
}
