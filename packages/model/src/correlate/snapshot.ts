import type { Call, LegRole } from '#call.ts'
import type { DeviceId } from '#device.ts'
import type { SnapshotConnection, SnapshotEvent } from '#switch-event.ts'
import { learn, newCall } from '#call-data.ts'
import { takeCall } from '#call-machine.ts'
import { party } from '#device.ts'
import { addLeg, connectionIndex, endLeg, liveLeg, setLeg, setState } from '#legs.ts'
import { legOutcome } from '#outcomes.ts'
import { getIn, valuesOf } from '#persistent-map.ts'
import { directionOf } from './direction.ts'
import { endedCallNamed, isStale, liveCallOf } from './find.ts'
import { endCall, verdictOn } from './settle.ts'
import {
  forgetEnded,
  isOurs,
  liveCallsAt,
  takeCallId,
  tellCall,
  type SwitchState,
  type Work,
} from './state.ts'
import { tellAgent, tellDevice } from './status.ts'

/** What a snapshot says of one call. */
interface Told {
  readonly told: readonly SnapshotConnection[]
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
  const named = new Set<string>()
  for (const [key, told] of byCall(work.state, event.connections)) {
    const call = takeOver(work, key, { told, devices, now: work.now })
    if (call !== null) named.add(call.id)
  }
  for (const call of believedOf(work.state, devices)) if (!named.has(call.id)) dropGone(work, call, devices)
  for (const agent of event.agents ?? []) tellAgent(work, agent)
}

/** The switch has restarted: all calls are gone, and their ids may now mean others. */
function forgetCalls(work: Work): void {
  for (const call of valuesOf(work.state.calls)) {
    if (call.endedAt === null)
      endCall(work, { ...call, reconstructed: true }, { cause: 'unknown', at: work.now })
  }
  work.state = forgetEnded(work.state)
}

