import { afterEach, describe, expect, test } from 'vitest'
import { editions, encodeFrame } from '@hookswitch/pbx/csta/codec'
import { Stage } from '#testing/stage.ts'

let stage: Stage
afterEach(() => stage.close())

const status = { kind: 'RequestSystemStatus' } as const
const monitor = (id: string) =>
  ({ kind: 'MonitorStart', monitorObject: { kind: 'deviceObject', value: { id } } }) as const

describe('log-in', () => {
  test.each([
    ['agent1', 'agent1', 'StartApplicationSessionPosResponse'],
    ['hookswitch', 'hookswitch', 'StartApplicationSessionPosResponse'],
    ['agent1', 'agent2', 'StartApplicationSessionNegResponse'],
    ['nobody', 'nobody', 'StartApplicationSessionNegResponse'],
  ])('%s with the word %s', async (user, password, kind) => {
    stage = await Stage.open()
    const client = await stage.connect()
    expect((await client.logIn(user, password)).kind).toBe(kind)
  })

  test('an agent may touch only his own phone, the administrator all', async () => {
    stage = await Stage.open()
    const agent = await stage.connect()
    await agent.logIn('agent1', 'agent1')
    await agent.monitor('1001')
    for (const request of [
      monitor('1002'),
      { kind: 'SnapshotDevice', snapshotObject: { id: '1002' } } as const,
      { kind: 'MakeCall', callingDevice: { id: '1002' }, calledDirectoryNumber: { id: '1001' } } as const,
    ]) {
      expect(await agent.ask(request)).toMatchObject({
        error: { value: 'privilegeViolationSpecifiedDevice' },
      })
    }
    const administrator = await stage.connect()
    await administrator.logIn('hookswitch', 'hookswitch')
    await administrator.monitor('1002')
    await administrator.monitor('6001')
  })

  test('where it is required, nothing goes without; after it ended, nothing again', async () => {
    stage = await Stage.open({ habits: { loginRequired: true } })
    const client = await stage.connect()
    const refused = { kind: 'CSTAErrorCode', error: { kind: 'operation', value: 'securityViolation' } }
    expect(await client.ask(monitor('1001'))).toMatchObject(refused)
    await client.logIn('agent1', 'agent1')
    await client.monitor('1001')
    const sessionID = '1'
    const reason = { kind: 'definedEndReason', value: 'normal' } as const
    await client.expect(
      { kind: 'StopApplicationSession', sessionID, sessionEndReason: reason },
      'StopApplicationSessionPosResponse',
    )
    expect(await client.ask(monitor('1001'))).toMatchObject(refused)
    expect(stage.simulator.face.monitors.count).toBe(0)
  })

  test('an edition that is not spoken', async () => {
    stage = await Stage.open()
    const client = await stage.connect()
    const element = (name: string, text: string) => ({ name, text, attributes: {}, children: [] })
    const answer = await client.ask({
      kind: 'StartApplicationSession',
      applicationInfo: {
        applicationID: 'test',
        applicationSpecificInfo: [element('user', 'agent1'), element('password', 'agent1')],
      },
      requestedProtocolVersions: ['urn:another'],
    })
    expect(answer).toMatchObject({ errorCode: { value: 'requestedProtocolVersionNotSupported' } })
  })
})

test('a session ends when its time is up, unless it is renewed', async () => {
  stage = await Stage.open({ habits: { longestSession: 60 } })
  const [client] = [await stage.connect()]
  await client.logIn('agent1', 'agent1')
  stage.clock.advance(40_000)
  await client.expect(
    { kind: 'ResetApplicationSessionTimer', sessionID: '1', requestedSessionDuration: 60 },
    'ResetApplicationSessionTimerPosResponse',
  )
  stage.clock.advance(40_000)
  await client.settle()
  stage.clock.advance(20_000)
  await client.closed
  expect(client.received.at(-1)?.message).toMatchObject({
    kind: 'ApplicationSessionTerminated',
    sessionTermReason: { kind: 'definedTermReason', value: 'sessionTimerExpired' },
  })
})

