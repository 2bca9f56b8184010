/** CSTA agent and device events ▶ model events (brief 3.8). */
import type { Agent, AgentState, ForwardingKind, StatusEvent } from '@hookswitch/model'
import type { CstaEvent, MessageOf, XmlElement } from '#csta/codec/index.ts'
import { deviceName, namedDevice, type WireParty } from './parties.ts'

/** Words for an agent's state: of requests and events, and of GetAgentState. */
const agentStates: Readonly<Record<string, AgentState>> = {
  loggedOff: 'loggedOff',
  notReady: 'notReady',
  ready: 'ready',
  workingAfterCall: 'workingAfterCall',
  null: 'loggedOff',
  agentNull: 'loggedOff',
  agentNotReady: 'notReady',
  agentReady: 'ready',
  agentBusy: 'busy',
  agentWorkingAfterCall: 'workingAfterCall',
}

/** Kinds of forwarding that the model tells apart; inside and outside calls forwarded apart are told as one. */
const forwardingKinds: ReadonlyArray<readonly [string, ForwardingKind]> = [
  ['forwardImm', 'immediate'],
  ['forwardBusy', 'busy'],
  ['forwardNoAns', 'noAnswer'],
  ['forwardDND', 'doNotDisturb'],
]

export function forwardingKindOf(type: string | undefined): ForwardingKind {
  return forwardingKinds.find(([start]) => type?.startsWith(start))?.[1] ?? 'immediate'
}

/** The model's event; undefined for what is no news of an agent or device, or does not say of which. */
export function statusEventFrom(event: CstaEvent, monitored: string | undefined): StatusEvent | undefined {
  switch (event.kind) {
    case 'AgentLoggedOnEvent':
      // Logged on says nothing of ready; the event that does follows.
      return agent(event, 'notReady', monitored)
    case 'AgentLoggedOffEvent':
      return agent(event, 'loggedOff', monitored)
    case 'AgentNotReadyEvent':
      return agent(event, 'notReady', monitored)
    case 'AgentReadyEvent':
      return agent(event, 'ready', monitored)
    case 'AgentBusyEvent':
      return agent(event, 'busy', monitored)
    case 'AgentWorkingAfterCallEvent':
      return agent(event, 'workingAfterCall', monitored)
    case 'DoNotDisturbEvent':
      return on(event.device, monitored, (device) => ({
        kind: 'doNotDisturb',
        device,
        on: event.doNotDisturbOn ?? false,
      }))
    case 'MicrophoneMuteEvent':
      return on(event.invokingDevice, monitored, (device) => ({
        kind: 'microphoneMute',
        device,
        on: event.microphoneMuteOn ?? false,
      }))
    case 'ForwardingEvent':
      return on(event.device, monitored, (device) => ({
        kind: 'forwarding',
        device,
        forwarding: {
          kind: forwardingKindOf(event.forwardingType),
          active: event.forwardStatus ?? false,
          to: event.forwardTo === undefined ? null : namedDevice(event.forwardTo.id).number,
        },
      }))
    case 'BackInServiceEvent':
      return on(event.device, monitored, (device) => ({ kind: 'inService', device, on: true }))
    case 'OutOfServiceEvent':
      return on(event.device, monitored, (device) => ({ kind: 'inService', device, on: false }))
    default:
      return undefined
  }
}

interface AgentFields {
  readonly agentDevice?: WireParty
  readonly agentID?: string
  readonly pendingAgentState?: string
}

function agent(
  event: AgentFields,
  state: AgentState,
  monitored: string | undefined,
): StatusEvent | undefined {
  return on(event.agentDevice, monitored, (device) => {
    const pending = agentStates[event.pendingAgentState ?? '']
    return {
      kind: 'agentState',
      device,
      state,
      ...(event.agentID === undefined || event.agentID === '' ? {} : { agentId: event.agentID }),
      ...(pending === undefined ? {} : { pending }),
    }
  })
}

function on(
  party: WireParty | undefined,
  monitored: string | undefined,
  make: (device: string) => StatusEvent,
): StatusEvent | undefined {
  const device = deviceName(party, monitored ?? '')
  return device === '' ? undefined : make(device)
}

/** The agents at a device, as GetAgentState tells them. */
export function agentsFrom(
  device: string,
  answer: MessageOf<'GetAgentStateResponse'>,
): Array<Omit<Agent, 'since'>> {
  const [entry] = answer.agentStateList ?? []
  if (entry === undefined) return flatAgent(device, answer.more ?? [])
  const info = entry.agentInfo?.[0]
  const state =
    entry.loggedOnState === false ? 'loggedOff' : (agentStates[info?.agentState ?? ''] ?? 'notReady')
  return [
    {
      device,
      agentId: entry.agentID === undefined || entry.agentID === '' ? null : entry.agentID,
      state,
      reason: null,
      pending: agentStates[info?.pendingAgentState ?? ''] ?? null,
    },
  ]
}

/** Zultys: two flags in place of the list. */
function flatAgent(device: string, told: readonly XmlElement[]): Array<Omit<Agent, 'since'>> {
  const flag = (name: string) => told.find((element) => element.name === name)?.text.trim()
  const loggedOn = flag('loggedOnState')
  if (loggedOn === undefined) return []
  const state = loggedOn !== 'true' ? 'loggedOff' : flag('readyState') === 'true' ? 'ready' : 'notReady'
  return [{ device, agentId: null, state, reason: null, pending: null }]
}
