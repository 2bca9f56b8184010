import type { Call, Leg, LegRole } from '#call.ts'
import type { Connection } from '#connection.ts'
import type { DeviceId } from '#device.ts'
import { withPbxCallId } from '#call-data.ts'
import { endLeg } from '#legs.ts'
import { getIn } from '#persistent-map.ts'
import { byAge, survivorOf, tellCall, type SwitchState, type Work } from './state.ts'

/**
 * Which of the calls that are joined carries on: what a person would say the others were for. The one that another is
 * a consultation of; else one that reaches beyond the switch (the customer's); else the oldest.
 */
export function survivorAmong(state: SwitchState, calls: readonly Call[]): Call | undefined {
  const roots = calls.filter((call) => !calls.some((other) => other !== call && isWithin(state, call, other)))
  const outside = roots.filter((call) => call.direction !== 'internal')
  return (outside.length > 0 ? outside : roots).toSorted(byAge)[0]
}

/** True when `call` is a consultation of `other`, or of a consultation of it. */
function isWithin(state: SwitchState, call: Call, other: Call): boolean {
  let at: Call | undefined = call
  for (let depth = 0; at !== undefined && at.parent !== null && depth < 8; depth += 1) {
    const parent: Call | undefined = getIn(state.calls, at.parent)
    at = parent === undefined ? undefined : survivorOf(state, parent)
    if (at?.id === other.id) return true
  }
  return false
}

/** How the legs of a joined call come into the one that carries on. */
export interface Joining {
  /** The device that joins the two: it has a leg in both, and needs one only. Null when the switch itself joins them. */
  readonly joiner: DeviceId | null
  /** Role of those who come in. */
  readonly role: (leg: Leg) => LegRole
}

/** `into` with the parties, ids and data of `other`. */
export function takeIn(into: Call, other: Call, joining: Joining): Call {
  const doubled = (device: DeviceId) =>
    device === joining.joiner && into.legs.some((leg) => leg.device === device)
  const comes = (one: { readonly device: DeviceId }) => !doubled(one.device)
  const legs = other.legs.filter(comes).map((leg) => ({ ...leg, role: joining.role(leg) }))
  let call = into
  for (const id of other.pbxCallIds) call = withPbxCallId(call, id)
  const linkageIds = [...new Set([...(into.linkageIds ?? []), ...(other.linkageIds ?? [])])]
  return {
    ...call,
    ...(linkageIds.length > 0 ? { linkageIds } : {}),
    connections: [...into.connections, ...other.connections.filter(comes)],
    legs: [...into.legs, ...legs],
    digits: into.digits ?? other.digits,
    correlatorData: into.correlatorData ?? other.correlatorData,
    queue: into.queue ?? other.queue,
    answeredAt: into.answeredAt ?? other.answeredAt,
    reconstructed: into.reconstructed || other.reconstructed,
  }
}

/** Tells that a call was joined into another and will be heard of no more. */
export function tellMerged(work: Work, merged: Call, into: Call): void {
  const call: Call = {
    ...withoutConnections(merged, work.now),
    endedAt: work.now,
    outcome: merged.answeredAt === null ? 'diverted' : 'answered',
    mergedInto: into.id,
  }
  tellCall(work, call)
  work.changes.push({ kind: 'merged', merged: call.id, into: into.id })
}

function withoutConnections(before: Call, at: number): Call {
  let call = before
  while (call.connections.length > 0) call = endLeg(call, 0, { outcome: 'transferred', at })
  return call
}

/** The connection of a device in a call under a new id; its state stays, and with it since when. */
export function rekeyed(connection: Connection, id: Connection['id']): Connection {
  const same = connection.id.callId === id.callId && connection.id.deviceId === id.deviceId
  return same ? connection : { ...connection, id }
}
