import { liveLegs, type Call, type Leg, type LegRole } from '#call.ts'
import type { DeviceId } from '#device.ts'
import type { SnapshotConnection, SnapshotEvent } from '#switch-event.ts'
import { learn, newCall } from '#call-data.ts'
import { takeCall } from '#call-machine.ts'
import { party } from '#device.ts'
import { addLeg, connectionIndex, endLeg, legOf, liveLeg, setConnection, setLeg, setState } from '#legs.ts'
import { legOutcome } from '#outcomes.ts'
import { withoutPresumed } from '#presumed.ts'
import { getIn, valuesOf } from '#persistent-map.ts'
import { directionOf } from './direction.ts'
import { survivorAmong, takeIn, tellMerged, type Joining } from './merge.ts'
import { matchCalls, type ToldCall } from './snapshot-match.ts'
import { endCall, endReplaced, isAway, sendAway, verdictOn } from './settle.ts'
import {
  forgetEnded,
  isOurs,
  liveCallsAt,
  takeCallId,
  tellCall,
  type SwitchState,
  type Work,
} from './state.ts'
import { tellAgent, tellDevice, tellSettings } from './status.ts'

/** Which devices a snapshot speaks for, and when it came. */
interface Scope {
  readonly devices: ReadonlySet<DeviceId>
  readonly now: number
}

/** Makes what is believed of some devices equal to what the switch says of them now. */
export function applySnapshot(work: Work, event: SnapshotEvent): void {
  if (event.restarted === true) forgetCalls(work)
  const devices = new Set(event.devices)
  for (const device of event.devices) {
    if (getIn(work.state.devices, device) === undefined)
      tellDevice(work, device, { kind: 'monitor', device, on: true })
  }
  noteAway(work)
  const named = new Set<string>()
  for (const one of matchCalls(work, event.connections)) {
    named.add(takeOver(work, one, { devices, now: work.now }).id)
  }
  for (const call of believedOf(work.state, devices)) if (!named.has(call.id)) dropGone(work, call, devices)
  for (const agent of event.agents ?? []) tellAgent(work, agent)
  for (const settings of event.settings ?? []) tellSettings(work, settings)
}

/** What was away when we stopped was stored as a live call, and which devices are ours is known again only now. */
function noteAway(work: Work): void {
  for (const call of valuesOf(work.state.calls))
    if (isAway(work.state, call)) work.state = sendAway(work.state, call, work.now)
}

/** The switch has restarted: all calls are gone, and their ids may now mean others. */
function forgetCalls(work: Work): void {
  for (const call of valuesOf(work.state.calls)) {
    if (call.endedAt === null)
      endCall(work, { ...call, reconstructed: true }, { cause: 'unknown', at: work.now })
  }
  work.state = forgetEnded(work.state)
}

/** Live calls that are believed to be at these devices; with all our devices told, also those that never were at any. */
function believedOf(state: SwitchState, devices: ReadonlySet<DeviceId>): Call[] {
  // One that tells of no device tells nothing: of a switch that did not answer we know no more than before.
  const all =
    devices.size > 0 && valuesOf(state.devices).every((one) => !one.monitored || devices.has(one.device))
  if (all) {
    return valuesOf(state.calls).filter(
      (call) =>
        call.endedAt === null &&
        !isAway(state, call) &&
        call.connections.every((one) => devices.has(one.device) || !isOurs(state, one.device)),
    )
  }
  const found = new Map<string, Call>()
  for (const device of devices) for (const call of liveCallsAt(state, device)) found.set(call.id, call)
  return [...found.values()]
}

/** Who was in a call that became part of another while we did not hear: as after a transfer. */
const joining: Joining = {
  joiner: null,
  role: (leg) => (leg.endedAt === null ? 'transferredTo' : 'consulted'),
}

