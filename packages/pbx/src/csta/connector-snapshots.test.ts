import { describe, expect, test } from 'vitest'
import { hexOfText } from '#csta/codec/index.ts'
import { pbxWith, open, party, leg } from './test-session.ts'

describe('snapshots', () => {
  const twoParty = {
    SnapshotDevice: () =>
      ({
        kind: 'SnapshotDeviceResponse',
        crossRefIDorSnapshotData: {
          kind: 'snapshotData',
          value: [
            {
              connectionIdentifier: leg('c9', '1001'),
              localCallState: { kind: 'compoundCallState', value: ['hold', 'connected'] },
            },
          ],
        },
      }) as const,
    SnapshotCall: () =>
      ({
        kind: 'SnapshotCallResponse',
        crossRefIDorSnapshotData: {
          kind: 'snapshotData',
          value: [
            {
              deviceOnCall: party('1001'),
              callIdentifier: leg('c9', '1001'),
              localConnectionInfo: 'connected',
            },
            {
              deviceOnCall: party('+4930123'),
              callIdentifier: leg('c9', 'T7'),
              localConnectionInfo: 'connected',
            },
          ],
        },
        callingDevice: party('+4930123'),
        calledDevice: party('1001'),
        correlatorData: { kind: 'string', value: hexOfText('4711') },
      }) as const,
  }
  const facts = {
    calling: { kind: 'known', number: '+4930123', name: null, external: null, address: null },
    called: { kind: 'known', number: '1001', name: null, external: false, address: null },
    digits: '4711',
    correlatorData: '4711',
  }

  test('tell the device’s own state, the far end, and who called', async () => {
    const { events } = await open(await pbxWith(twoParty))
    expect(events.at(-1)).toEqual({
      kind: 'snapshot',
      devices: ['1001'],
      connections: [
        { connection: { callId: 'c9', deviceId: '1001' }, device: '1001', state: 'hold', ...facts },
        { connection: { callId: 'c9', deviceId: 'T7' }, device: '+4930123', state: 'connected', ...facts },
      ],
    })
  })

  test('that come in reports are put together, also when a report comes before its announcement', async () => {
    const pbx = await pbxWith({
      SnapshotDevice: () => {
        const info = (callID: string) =>
          ({
            connectionIdentifier: leg(callID, '1001'),
            localCallState: { kind: 'simpleCallState', value: 'callReceived' },
          }) as const
        pbx.say('0001', {
          kind: 'SnapshotDeviceData',
          serviceCrossRefID: 'x1',
          segmentID: 1,
          lastSegment: false,
          snapshotData: [info('c1')],
        })
        setTimeout(
          () =>
            pbx.say('0002', {
              kind: 'SnapshotDeviceData',
              serviceCrossRefID: 'x1',
              segmentID: 2,
              lastSegment: true,
              snapshotData: [info('c2')],
            }),
          20,
        )
        return {
          kind: 'SnapshotDeviceResponse',
          crossRefIDorSnapshotData: { kind: 'serviceCrossRefID', value: 'x1' },
        }
      },
    })
    const { events } = await open(pbx)
    expect(events.at(-1)).toMatchObject({
      connections: [
        { connection: { callId: 'c1' }, state: 'alerting' },
        { connection: { callId: 'c2' }, state: 'alerting' },
      ],
    })
  })

  test('that the switch refuses say nothing of the device, rather than that it is idle', async () => {
    const pbx = await pbxWith({
      SnapshotDevice: () => ({ kind: 'CSTAErrorCode', error: { kind: 'operation', value: 'generic' } }),
    })
    const { events } = await open(pbx)
    expect(events.at(-1)).toEqual({ kind: 'snapshot', devices: [], connections: [] })
  })
})

describe('status of devices', () => {
  test('agent, do not disturb and forwarding are told at the beginning', async () => {
    const pbx = await pbxWith({
      GetAgentState: () => ({
        kind: 'GetAgentStateResponse',
        agentStateList: [{ agentID: '7001', loggedOnState: true, agentInfo: [{ agentState: 'agentReady' }] }],
      }),
      GetDoNotDisturb: () => ({ kind: 'GetDoNotDisturbResponse', doNotDisturbOn: true }),
      GetForwarding: () => ({
        kind: 'GetForwardingResponse',
        forwardingList: [{ forwardingType: 'forwardNoAns', forwardStatus: true, forwardDN: { id: '1002' } }],
      }),
    })
    const { events } = await open(pbx)
    await expect
      .poll(() => events.slice(2))
      .toEqual([
        { kind: 'agentState', device: '1001', state: 'ready', agentId: '7001' },
        { kind: 'doNotDisturb', device: '1001', on: true },
        { kind: 'forwarding', device: '1001', forwarding: { kind: 'noAnswer', active: true, to: '1002' } },
      ])
  })

  test('an answer that an event has overtaken is not told', async () => {
    const pbx = await pbxWith({
      GetAgentState: () => ({
        kind: 'GetAgentStateResponse',
        agentStateList: [{ agentID: '7001', loggedOnState: true, agentInfo: [{ agentState: 'agentReady' }] }],
      }),
      GetDoNotDisturb: () => {
        pbx.event({
          kind: 'DoNotDisturbEvent',
          monitorCrossRefID: 'm1001',
          device: party('1001'),
          doNotDisturbOn: true,
        })
        return { kind: 'GetDoNotDisturbResponse', doNotDisturbOn: false }
      },
      GetForwarding: () => ({ kind: 'GetForwardingResponse', forwardingList: [{ forwardStatus: false }] }),
    })
    const { events } = await open(pbx)
    await expect.poll(() => events.at(-1)).toMatchObject({ kind: 'forwarding' })
    expect(events.filter((event) => event.kind === 'doNotDisturb')).toEqual([
      { kind: 'doNotDisturb', device: '1001', on: true },
    ])
  })

  test('a switch that does not have a service is asked for it once', async () => {
    const pbx = await pbxWith()
    await open(pbx, {
      devices: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
      config: { parallelRequests: 1 },
    })
    await expect.poll(() => pbx.kinds()).toContain('GetForwarding')
    expect(pbx.all('GetAgentState')).toHaveLength(1)
  })
})