/** The legs of a snapshot, call by call: the call that we know, else the id of one that we do not. */
function byCall(state: SwitchState, connections: readonly SnapshotConnection[]) {
  const groups = new Map<string, SnapshotConnection[]>()
  for (const told of connections) {
    if (told.state === 'null') continue
    const call = liveCallOf(state, told.connection, told.linkageId)
    const key = call?.id ?? `\u0000${told.linkageId ?? told.connection.callId}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [told])
    else group.push(told)
  }
  return groups
}

/** Live calls that are believed to be at these devices; with all our devices told, also those that are at none of them. */
function believedOf(state: SwitchState, devices: ReadonlySet<DeviceId>): Call[] {
  const all = valuesOf(state.devices).every((one) => !one.monitored || devices.has(one.device))
  if (all) {
    return valuesOf(state.calls).filter(
      (call) =>
        call.endedAt === null &&
        call.connections.every((one) => devices.has(one.device) || !isOurs(state, one.device)),
    )
  }
  const found = new Map<string, Call>()
  for (const device of devices) for (const call of liveCallsAt(state, device)) found.set(call.id, call)
  return [...found.values()]
}

/** Brings one call to what the snapshot says of it. */
function takeOver(work: Work, key: string, snapshot: Told): Call | null {
  const { told } = snapshot
  const known = getIn(work.state.calls, key)
  const first = told[0]
  if (first === undefined) return null
  if (known === undefined) {
    const { callId } = first.connection
    const ended = endedCallNamed(work.state, callId)
    if (
      ended !== undefined &&
      isStale(work.state, ended, { callId, device: first.device, told: first, now: work.now })
    )
      return null
  }
  const before = known ?? newCall(takeCallId(work), first.connection.callId, work.now)
  const rang: DeviceId[] = []
  const answered: DeviceId[] = []
  let call = withoutGone(before, snapshot)
  for (const one of told) call = learn(call, one, one.connection)
  for (const one of inOrderOfRoles(call, told)) {
    const step = takeOverLeg(call, one, work.now)
    call = step.call
    if (step.rang) rang.push(one.device)
    if (step.answered) answered.push(one.device)
  }
  if (call.connections !== before.connections) call = { ...call, reconstructed: true }
  const direction = directionOf(call, work.state)
  if (direction !== call.direction) call = { ...call, direction }
  tellCall(work, call)
  for (const device of rang) work.changes.push({ kind: 'ringing', callId: call.id, device })
  for (const device of answered) work.changes.push({ kind: 'answered', callId: call.id, device })
  return call
}

/** The caller's leg first: whether another leg's talking is an answer can then be told. */
function inOrderOfRoles(call: Call, told: readonly SnapshotConnection[]): SnapshotConnection[] {
  const rank = (one: SnapshotConnection) => (isCaller(call, one) ? 0 : one.state === 'queued' ? 1 : 2)
  return told.toSorted((one, other) => rank(one) - rank(other))
}

function isCaller(call: Call, told: SnapshotConnection): boolean {
  return told.state === 'initiated' || (call.calling.number !== null && call.calling.number === told.device)
}

function takeOverLeg(call: Call, told: SnapshotConnection, now: number) {
  const index = connectionIndex(call, told.connection, told.device)
  if (index < 0) return addTold(call, told, now)
  const leg = liveLeg(call, index)
  const old = call.connections[index]?.state
  if (leg === undefined || old === told.state) return { call }
  const talks = told.state === 'connected' || told.state === 'hold'
  if (talks && leg.answeredAt === null && leg.role !== 'caller') {
    const taken = takeCall(call, index, now)
    const at = connectionIndex(taken, told.connection, told.device)
    return { call: setState(taken, at, { to: told.state, at: now }), answered: true }
  }
  const changed = setState(call, index, { to: told.state, at: now })
  if (told.state !== 'alerting' || leg.ringingAt !== null || leg.answeredAt !== null) return { call: changed }
  return { call: setLeg(changed, index, { ringingAt: now }), rang: true }
}

function addTold(call: Call, told: SnapshotConnection, now: number) {
  const { connection: id, device, state } = told
  const role: LegRole = isCaller(call, told) ? 'caller' : state === 'queued' ? 'queue' : 'called'
  const who = role === 'caller' && call.calling.kind !== 'notKnown' ? call.calling : party(device)
  const added = addLeg(call, { id, device, state, role, party: who, at: now })
  const last = added.connections.length - 1
  const queued = state === 'queued' ? { ...added, queue: device } : added
  if (state === 'alerting') return { call: setLeg(queued, last, { ringingAt: now }), rang: role !== 'caller' }
  if ((state !== 'connected' && state !== 'hold') || role === 'caller') return { call: queued }
  const taken = takeCall(queued, last, now)
  const at = connectionIndex(taken, id, device)
  return { call: setState(taken, at, { to: state, at: now }), answered: true }
}

/** Ends the legs that the snapshot should name and does not: those of its devices, and far ends where it tells far ends. */
function withoutGone(before: Call, snapshot: Told): Call {
  const { told, devices, now } = snapshot
  const tellsFarEnds = told.some((one) => !devices.has(one.device))
  const there = new Set(told.map((one) => connectionIndex(before, one.connection, one.device)))
  let call = before
  for (let index = before.connections.length - 1; index >= 0; index -= 1) {
    const connection = before.connections[index]
    const leg = liveLeg(call, index)
    if (connection === undefined || leg === undefined || there.has(index)) continue
    if (tellsFarEnds || devices.has(connection.device)) {
      call = endLeg(call, index, { outcome: legOutcome(call, leg, 'unknown'), at: now })
    }
  }
  return call
}

/** A call of these devices that the snapshot does not name at all. */
function dropGone(work: Work, before: Call, devices: ReadonlySet<DeviceId>): void {
  const call: Call = { ...withoutGone(before, { told: [], devices, now: work.now }), reconstructed: true }
  tellCall(work, call)
  const ours = call.connections.some((connection) => isOurs(work.state, connection.device))
  const verdict = ours ? verdictOn(call, { cause: 'unknown', unseen: false }, work.state) : 'over'
  if (verdict === 'over') endCall(work, call, { cause: 'unknown', at: work.now })
}
