import type { ForwardingKind } from '@hookswitch/model'
import { textOfHex, type Draft, type DraftOf, type MessageOf } from '@hookswitch/pbx/csta/codec'
import { setAgentState as setState, type RequestedState } from '#engine/agents.ts'
import type { Phone } from '#engine/device.ts'
import * as moving from '#engine/moving.ts'
import { wrongOperation } from '#engine/refusal.ts'
import * as services from '#engine/services.ts'
import { answerWith, namedPhone, type Answer } from './answer.ts'
import { forwardingTypes, wireAgentState } from './device-events.ts'
import type { CstaSession } from './session.ts'

const forwardingKinds = new Map(
  Object.entries(forwardingTypes).map(([kind, word]) => [word as string, kind as ForwardingKind]),
)

export function setForwarding(session: CstaSession, message: MessageOf<'SetForwarding'>): Answer {
  const type = forwardingKinds.get(message.forwardingType ?? 'forwardImmediate')
  if (type === undefined) return wrongOperation('invalidForwardingType')
  const on = message.activateForward
  if (on === undefined) return wrongOperation('invalidForwardingFlag')
  const to = message.forwardDN?.id
  return answerWith(
    namedPhone(session, message.device),
    (phone) =>
      moving.setForwarding(session.face.exchange, phone, { type, on, ...(to === undefined ? {} : { to }) }),
    () => ({ kind: 'SetForwardingResponse' }),
  )
}

export const getForwarding = (session: CstaSession, message: MessageOf<'GetForwarding'>): Answer =>
  ofPhone(session, message.device, (phone) => ({
    kind: 'GetForwardingResponse',
    forwardingList: [...phone.forwarding].map(([kind, { active, to }]) => ({
      forwardingType: forwardingTypes[kind],
      forwardStatus: active,
      ...(to === null ? {} : { forwardDN: { id: to } }),
    })),
  }))

/** Requests that only ask after a phone. */
function ofPhone(
  session: CstaSession,
  device: Parameters<typeof namedPhone>[1],
  draft: (phone: Phone) => Draft,
): Answer {
  const phone = namedPhone(session, device)
  return phone.ok ? draft(phone.value) : phone
}

export function setDoNotDisturb(session: CstaSession, message: MessageOf<'SetDoNotDisturb'>): Answer {
  const on = message.doNotDisturbOn
  if (on === undefined) return wrongOperation('invalidDoNotDisturb')
  return answerWith(
    namedPhone(session, message.device),
    (phone) => moving.setDoNotDisturb(session.face.exchange, phone, on),
    () => ({ kind: 'SetDoNotDisturbResponse' }),
  )
}

export const getDoNotDisturb = (session: CstaSession, message: MessageOf<'GetDoNotDisturb'>): Answer =>
  ofPhone(session, message.device, (phone) => ({
    kind: 'GetDoNotDisturbResponse',
    doNotDisturbOn: phone.doNotDisturb,
  }))

export const setMicrophoneMute = (session: CstaSession, message: MessageOf<'SetMicrophoneMute'>): Answer => {
  const on = message.microphoneMuteOn
  if (on === undefined) return wrongOperation('invalidParameterValue')
  return answerWith(
    namedPhone(session, message.device),
    (phone) => services.mute(session.face.exchange, phone, on),
    () => ({ kind: 'SetMicrophoneMuteResponse' }),
  )
}

export const getMicrophoneMute = (session: CstaSession, message: MessageOf<'GetMicrophoneMute'>): Answer =>
  ofPhone(session, message.device, ({ muted }) => ({
    kind: 'GetMicrophoneMuteResponse',
    microphoneMuteList: [{ auditoryApparatus: '1', microphoneMuteOn: muted }],
  }))

const requestedStates: ReadonlySet<string> = new Set<RequestedState>([
  'loggedOn',
  'loggedOff',
  'notReady',
  'ready',
  'workingAfterCall',
])

/** The password of an agent who gives one is the word that its extension's account has. */
function isWrongPassword(session: CstaSession, phone: Phone, password: string | undefined): boolean {
  if (password === undefined) return false
  for (const account of session.face.accounts.values()) {
    if (account.devices?.has(phone.number) === true) return account.password !== textOfHex(password)
  }
  return false
}

export function setAgentState(session: CstaSession, message: MessageOf<'SetAgentState'>): Answer {
  const state = message.requestedAgentState
  if (state === undefined || !requestedStates.has(state)) return wrongOperation('invalidAgentState')
  const { agentID, group } = message
  return answerWith(
    namedPhone(session, message.device),
    (phone) => {
      if (isWrongPassword(session, phone, message.password)) return wrongOperation('invalidAgentPassword')
      return setState(session.face.exchange, phone, {
        state: state as RequestedState,
        ...(agentID === undefined ? {} : { agentId: agentID }),
        ...(group === undefined ? {} : { group: group.id }),
      })
    },
    (pending) => ({
      kind: 'SetAgentStateResponse',
      ...(pending === null ? {} : { pendingAgentState: wireAgentState(pending) }),
    }),
  )
}

export const getAgentState = (session: CstaSession, message: MessageOf<'GetAgentState'>): Answer =>
  ofPhone(session, message.device, (phone) =>
    session.face.habits.flatAgentState ? flatAgentState(phone) : agentStates(phone),
  )

function agentStates({ agent, queues }: Phone): DraftOf<'GetAgentStateResponse'> {
  return {
    kind: 'GetAgentStateResponse',
    agentStateList: [
      {
        agentID: agent.agentId,
        loggedOnState: agent.state !== 'loggedOff',
        agentInfo: (agent.group === null ? queues : [agent.group]).map((group) => ({
          acdGroup: { id: group },
          agentState: wireAgentState(agent.state),
          ...(agent.pending === null ? {} : { pendingAgentState: wireAgentState(agent.pending) }),
        })),
      },
    ],
  }
}

/** Zultys: whether he is logged on, and whether he is ready, without lists. */
function flatAgentState({ agent }: Phone): Draft {
  const name = 'GetAgentStateResponse'
  const child = (name: string, text: string) => ({ name, text, attributes: {}, children: [] })
  const children = [
    child('loggedOnState', String(agent.state !== 'loggedOff')),
    child('readyState', String(agent.state === 'ready' || agent.state === 'busy')),
  ]
  return { kind: 'unknown', name, tree: { ...child(name, ''), children } }
}