describe('the switch of its own accord', () => {
  test('speaks first, and asks how we are every so often', async () => {
    stage = await Stage.open({ habits: { speaksFirst: true, statusEveryMs: 30_000 } })
    const client = await stage.connect()
    await client.settle()
    stage.clock.advance(60_000)
    await client.settle()
    const said = client.received.filter(({ message }) => message.kind === 'SystemStatus')
    expect(said.map(({ invokeId }) => invokeId)).toEqual(['0001', '0002', '0003'])
  })

  test('stops a monitor', async () => {
    stage = await Stage.open()
    const client = await stage.connect()
    const monitorCrossRefID = await client.monitor('1001')
    stage.simulator.face.stopMonitors('1001')
    stage.call({ from: '+14155550100', to: '1001' })
    await stage.pass(0)
    expect(client.received.find(({ message }) => message.kind === 'MonitorStop')?.message).toMatchObject({
      monitorCrossRefID,
    })
    expect(client.events()).toEqual([])
  })

  test('loses messages, and says so; a snapshot tells what was lost', async () => {
    stage = await Stage.open()
    const client = await stage.connect()
    await client.monitor('1001')
    stage.simulator.face.loseMessages(() => {
      stage.call({ from: '+14155550100', to: '1001', digits: '4711' })
      stage.press('1001', 'answer')
    })
    await client.settle()
    expect(client.events()).toEqual([])
    expect(client.received.at(-2)?.message).toMatchObject({
      kind: 'SystemStatus',
      systemStatus: 'messagesLost',
    })
    const device = await client.expect(
      { kind: 'SnapshotDevice', snapshotObject: { id: '1001' } },
      'SnapshotDeviceResponse',
    )
    const data = device.crossRefIDorSnapshotData
    const [entry] = data?.kind === 'snapshotData' ? data.value : []
    expect(entry).toMatchObject({
      connectionIdentifier: { deviceID: { id: '1001' } },
      endpointDevice: { value: { id: '+14155550100' } },
      localCallState: { kind: 'compoundCallState', value: ['connected', 'connected'] },
    })
    const call = await client.expect(
      { kind: 'SnapshotCall', snapshotObject: entry!.connectionIdentifier! },
      'SnapshotCallResponse',
    )
    expect(call).toMatchObject({
      callingDevice: { value: { id: '+14155550100' } },
      correlatorData: { value: '34373131' },
      crossRefIDorSnapshotData: {
        value: [
          { callIdentifier: { deviceID: { id: 'T1' } }, localConnectionInfo: 'connected' },
          { callIdentifier: { deviceID: { id: '1001' } }, localConnectionInfo: 'connected' },
        ],
      },
    })
  })

  test('cuts every connection', async () => {
    stage = await Stage.open()
    const client = await stage.connect()
    await client.monitor('1001')
    stage.simulator.face.cutConnections()
    await client.closed
    expect(stage.simulator.face.monitors.count).toBe(0)
  })
})

describe('ways of writing', () => {
  async function ringing(habits: Parameters<typeof Stage.open>[0]): Promise<string> {
    stage = await Stage.open(habits)
    const client = await stage.connect()
    client.validates = habits?.habits?.namespaces !== 'none'
    await client.monitor('1001')
    stage.call({ from: '+14155550100', to: '1001', name: 'Zoë Müller' })
    const { xml } = await client.waitFor(({ message }) => message.kind === 'DeliveredEvent', 'ring')
    return xml
  }

  test('a name that is not ASCII, in one piece and in halves', async () => {
    expect(await ringing({})).toContain('Zoë Müller')
    await stage.close()
    expect(await ringing({ habits: { writes: 'split' } })).toContain('Zoë Müller')
    await stage.close()
    expect(await ringing({ habits: { writes: 'merged' } })).toContain('Zoë Müller')
  })

  test('without namespace, and with a prefix', async () => {
    expect(await ringing({ habits: { namespaces: 'none' } })).not.toContain('xmlns')
    await stage.close()
    expect(await ringing({ habits: { namespaces: 'prefix' } })).toContain(
      `<csta:DeliveredEvent xmlns:csta="${editions.ed6.csta}"`,
    )
  })

  test('ids that are 0', async () => {
    const xml = await ringing({ habits: { monitorIds: 'fromZero' }, settings: { callIds: 'reused' } })
    expect(xml).toContain('<monitorCrossRefID>0</monitorCrossRefID>')
    expect(xml).toContain('<callID>0</callID>')
  })

  test('to a peer of edition 4 in edition 4', async () => {
    stage = await Stage.open()
    const client = await stage.connect()
    client.validates = false
    const xml = `<RequestSystemStatus xmlns="${editions.ed4.csta}"/>`
    client.write(encodeFrame('0042', xml))
    const answer = await client.waitFor(({ invokeId }) => invokeId === '0042', 'answer')
    expect(answer.xml).toContain(`xmlns="${editions.ed4.csta}"`)
  })
})

