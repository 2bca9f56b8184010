import { describe, expect, test } from 'vitest'
import { type CstaEvent, decodeMessage, type MessageOf } from '#csta/codec/index.ts'
import { agentsFrom, statusEventFrom } from './status-events.ts'

function eventOf(name: string, body: string): CstaEvent {
  const decoded = decodeMessage(
    `<${name}Event><monitorCrossRefID>1</monitorCrossRefID>${body}</${name}Event>`,
  )
  if (!decoded.ok) throw new Error(decoded.fault.sentence)
  return decoded.message as CstaEvent
}

const at = (name: string): string =>
  `<${name}><deviceIdentifier>N&lt;1001&gt;Zoë</deviceIdentifier></${name}>`
const agent = `${at('agentDevice')}<agentID>7001</agentID>`

describe('statusEventFrom', () => {
  test.each<[string, string, object]>([
    ['AgentLoggedOn', agent, { kind: 'agentState', device: '1001', state: 'notReady', agentId: '7001' }],
    ['AgentLoggedOff', agent, { kind: 'agentState', device: '1001', state: 'loggedOff', agentId: '7001' }],
    ['AgentReady', at('agentDevice'), { kind: 'agentState', device: '1001', state: 'ready' }],
    ['AgentNotReady', agent, { kind: 'agentState', device: '1001', state: 'notReady', agentId: '7001' }],
    [
      'AgentBusy',
      `${agent}<pendingAgentState>agentNotReady</pendingAgentState>`,
      { kind: 'agentState', device: '1001', state: 'busy', agentId: '7001', pending: 'notReady' },
    ],
    [
      'AgentWorkingAfterCall',
      `${agent}<pendingAgentState>null</pendingAgentState>`,
      {
        kind: 'agentState',
        device: '1001',
        state: 'workingAfterCall',
        agentId: '7001',
        pending: 'loggedOff',
      },
    ],
    [
      'DoNotDisturb',
      `${at('device')}<doNotDisturbOn>true</doNotDisturbOn>`,
      { kind: 'doNotDisturb', device: '1001', on: true },
    ],
    [
      'Forwarding',
      `${at('device')}<forwardingType>forwardNoAnsExt</forwardingType><forwardStatus>true</forwardStatus><forwardTo>1002</forwardTo>`,
      { kind: 'forwarding', device: '1001', forwarding: { kind: 'noAnswer', active: true, to: '1002' } },
    ],
    [
      'Forwarding',
      `${at('device')}<forwardStatus>false</forwardStatus>`,
      { kind: 'forwarding', device: '1001', forwarding: { kind: 'immediate', active: false, to: null } },
    ],
    ['BackInService', at('device'), { kind: 'inService', device: '1001', on: true }],
    ['OutOfService', at('device'), { kind: 'inService', device: '1001', on: false }],
  ])('%s', (name, body, expected) => {
    expect(statusEventFrom(eventOf(name, body), undefined)).toEqual(expected)
  })

  test('a device that is not told is the monitored one; none at all is no event', () => {
    expect(statusEventFrom(eventOf('AgentReady', ''), '1001')).toEqual({
      kind: 'agentState',
      device: '1001',
      state: 'ready',
    })
    expect(statusEventFrom(eventOf('AgentReady', ''), undefined)).toBeUndefined()
    expect(statusEventFrom(eventOf('MessageWaiting', ''), '1001')).toBeUndefined()
  })
})

describe('agentsFrom', () => {
  type Answer = MessageOf<'GetAgentStateResponse'>
  const told = (entry: object): Answer =>
    ({ kind: 'GetAgentStateResponse', agentStateList: [entry] }) as Answer

  test.each([
    [
      {
        agentID: '7001',
        loggedOnState: true,
        agentInfo: [{ agentState: 'agentBusy', pendingAgentState: 'agentReady' }],
      },
      { agentId: '7001', state: 'busy', pending: 'ready' },
    ],
    [
      { loggedOnState: false, agentInfo: [{ agentState: 'agentReady' }] },
      { agentId: null, state: 'loggedOff', pending: null },
    ],
    [{ loggedOnState: true }, { agentId: null, state: 'notReady', pending: null }],
  ])('%j', (entry, expected) => {
    expect(agentsFrom('1001', told(entry))).toEqual([{ device: '1001', reason: null, ...expected }])
  })

  test('nobody there', () => {
    expect(agentsFrom('1001', { kind: 'GetAgentStateResponse' })).toEqual([])
  })
})
