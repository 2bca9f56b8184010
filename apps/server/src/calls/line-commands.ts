import type { LineCommand } from '@hookswitch/contract'
import { canCommand, deviceOffers, pickable, type ConnectionId } from '@hookswitch/model'
import type { Asking, Made } from './commands.ts'

type Of<Kind extends LineCommand['kind']> = Extract<LineCommand, { kind: Kind }>

/** A command about a user's telephone or his place at queues. */
export function lineCommand(asking: Asking, request: LineCommand): Made {
  const { user, on, session } = asking
  const { device } = user
  const known = on.deviceAt(device)
  const { capabilities } = session
  if (!canCommand(capabilities, device, request.kind)) return 'command.unsupported'
  if (known?.inService !== true) return 'device.outOfService'
  if (!deviceOffers(known, capabilities, on.callsAt(device)).includes(request.kind))
    return known.monitored ? 'command.state' : 'command.unsupported'
  switch (request.kind) {
    case 'setAgentState':
      return agentState(device, request)
    case 'setDoNotDisturb':
    case 'setMicrophoneMute':
      return { kind: request.kind, device, on: request.on }
    case 'setForwarding':
      return forwarding(asking, request)
    case 'groupPickup': {
      const group = request.group ?? on.plan.pickupGroup
      return { kind: 'groupPickup', device, ...(group === null ? {} : { group }) }
    }
    case 'directedPickup': {
      const connection = picked(asking, request)
      return connection === undefined ? 'call.unknown' : { kind: 'directedPickup', device, connection }
    }
  }
}

function agentState(device: string, { state, reason, agentId, password, group }: Of<'setAgentState'>): Made {
  return {
    kind: 'setAgentState',
    device,
    state,
    ...(reason === undefined ? {} : { reason }),
    ...(agentId === undefined ? {} : { agentId }),
    ...(password === undefined ? {} : { password }),
    ...(group === undefined ? {} : { group }),
  }
}

function forwarding({ user, dial }: Asking, { type, on, to: typed }: Of<'setForwarding'>): Made {
  const to = typed === undefined ? undefined : dial(typed)
  if (to === null) return 'number.unreadable'
  return { kind: 'setForwarding', device: user.device, type, on, ...(to === undefined ? {} : { to }) }
}

/** The leg that rings, or waits, at a device of the same link or in a call of it. */
function picked({ on, user }: Asking, { device, callId }: Of<'directedPickup'>): ConnectionId | undefined {
  const calls = device === undefined ? [on.find(callId ?? '')?.call] : on.callsAt(device)
  return calls
    .map((call) => (call === undefined ? undefined : pickable(call, user.device, device)))
    .find((connection) => connection !== undefined)?.id
}
