import type { Call, Leg, LegRole, Outcome } from './call.ts'
import type { Connection, ConnectionId, ConnectionState } from './connection.ts'
import type { DeviceId, Party } from './device.ts'

/**
 * Every change of the legs of a call goes through here, because of one rule that all else rests on:
 * **the n-th live connection is the n-th leg that has not ended.** It needs no key between the two, survives JSON, and
 * holds also for a trunk that is in a call twice.
 */

/** What a new leg begins with. */
export interface LegStart {
  readonly id: ConnectionId
  readonly device: DeviceId
  readonly state: ConnectionState
  readonly role: LegRole
  readonly party: Party
  readonly at: number
}

/** The call with one more live leg. */
export function addLeg(call: Call, start: LegStart): Call {
  const { id, device, state, role, party, at } = start
  const leg: Leg = {
    device,
    party,
    role,
    startedAt: at,
    ringingAt: null,
    answeredAt: null,
    endedAt: null,
    outcome: null,
    connection: id,
  }
  return {
    ...call,
    connections: [...call.connections, { id, device, state, since: at }],
    legs: [...call.legs, leg],
  }
}

/** Position in `legs` of the live leg that belongs to `connections[index]`. */
export function legOf(call: Call, index: number): number {
  let live = -1
  for (let at = 0; at < call.legs.length; at += 1) {
    if (call.legs[at]?.endedAt !== null) continue
    live += 1
    if (live === index) return at
  }
  return -1
}

/** The live leg that belongs to `connections[index]`. */
export function liveLeg(call: Call, index: number): Leg | undefined {
  return call.legs[legOf(call, index)]
}

/** Changes one live connection; the same call when nothing differs. */
export function setState(call: Call, index: number, change: { to: ConnectionState; at: number }): Call {
  const old = call.connections[index]
  if (old === undefined || (old.state === change.to && old.consulting === undefined)) return call
  const { consulting: _, ...rest } = old
  return {
    ...call,
    connections: call.connections.with(index, { ...rest, state: change.to, since: change.at }),
  }
}

/** Replaces one live connection by another of the same leg. */
export function setConnection(call: Call, index: number, connection: Connection): Call {
  const leg = legOf(call, index)
  const old = call.legs[leg]
  if (old === undefined) return call
  return {
    ...call,
    connections: call.connections.with(index, connection),
    legs: call.legs.with(leg, { ...old, device: connection.device, connection: connection.id }),
  }
}

/** Changes the leg that belongs to `connections[index]`. */
export function setLeg(call: Call, index: number, change: Partial<Leg>): Call {
  const at = legOf(call, index)
  const old = call.legs[at]
  return old === undefined ? call : { ...call, legs: call.legs.with(at, { ...old, ...change }) }
}

/** Ends one leg. An outcome that was decided before (a failed leg that still hears the tone) stays. */
export function endLeg(call: Call, index: number, end: { outcome: Outcome; at: number }): Call {
  const old = liveLeg(call, index)
  const ended = setLeg(call, index, { endedAt: end.at, outcome: old?.outcome ?? end.outcome })
  return { ...ended, connections: call.connections.toSpliced(index, 1) }
}

/**
 * Index of the live connection that an event means, or -1. The exact id first; then the same endpoint under another
 * call id, because a transfer may have re-keyed it before this copy of the event came.
 */
export function connectionIndex(call: Call, id: ConnectionId, device: DeviceId | null): number {
  const exact = call.connections.findIndex(
    (connection) => connection.id.callId === id.callId && connection.id.deviceId === id.deviceId,
  )
  if (exact >= 0) return exact
  const endpoint = call.connections.findIndex(
    (connection) => connection.id.deviceId === id.deviceId && connection.id.callId !== id.callId,
  )
  if (endpoint >= 0 || device === null) return endpoint
  return call.connections.findIndex(
    (connection) => connection.device === device && connection.id.callId !== id.callId,
  )
}

/** The last leg, ended or not, that this connection or device had in the call. */
export function lastLegOf(call: Call, id: ConnectionId): Leg | undefined {
  return call.legs.findLast(
    (leg) => leg.connection?.deviceId === id.deviceId && leg.connection.callId === id.callId,
  )
}
