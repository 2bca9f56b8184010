import type { AgentState, ForwardingKind } from '@hookswitch/model'
import type { Draft } from '@hookswitch/pbx/csta/codec'
import type { DeviceEvent } from '#engine/event.ts'
import { wireDevice } from './parts.ts'

export const forwardingTypes = {
  immediate: 'forwardImmediate',
  busy: 'forwardBusy',
  noAnswer: 'forwardNoAns',
  doNotDisturb: 'forwardDND',
} as const satisfies Readonly<Record<ForwardingKind, string>>

const pendingWords: Readonly<Record<AgentState, string>> = {
  loggedOff: 'agentNull',
  notReady: 'agentNotReady',
  ready: 'agentReady',
  busy: 'agentBusy',
  workingAfterCall: 'agentWorkingAfterCall',
}

/** An agent state in the words of `GetAgentStateResponse`. */
export function wireAgentState(state: AgentState): string {
  return pendingWords[state]
}

/** A device event as one monitor is told it; logging on makes two. */
export function draftDeviceEvent(event: DeviceEvent, monitorCrossRefID: string): readonly Draft[] {
  const device = wireDevice(event.device)
  switch (event.kind) {
    case 'agentState':
      return draftAgentEvents(event, monitorCrossRefID)
    case 'doNotDisturb':
      return [{ kind: 'DoNotDisturbEvent', monitorCrossRefID, device, doNotDisturbOn: event.on }]
    case 'microphoneMute':
      return [
        {
          kind: 'MicrophoneMuteEvent',
          monitorCrossRefID,
          invokingDevice: device,
          microphoneMuteOn: event.on,
        },
      ]
    case 'forwarding':
      return [
        {
          kind: 'ForwardingEvent',
          monitorCrossRefID,
          device,
          forwardingType: forwardingTypes[event.type],
          forwardStatus: event.on,
          ...(event.to === null ? {} : { forwardTo: { id: event.to } }),
        },
      ]
    case 'inService':
      return [{ kind: event.on ? 'BackInServiceEvent' : 'OutOfServiceEvent', monitorCrossRefID, device }]
  }
}

function draftAgentEvents(
  event: Extract<DeviceEvent, { kind: 'agentState' }>,
  monitorCrossRefID: string,
): readonly Draft[] {
  const common = {
    monitorCrossRefID,
    agentDevice: wireDevice(event.device),
    agentID: event.agentId,
    ...(event.group === null ? {} : { acdGroup: { id: event.group } }),
  }
  const drafts: Draft[] = event.loggedOn ? [{ kind: 'AgentLoggedOnEvent', ...common }] : []
  drafts.push(draftState(event, common))
  return drafts
}

function draftState(
  event: Extract<DeviceEvent, { kind: 'agentState' }>,
  common: { monitorCrossRefID: string; agentDevice: ReturnType<typeof wireDevice>; agentID: string },
): Draft {
  switch (event.state) {
    case 'loggedOff':
      return { kind: 'AgentLoggedOffEvent', ...common }
    case 'notReady':
      return { kind: 'AgentNotReadyEvent', ...common }
    case 'ready':
      return { kind: 'AgentReadyEvent', ...common }
    case 'busy':
      return {
        kind: 'AgentBusyEvent',
        ...common,
        ...(event.pending === null ? {} : { pendingAgentState: pendingWords[event.pending] }),
      }
    case 'workingAfterCall':
      return {
        kind: 'AgentWorkingAfterCallEvent',
        ...common,
        ...(event.pending === 'ready' || event.pending === 'notReady'
          ? { pendingAgentState: event.pending }
          : {}),
      }
  }
}