/** Brings one call to what the snapshot says of it. */
function takeOver(work: Work, one: ToldCall, snapshot: Scope): Call {
  const { told } = one
  const first = told[0]?.connection.callId ?? ''
  const known = one.known ?? newCall(takeCallId(work), first, work.now)
  const survivor = survivorAmong(work.state, [known, ...one.joined]) ?? known
  const others = [known, ...one.joined].filter((call) => call !== survivor)
  const before = others.reduce((call, other) => takeIn(call, other, joining), survivor)
  const rang: DeviceId[] = []
  const answered: DeviceId[] = []
  let call = withoutGone(before, told, snapshot)
  for (const leg of told) call = learn(call, leg, leg.connection)
  const caller = callerAmong(call, told, work.state)
  for (const leg of told.toSorted((a, b) => rank(a, caller) - rank(b, caller))) {
    const ours = isOurs(work.state, leg.device)
    const step = takeOverLeg(call, leg, { caller, ours, now: work.now })
    call = step.call
    if (step.rang) rang.push(leg.device)
    if (step.answered) answered.push(leg.device)
  }
  if (one.known === undefined) call = answeredUnseen(call, told, work.now)
  if (call.answeredAt === null) call = answeredAndHeld(call, work.now)
  if (one.known === undefined || !isAsItWas(before, call, work.state)) call = { ...call, reconstructed: true }
  const direction = directionOf(call, work.state)
  if (direction !== call.direction) call = { ...call, direction }
  tellCall(work, call)
  for (const other of others) tellMerged(work, other, call)
  for (const { connection } of told) endReplaced(work, connection.callId, call)
  for (const device of rang) work.changes.push({ kind: 'ringing', callId: call.id, device })
  for (const device of answered) work.changes.push({ kind: 'answered', callId: call.id, device })
  return call
}

/**
 * Whether nothing has happened to a call that was known. The leg of a caller from beyond the switch, of which no event
 * tells, has been there since the call began: a snapshot that names it tells nothing new.
 */
function isAsItWas(before: Call, call: Call, state: SwitchState): boolean {
  const known = before.connections
  const isSame = known.every((one, index) => {
    const now = call.connections[index]
    return now?.state === one.state && now.id.callId === one.id.callId && now.id.deviceId === one.id.deviceId
  })
  const added = liveLegs(call).slice(known.length)
  const isCallerBeyond = ({ role, device }: Leg) => role === 'caller' && !isOurs(state, device)
  return isSame && call.answeredAt === before.answeredAt && added.every(isCallerBeyond)
}

/** The caller's leg first, then queues, who rings last: whether a leg's talking is an answer can then be told. */
function rank(told: SnapshotConnection, caller: DeviceId | null): number {
  if (told.device === caller) return 0
  return told.state === 'queued' ? 1 : told.state === 'alerting' ? 3 : 2
}

/** Whose leg is the caller's: that of the calling number, of whoever dials, or of a caller from beyond the switch. */
function callerAmong(call: Call, told: readonly SnapshotConnection[], state: SwitchState): DeviceId | null {
  const dials = told.find(
    (one) => one.state === 'initiated' || (one.device === call.calling.number && one.state !== 'alerting'),
  )
  if (dials !== undefined) return dials.device
  if (call.legs.some((leg) => leg.role === 'caller') || directionOf(call, state) !== 'inbound') return null
  return told.find((one) => !isOurs(state, one.device) && one.state === 'connected')?.device ?? null
}

/** Of a call that we never saw begin, only the caller's own leg is told: he has been talking for longer than it rang. */
function answeredUnseen(call: Call, told: readonly SnapshotConnection[], now: number): Call {
  const talks = told.length === 1 && (told[0]?.state === 'connected' || told[0]?.state === 'hold')
  return talks && call.answeredAt === null
    ? { ...setLeg(call, 0, { answeredAt: now, presumed: true }), answeredAt: now }
    : call
}

/** Whoever holds a call that he made has been answered: nobody holds what still rings. */
function answeredAndHeld(call: Call, now: number): Call {
  const roleAt = (index: number) => liveLeg(call, index)?.role
  const isHeld = call.connections.some((one, index) => one.state === 'hold' && roleAt(index) === 'caller')
  const far = call.connections.findIndex(
    (one, index) => one.state === 'connected' && roleAt(index) === 'called',
  )
  return isHeld && far >= 0 ? takeCall(call, far, now) : call
}

interface Taking {
  readonly caller: DeviceId | null
  /** The leg is at a device of ours. */
  readonly ours: boolean
  readonly now: number
}

interface Taken {
  readonly call: Call
  readonly rang?: boolean
  readonly answered?: boolean
}

function takeOverLeg(before: Call, told: SnapshotConnection, taking: Taking): Taken {
  const { now } = taking
  const index = connectionIndex(before, told.connection, told.device)
  const old = before.connections[index]
  const leg = liveLeg(before, index)
  if (old === undefined || leg === undefined) return addTold(before, told, taking)
  if (leg.presumed === true && told.state === 'alerting')
    return takeOverLeg(withoutPresumed(before), told, taking)
  const moved = old.id.callId !== told.connection.callId || old.id.deviceId !== told.connection.deviceId
  const call = moved ? setConnection(before, index, { ...old, id: told.connection }) : before
  if (old.state === told.state) return { call }
  // Who has answered and rings again had left the call meanwhile, and was called anew.
  if (told.state === 'alerting' && (leg.answeredAt !== null || leg.role === 'caller')) {
    const left = endLeg(call, index, { outcome: legOutcome(call, leg, 'unknown'), at: now })
    return addTold(left, told, taking)
  }
  const talks = told.state === 'connected' || told.state === 'hold'
  if (talks && leg.answeredAt === null && leg.role !== 'caller') {
    return { call: taken(call, told, now), answered: true }
  }
  const changed = setState(call, index, { to: told.state, at: now })
  if (told.state !== 'alerting' || leg.ringingAt !== null || leg.answeredAt !== null) return { call: changed }
  return { call: setLeg(changed, index, { ringingAt: now }), rang: true }
}