describe('when answers come', () => {
  const call = {
    kind: 'MakeCall',
    callingDevice: { id: '1001' },
    calledDirectoryNumber: { id: '1002' },
    autoOriginate: 'doNotPrompt',
  } as const

  async function order(eventBeforeResponse: boolean): Promise<string[]> {
    stage = await Stage.open({ habits: { eventBeforeResponse } })
    const client = await stage.connect()
    await client.monitor('1001')
    await client.expect(call, 'MakeCallResponse')
    await client.settle()
    return client.received.map(({ message }) => message.kind).slice(1, 5)
  }

  test('before the events that they cause, or after', async () => {
    expect(await order(false)).toEqual([
      'MakeCallResponse',
      'ServiceInitiatedEvent',
      'OriginatedEvent',
      'DeliveredEvent',
    ])
    await stage.close()
    expect(await order(true)).toEqual([
      'ServiceInitiatedEvent',
      'OriginatedEvent',
      'DeliveredEvent',
      'MakeCallResponse',
    ])
  })

  test('late, or never', async () => {
    stage = await Stage.open({ habits: { responseDelayMs: 3000, unanswered: ['MakeCall'] } })
    const client = await stage.connect()
    client.send(call)
    client.send(status)
    await new Promise((resolve) => {
      setTimeout(resolve, 50)
    })
    expect(client.received).toEqual([])
    stage.clock.advance(3000)
    await client.waitFor(({ message }) => message.kind === 'RequestSystemStatusResponse', 'late answer')
    expect(client.received).toHaveLength(1)
    expect(stage.simulator.engine.calls.size).toBe(0)
    stage.simulator.habits.responseDelayMs = 0
  })
})

describe('what is refused', () => {
  const leg = (callID: string, id: string) => ({ callID, deviceID: { id } })

  test.each([
    [monitor('4711'), 'operation', 'invalidDeviceID'],
    [{ kind: 'MonitorStop', monitorCrossRefID: '99' }, 'operation', 'invalidMonitorCrossRefID'],
    [{ kind: 'AnswerCall', callToBeAnswered: leg('x', '1001') }, 'operation', 'invalidCallID'],
    [{ kind: 'GetLogicalDeviceInformation' }, 'operation', 'serviceNotSupported'],
    [
      { kind: 'SetDoNotDisturb', device: { id: '6001' }, doNotDisturbOn: true },
      'operation',
      'invalidDeviceID',
    ],
    [
      { kind: 'MakeCall', callingDevice: { id: '1001' }, calledDirectoryNumber: { id: '12' } },
      'operation',
      'invalidCalledDeviceID',
    ],
  ] as const)('%j', async (request, kind, value) => {
    stage = await Stage.open()
    const client = await stage.connect()
    expect(await client.ask(request)).toEqual({ kind: 'CSTAErrorCode', error: { kind, value } })
  })

  test('what the state of the call does not allow', async () => {
    stage = await Stage.open()
    const [client] = await stage.watch('1001')
    stage.call({ from: '+14155550100', to: '1001' })
    const ringing = (await client.event('DeliveredEvent')).connection!
    const value = async (request: Parameters<typeof client.ask>[0]): Promise<unknown> => {
      const answer = await client.ask(request)
      return answer.kind === 'CSTAErrorCode' && answer.error !== undefined && 'value' in answer.error
        ? answer.error.value
        : answer
    }
    expect(await value({ kind: 'HoldCall', callToBeHeld: ringing })).toBe('noActiveCall')
    expect(await value({ kind: 'RetrieveCall', callToBeRetrieved: ringing })).toBe('noHeldCall')
    expect(await value({ kind: 'TransferCall', heldCall: ringing, activeCall: ringing })).toBe(
      'invalidConnectionID',
    )
    stage.press('1001', 'answer')
    expect(await value({ kind: 'AnswerCall', callToBeAnswered: ringing })).toBe('noCallToAnswer')
    const digits = { connectionToSendDigits: ringing, charactersToSend: 'x' }
    expect(await value({ kind: 'GenerateDigits', ...digits })).toBe('invalidParameterValue')
  })

  test('more monitors than there are licences for', async () => {
    stage = await Stage.open({ habits: { monitorLicences: 1 } })
    const client = await stage.connect()
    const first = await client.monitor('1001')
    const none = { kind: 'systemResourceAvailibility', value: 'overallMonitorLimitExceeded' }
    expect(await client.ask(monitor('1002'))).toEqual({ kind: 'CSTAErrorCode', error: none })
    await client.expect({ kind: 'MonitorStop', monitorCrossRefID: first }, 'MonitorStopResponse')
    await client.monitor('1002')
  })

  test('an unknown request is answered, an unknown event is not', async () => {
    stage = await Stage.open()
    const client = await stage.connect()
    client.write(encodeFrame('0500', '<whatever/>'))
    client.write(encodeFrame('9999', '<WhateverEvent/>'))
    client.validates = false
    const { message } = await client.waitFor(({ invokeId }) => invokeId === '0500', 'answer')
    expect(message).toMatchObject({ error: { value: 'serviceNotSupported' } })
    await client.settle()
    expect(client.received).toHaveLength(2)
  })

  test.each([
    ['a header that is not zero', Buffer.from([1, 0, 0, 20])],
    ['a document type', encodeFrame('0001', '<!DOCTYPE a><a/>')],
    ['what is no XML', encodeFrame('0001', '<a><b></a>')],
  ])('%s: the connection is closed', async (_what, bytes) => {
    stage = await Stage.open()
    const client = await stage.connect()
    client.write(bytes)
    await expect(client.closed).resolves.toBeUndefined()
  })
})

