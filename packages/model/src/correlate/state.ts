import type { Agent } from '#agent.ts'
import type { Call, CallId } from '#call.ts'
import type { DeviceId, DeviceState, Party } from '#device.ts'
import type { Change } from '#switch-state.ts'
import { emptyMap, getIn, removeIn, setIn, type PersistentMap } from '#persistent-map.ts'

/** All that is believed of one switch. Opaque to others but for the readers in `correlate.ts`. */
export interface SwitchState {
  readonly link: string
  /** Number of the next call that is made here. */
  readonly next: number
  /** Live calls, and those that ended lately: they tell late events from new calls. */
  readonly calls: PersistentMap<Call>
  /** Our calls by each id that the switch has used: more than one where it reuses ids. */
  readonly byPbxCall: PersistentMap<readonly CallId[]>
  /** Our calls by linkage id. */
  readonly byLinkage: PersistentMap<readonly CallId[]>
  /** Live calls by device. */
  readonly byDevice: PersistentMap<readonly CallId[]>
  readonly agents: PersistentMap<Agent>
  readonly devices: PersistentMap<DeviceState>
  /** Ended calls that are still remembered, first to last; */
  readonly ended: readonly Ended[]
  /** the last few of them, kept apart so that each end need not copy them all. */
  readonly endedLast: readonly Ended[]
  /** Live calls that have left our devices and may yet come to another one of them. */
  readonly away: readonly Ended[]
}

interface Ended {
  readonly id: CallId
  readonly at: number
}

/** The state being worked on while one event is applied, and what to tell about it. */
export interface Work {
  state: SwitchState
  readonly changes: Change[]
  readonly now: number
}

/** Ended calls are forgotten after this many milliseconds (a late event comes within seconds), */
const rememberFor = 10 * 60_000
/** or when there are more of them than this: whichever comes first; */
const rememberAtMost = 2_000
/** many at a time, because forgetting copies the list. */
const forgetAtOnce = 256
const endedLastAtMost = 64

export function blankState(link: string): SwitchState {
  return {
    link,
    next: 0,
    calls: emptyMap(),
    byPbxCall: emptyMap(),
    byLinkage: emptyMap(),
    byDevice: emptyMap(),
    agents: emptyMap(),
    devices: emptyMap(),
    ended: [],
    endedLast: [],
    away: [],
  }
}

/** Puts one call into the state in place of what it was, and keeps every index true. */
export function putCall(before: SwitchState, call: Call): SwitchState {
  const old = getIn(before.calls, call.id)
  let { byPbxCall, byLinkage } = before
  if (old?.pbxCallIds !== call.pbxCallIds) {
    for (const id of call.pbxCallIds) byPbxCall = addTo(byPbxCall, id, call.id)
  }
  if (old?.linkageIds !== call.linkageIds) {
    for (const id of call.linkageIds ?? []) byLinkage = addTo(byLinkage, id, call.id)
  }
  const byDevice = old?.connections === call.connections ? before.byDevice : reindexDevices(before, old, call)
  const justEnded = call.endedAt !== null && (old === undefined || old.endedAt === null)
  return {
    ...before,
    calls: setIn(before.calls, call.id, call),
    byPbxCall,
    byLinkage,
    byDevice,
    ...(justEnded ? noteEnded(before, { id: call.id, at: call.endedAt }) : {}),
    away: justEnded ? before.away.filter((one) => one.id !== call.id) : before.away,
  }
}

function reindexDevices(state: SwitchState, old: Call | undefined, call: Call): SwitchState['byDevice'] {
  let byDevice = state.byDevice
  for (const { device } of old?.connections ?? []) {
    if (!call.connections.some((one) => one.device === device)) byDevice = takeFrom(byDevice, device, call.id)
  }
  for (const { device } of call.connections) byDevice = addTo(byDevice, device, call.id)
  return byDevice
}

function addTo(index: PersistentMap<readonly CallId[]>, key: string, id: CallId) {
  const list = getIn(index, key)
  if (list === undefined) return setIn(index, key, [id])
  return list.includes(id) ? index : setIn(index, key, [...list, id])
}

function takeFrom(index: PersistentMap<readonly CallId[]>, key: string, id: CallId) {
  const list = getIn(index, key)
  if (list === undefined || !list.includes(id)) return index
  return list.length === 1
    ? removeIn(index, key)
    : setIn(
        index,
        key,
        list.filter((one) => one !== id),
      )
}

