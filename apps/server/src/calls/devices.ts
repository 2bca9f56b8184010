import type { Device } from '@hookswitch/contract'
import { connectionAt, type DeviceId } from '@hookswitch/model'
import { iso } from './call-view.ts'
import type { LinkCalls } from './link-calls.ts'
import type { LiveCalls } from './live-calls.ts'

/** A link, and the devices that its configuration names beside the telephones of users. */
export interface ConfiguredLink {
  readonly tenant: string
  readonly name: string
  readonly devices: readonly DeviceId[]
}

/** The devices of a tenant's links: those of users, and those of the configuration; each with how it is now. */
export function listDevices(live: LiveCalls, tenant: string, links: readonly ConfiguredLink[]): Device[] {
  const own = links.filter((link) => link.tenant === tenant)
  return [
    ...own.flatMap((link) => {
      const users = live.directory.onLink(link).flatMap(({ device }) => (device === null ? [] : [device]))
      const devices = [...new Set([...users, ...link.devices])].toSorted(byNumber)
      return devices.map((device) => drawDevice(live, link, device))
    }),
    // Of a link that is not in the configuration, or not any more.
    ...live.directory
      .all()
      .filter((user) => user.tenant === tenant && !own.some(({ name }) => name === user.link))
      .flatMap(({ link, device }) =>
        link === null || device === null ? [] : [drawDevice(live, { tenant, name: link }, device)],
      ),
  ]
}

function drawDevice(live: LiveCalls, link: Omit<ConfiguredLink, 'devices'>, device: DeviceId): Device {
  const on = live.linkNamed(link.tenant, link.name)
  const target = on?.plan.targets.find(({ number }) => number === device)
  const users = live.directory.at(link, device).map(({ id, name }) => ({ id, name }))
  return {
    link: link.name,
    device,
    kind: users.length > 0 ? 'telephone' : (target?.kind ?? 'other'),
    name: target?.name ?? null,
    ...stateOf(on, device),
    users,
  }
}

function stateOf(on: LinkCalls | undefined, device: DeviceId): Pick<Device, 'state' | 'since' | 'problem'> {
  if (on === undefined)
    return { state: 'unknown', since: null, problem: 'No link of this name is configured.' }
  if (on.status.state !== 'live')
    return { state: 'unknown', since: iso(on.status.since), problem: on.status.problem }
  const known = on.deviceAt(device)
  const since = iso(on.reachedSince(device))
  if (known?.monitored !== true) return { state: 'unmonitored', since, problem: known?.problem ?? null }
  if (!known.inService) return { state: 'outOfService', since, problem: known.problem }
  const legs = on.callsAt(device).flatMap((call) => connectionAt(call, device) ?? [])
  const leg = legs.find(({ state }) => state === 'alerting') ?? legs[0]
  if (leg === undefined) return { state: 'idle', since, problem: null }
  return { state: leg.state === 'alerting' ? 'ringing' : 'busy', since: iso(leg.since), problem: null }
}

/** 9 before 10, and letters after digits. */
const byNumber = (one: string, other: string): number => one.localeCompare(other, 'en', { numeric: true })