test('a filter keeps events back: a set bit means not wanted', async () => {
  stage = await Stage.open()
  const client = await stage.connect()
  const started = await client.expect(
    { ...monitor('1001'), requestedMonitorFilter: { callcontrol: { established: true } } },
    'MonitorStartResponse',
  )
  expect(started.actualMonitorFilter).toEqual({ callcontrol: { established: true } })
  stage.call({ from: '+14155550100', to: '1001', hangUpAfterMs: 5000 })
  stage.press('1001', 'answer')
  await stage.pass(5000)
  expect(client.kinds()).toEqual(['Delivered', 'ConnectionCleared', 'ConnectionCleared'])
})

test('a call is monitored as a whole, through a transfer, to its end', async () => {
  stage = await Stage.open()
  const client = await stage.connect()
  stage.call({ from: '+14155550100', to: '1001' })
  stage.press('1001', 'answer')
  const [callID] = stage.simulator.engine.calls.keys()
  await client.expect(
    { kind: 'MonitorStart', monitorObject: { kind: 'callObject', value: { callID: callID! } } },
    'MonitorStartResponse',
  )
  await client.expect(
    {
      kind: 'SingleStepTransferCall',
      activeCall: { callID: callID!, deviceID: { id: '1001' } },
      transferredTo: { id: '1002' },
    },
    'SingleStepTransferCallResponse',
  )
  stage.press('1002', 'answer')
  stage.press('1002', 'hang-up')
  await stage.pass(0)
  expect(client.kinds()).toEqual([
    'Transfered',
    'Delivered',
    'Established',
    'ConnectionCleared',
    'ConnectionCleared',
    'CallCleared',
  ])
  const local = client.events().map((event) => 'localConnectionInfo' in event)
  expect(local).not.toContain(true)
})

test('the devices of the switch are listed, in reports that a frame can hold', async () => {
  const extensions = Array.from({ length: 250 }, (_, index) => ({ number: String(2000 + index), name: 'X' }))
  stage = await Stage.open({ extensions })
  const client = await stage.connect()
  await client.expect({ kind: 'GetSwitchingFunctionDevices' }, 'GetSwitchingFunctionDevicesResponse')
  await client.settle()
  const reports = client.received.flatMap(({ message }) =>
    message.kind === 'SwitchingFunctionDevices' ? [message] : [],
  )
  expect(reports.map(({ lastSegment }) => lastSegment)).toEqual([false, false, true])
  // 250 stations, one queue, one group, one voice menu, three park slots.
  expect(reports.flatMap(({ deviceList }) => deviceList ?? [])).toHaveLength(256)
})

test('data that an application ties to a call reach everybody who watches it', async () => {
  stage = await Stage.open()
  const [b] = await stage.watch('1001')
  stage.call({ from: '+14155550100', to: '1001' })
  const existingCall = (await b.event('DeliveredEvent')).connection!
  await b.expect(
    { kind: 'AssociateData', existingCall, correlatorData: { kind: 'string', value: 'CAFE' } },
    'AssociateDataResponse',
  )
  expect((await b.event('CallInformationEvent')).correlatorData).toEqual({ kind: 'string', value: 'CAFE' })
})
