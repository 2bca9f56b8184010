import type { CallPartyView } from '@hookswitch/contract'
import {
  canDrop,
  liveLegs,
  type Call,
  type Capabilities,
  type Connection,
  type DeviceId,
} from '@hookswitch/model'
import type { Directory } from './directory.ts'
import type { LinkRef } from './live-call.ts'
import { otherParty, partyView, type NumberBook } from './party-view.ts'

/** What the drawing of the parties takes beside the call. */
export interface PartiesContext {
  readonly link: LinkRef
  readonly directory: Directory
  readonly numbers: NumberBook
  readonly capabilities: Capabilities | null
}

/** Those on the call now, as one of them sees it; nobody for one who is not on it. */
export function drawParties(call: Call, device: DeviceId | null, seen: PartiesContext): CallPartyView[] {
  if (device === null || !call.connections.some((connection) => connection.device === device)) return []
  const ids = partyIds(call.connections)
  const legs = liveLegs(call)
  const { capabilities } = seen
  const parties = call.connections.map((connection, index) => {
    const me = connection.device === device
    return {
      id: ids[index] ?? '',
      party: partyView(legs[index]?.party ?? call.calling, seen.numbers),
      user: seen.directory.at(seen.link, connection.device)[0]?.name ?? null,
      state: connection.state,
      me,
      canDrop: !me && capabilities !== null && canDrop(call, { device, party: connection, capabilities }),
    }
  })
  // A switch that does not report trunks names nobody at the far end; he is there all the same.
  if (parties.length === 1 && parties[0]?.state !== 'initiated') parties.push(farEnd(call, device, seen))
  const caller = seen.numbers.e164(call.calling.number ?? '') ?? call.calling.number
  const isCaller = ({ party }: CallPartyView): boolean =>
    caller !== null && (party.e164 === caller || party.number === caller)
  return [...parties.filter(isCaller), ...parties.filter((one) => !isCaller(one))]
}

function farEnd(call: Call, device: DeviceId, { numbers }: PartiesContext): CallPartyView {
  const party = partyView(otherParty(call, device), numbers)
  const state = call.answeredAt === null && call.direction !== 'inbound' ? 'alerting' : 'connected'
  return { id: 'far', party, user: null, state, me: false, canDrop: false }
}

/** The connection that a party's id means; undefined once it has left. */
export function connectionOfParty(call: Call, id: string): Connection | undefined {
  return call.connections[partyIds(call.connections).indexOf(id)]
}

/** A device is named by itself, whatever call id it is known under; only a trunk is in a call twice. */
function partyIds(connections: readonly Connection[]): string[] {
  const seen = new Map<string, number>()
  return connections.map(({ device }) => {
    const count = (seen.get(device) ?? 0) + 1
    seen.set(device, count)
    return count === 1 ? device : `${device}#${count}`
  })
}
