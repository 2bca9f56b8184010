import type { ConnectionState, DeviceId, SnapshotConnection, SnapshotEvent } from '@hookswitch/model'
import type { Group, Leg, LegTable } from './legs.ts'
import { parties, where } from './teller.ts'

/** Everything that is known of the calls of some devices, the far ends' legs too. */
export function snapshotOf(legs: LegTable, devices: readonly DeviceId[]): SnapshotEvent {
  const asked = new Set(devices)
  const groups = new Set<Group>()
  for (const leg of legs.legs()) {
    const group = legs.groupOf(leg)
    if (asked.has(leg.device) || asked.has(group.queue?.name ?? '')) groups.add(group)
    if (asked.has(leg.device)) for (const kept of leg.keeps) groups.add(legs.groupOf(kept))
  }
  const connections = [...groups].flatMap((group) => [
    ...[...group.legs].flatMap((leg) => connectionOf(leg, group)),
    ...queueOf(group),
  ])
  return { kind: 'snapshot', devices, connections }
}

const states: Readonly<Record<Leg['told'], ConnectionState | null>> = {
  nothing: null,
  gone: null,
  initiated: 'initiated',
  alerting: 'alerting',
  connected: 'connected',
  hold: 'hold',
}

function connectionOf(leg: Leg, group: Group): SnapshotConnection[] {
  const state = leg.person && !leg.quiet ? states[leg.told] : null
  return state === null ? [] : [{ ...where(leg), state, linkageId: group.id, ...parties(group) }]
}

function queueOf(group: Group): SnapshotConnection[] {
  return [group.queue, group.slot]
    .filter((place) => place !== undefined)
    .map(({ name, connection }) => ({
      connection,
      device: name,
      state: 'queued',
      linkageId: group.id,
      ...parties(group),
    }))
}