function noteEnded(state: SwitchState, one: Ended): Pick<SwitchState, 'ended' | 'endedLast'> {
  const { ended, endedLast } = state
  if (endedLast.length < endedLastAtMost) return { ended, endedLast: [...endedLast, one] }
  return { ended: [...ended, ...endedLast, one], endedLast: [] }
}

/** Forgets what ended long ago. */
export function forgetOld(before: SwitchState, now: number): SwitchState {
  const oldest = before.ended[0] ?? before.endedLast[0]
  if (oldest === undefined) return before
  const surplus = before.ended.length + before.endedLast.length - rememberAtMost
  if (now - oldest.at <= 2 * rememberFor && surplus < forgetAtOnce) return before
  const all = [...before.ended, ...before.endedLast]
  const kept = all.filter((one, index) => index >= surplus && now - one.at <= rememberFor)
  let state: SwitchState = { ...before, ended: kept, endedLast: [] }
  const still = new Set(kept)
  for (const one of all) if (!still.has(one)) state = forget(state, one.id)
  return state
}

/** Forgets all ended calls: their ids may be used for others now. */
export function forgetEnded(before: SwitchState): SwitchState {
  let state: SwitchState = { ...before, ended: [], endedLast: [] }
  for (const { id } of [...before.ended, ...before.endedLast]) state = forget(state, id)
  return state
}

function forget(state: SwitchState, id: CallId): SwitchState {
  const call = getIn(state.calls, id)
  if (call === undefined) return state
  let { byPbxCall, byLinkage } = state
  for (const pbxCallId of call.pbxCallIds) byPbxCall = takeFrom(byPbxCall, pbxCallId, id)
  for (const linkage of call.linkageIds ?? []) byLinkage = takeFrom(byLinkage, linkage, id)
  return { ...state, calls: removeIn(state.calls, id), byPbxCall, byLinkage }
}

/** An id for a new call: the time keeps it apart from those of earlier runs, the number from those of the same moment. */
export function takeCallId(work: Work): CallId {
  const { link, next } = work.state
  work.state = { ...work.state, next: next + 1 }
  return `${link}.${work.now.toString(36)}.${next.toString(36)}`
}

/** The number within a link that is part of a call's id. */
export function numberOf(id: CallId): number {
  const number = Number.parseInt(id.slice(id.lastIndexOf('.') + 1), 36)
  return Number.isNaN(number) ? 0 : number
}

/** Oldest first; of the same moment, in the order in which they were made. */
export function byAge(one: Call, other: Call): number {
  return one.startedAt - other.startedAt || numberOf(one.id) - numberOf(other.id)
}

/** Calls that an index names, oldest first. */
export function callsOf(state: SwitchState, ids: readonly CallId[] | undefined): Call[] {
  if (ids === undefined) return []
  const calls = ids.map((id) => getIn(state.calls, id)).filter((call) => call !== undefined)
  return calls.length > 1 ? calls.toSorted(byAge) : calls
}

/** Live calls with a leg at this device, oldest first. */
export function liveCallsAt(state: SwitchState, device: DeviceId): Call[] {
  return callsOf(state, getIn(state.byDevice, device))
}

/** True for a device that is monitored: one of ours. */
export function isOurs(state: SwitchState, device: DeviceId): boolean {
  return getIn(state.devices, device)?.monitored === true
}

/** True when a party is, or by another way of writing its number might be, one of our devices. */
export function mayBeOurs(state: SwitchState, party: Party): boolean {
  if (party.external === true) return false
  return party.number === null || isOurs(state, party.number) || party.number.length <= 6
}

/** Tells that a call changed, once per event: a second change of the same call amends the first. */
export function tellCall(work: Work, call: Call): void {
  const previous = getIn(work.state.calls, call.id) ?? null
  if (previous === call) return
  work.state = putCall(work.state, call)
  const told = work.changes.findIndex((change) => change.kind === 'call' && change.call.id === call.id)
  const first = work.changes[told]
  if (first?.kind === 'call') work.changes[told] = { kind: 'call', call, previous: first.previous }
  else work.changes.push({ kind: 'call', call, previous })
}

/** The call that a merged one became part of. */
export function survivorOf(state: SwitchState, call: Call): Call {
  let at = call
  while (at.mergedInto !== null) {
    const next = getIn(state.calls, at.mergedInto)
    if (next === undefined) return at
    at = next
  }
  return at
}