/** The leg that is told talks, or holds: it has taken the call. */
function taken(before: Call, told: SnapshotConnection, now: number): Call {
  const call = takeCall(before, connectionIndex(before, told.connection, told.device), now)
  const at = connectionIndex(call, told.connection, told.device)
  return setState(call, at, { to: told.state, at: now })
}

function addTold(call: Call, told: SnapshotConnection, taking: Taking): Taken {
  const { connection: id, device, state } = told
  const isCaller =
    device === taking.caller &&
    state !== 'alerting' &&
    !call.legs.some((leg) => leg.role === 'caller' && leg.endedAt === null)
  const role = isCaller ? 'caller' : roleOfTold(call, told)
  const who = isCaller && call.calling.kind !== 'notKnown' ? call.calling : party(device)
  const added = addLeg(call, { id, device, state, role, party: who, at: taking.now })
  const last = added.connections.length - 1
  const queued = state === 'queued' ? { ...added, queue: device } : added
  if (isCaller)
    return { call: setLeg(queued, last, { startedAt: call.startedAt, answeredAt: call.answeredAt }) }
  if (state === 'alerting') return { call: setLeg(queued, last, { ringingAt: taking.now }), rang: true }
  if (state !== 'connected' && state !== 'hold') return { call: queued }
  const call1 = taken(queued, told, taking.now)
  const isPresumed = !taking.ours && state === 'connected' && call.answeredAt === null
  return { call: isPresumed ? setLeg(call1, last, { presumed: true }) : call1, answered: true }
}

/**
 * Who rings while others talk is being brought in by one of them (a group would have stopped ringing); who rings where
 * the caller has left others behind was handed the call by him.
 */
function roleOfTold(call: Call, told: SnapshotConnection): LegRole {
  if (told.state === 'queued') return 'queue'
  const callers = call.legs.filter((leg) => leg.role === 'caller')
  const isHandedOn =
    callers.length > 0 && callers.every((leg) => leg.endedAt !== null) && call.connections.length > 0
  return told.state === 'alerting' && (call.answeredAt !== null || isHandedOn) ? 'transferredTo' : 'called'
}

/** Ends the legs that the snapshot should name and does not: those of its devices, and far ends where it tells far ends. */
function withoutGone(before: Call, told: readonly SnapshotConnection[], snapshot: Scope): Call {
  const { devices, now } = snapshot
  const tellsFarEnds = told.some((one) => !devices.has(one.device))
  const there = new Set(told.map((one) => connectionIndex(before, one.connection, one.device)))
  let call = before
  for (let index = before.connections.length - 1; index >= 0; index -= 1) {
    const connection = before.connections[index]
    const leg = liveLeg(call, index)
    if (connection === undefined || leg === undefined || there.has(index)) continue
    if (tellsFarEnds || devices.has(connection.device)) {
      const at = legOf(call, index)
      call = endLeg(call, index, { outcome: legOutcome(call, leg, 'unknown'), at: now })
      call = { ...call, legs: call.legs.map((one, position) => (position === at ? withoutId(one) : one)) }
    }
  }
  return call
}

/** What comes under its id after a snapshot is no late copy: the snapshot is newer than all that was before. */
function withoutId(leg: Leg): Leg {
  const { connection: _, ...rest } = leg
  return rest
}

/**
 * A call of these devices that the snapshot does not name at all. It is over when nothing more is heard of it at once:
 * while the devices were asked one after the other it may have moved from one that was still to be asked to one that had
 * been, and what the switch says of that comes next.
 */
function dropGone(work: Work, before: Call, devices: ReadonlySet<DeviceId>): void {
  const call: Call = { ...withoutGone(before, [], { devices, now: work.now }), reconstructed: true }
  tellCall(work, call)
  if (isAway(work.state, call)) work.state = sendAway(work.state, call)
  else if (verdictOn(call, { cause: 'unknown', unseen: false }, work.state) === 'over' || !atOurs(work, call))
    endCall(work, call, { cause: 'unknown', at: work.now })
}

function atOurs(work: Work, call: Call): boolean {
  return call.connections.some((connection) => isOurs(work.state, connection.device))
}
