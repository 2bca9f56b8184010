import type { SwitchEvent } from '@hookswitch/model'
import { afterEach, describe, expect, test } from 'vitest'
import { LinkError, type LinkLog, type PbxSession } from '#connector.ts'
import { type DraftOf, editions, encodeFrame, encodeMessage, hexOfText } from '#csta/codec/index.ts'
import { cstaConfig } from './config.ts'
import { cstaConnector } from './connector.ts'
import { TestSwitch } from './test-switch.ts'

const cleanups: Array<() => unknown> = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

type Answers = Parameters<typeof TestSwitch.listen>[0]

async function pbxWith(answers: Answers = {}): Promise<TestSwitch> {
  const pbx = await TestSwitch.listen(answers)
  cleanups.push(() => pbx.stop())
  return pbx
}

interface Opened {
  readonly session: PbxSession
  readonly events: SwitchEvent[]
  /** When each event is said to have come. */
  readonly times: number[]
  readonly logs: LinkLog[]
  readonly traces: string[]
}

interface Wishes {
  readonly devices?: readonly string[]
  readonly config?: object
}

async function open(pbx: TestSwitch, wishes: Wishes = {}): Promise<Opened> {
  const [events, logs, traces]: [SwitchEvent[], LinkLog[], string[]] = [[], [], []]
  const times: number[] = []
  let clock = 1_700_000_000_000
  const config = cstaConfig.parse({
    host: '127.0.0.1',
    port: wishes.config !== undefined && 'port' in wishes.config ? 0 : pbx.port,
    user: 'agent1',
    password: 'open sesame',
    requestTimeoutMs: 500,
    ...wishes.config,
  })
  const session = await cstaConnector.open(
    config,
    {
      devices: wishes.devices ?? ['1001'],
      event: (event, receivedAt) => {
        events.push(event)
        times.push(receivedAt)
      },
      log: (entry) => void logs.push(entry),
      now: () => clock++,
      trace: (direction, text) => void traces.push(`${direction} ${text}`),
    },
    new AbortController().signal,
  )
  cleanups.push(() => session.close())
  return { session, events, times, logs, traces }
}

async function refused(promise: Promise<unknown>): Promise<LinkError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(LinkError)
  return error as LinkError
}

const party = (id: string) => ({ kind: 'deviceIdentifier', value: { id } }) as const
const leg = (callID: string, id: string) => ({ callID, deviceID: { id } })

const delivered: DraftOf<'DeliveredEvent'> = {
  kind: 'DeliveredEvent',
  monitorCrossRefID: 'm1001',
  connection: leg('c1', '1001'),
  alertingDevice: party('1001'),
  callingDevice: party('+14155550100'),
  calledDevice: party('1001'),
  lastRedirectionDevice: { kind: 'notRequired' },
  cause: 'newCall',
  userData: { kind: 'string', value: hexOfText('4711') },
  associatedCallingDevice: party('T1'),
}

const cleared = (callID: string): DraftOf<'ConnectionClearedEvent'> => ({
  kind: 'ConnectionClearedEvent',
  monitorCrossRefID: 'm1001',
  droppedConnection: leg(callID, '1001'),
  releasingDevice: party('1001'),
  cause: 'normalClearing',
})

const callEvents = (events: readonly SwitchEvent[]): string[] =>
  events.map((event) => event.kind).filter((kind) => kind === 'delivered' || kind === 'connectionCleared')

describe('opening', () => {
  test('logs in, monitors, takes a snapshot, in this order', async () => {
    const pbx = await pbxWith()
    const { events } = await open(pbx, { devices: ['1001', '1002'] })
    expect(
      pbx
        .kinds()
        .filter((kind) => kind !== 'RequestSystemStatus' && kind !== 'GetSwitchingFunctionCaps')
        .slice(0, 6),
    ).toEqual([
      'StartApplicationSession',
      'GetCSTAFeatures',
      'MonitorStart',
      'MonitorStart',
      'SnapshotDevice',
      'SnapshotDevice',
    ])
    const [start] = pbx.all('StartApplicationSession')
    expect(start).toMatchObject({
      requestedProtocolVersions: [editions.ed6.csta],
      applicationInfo: {
        applicationID: 'Hookswitch',
        applicationSpecificInfo: [
          {
            name: 'SessionLoginInfo',
            children: [
              { name: 'userName', text: 'agent1' },
              { name: 'password', text: 'open sesame' },
            ],
          },
        ],
      },
    })
    expect(events).toEqual([
      { kind: 'monitor', device: '1001', on: true },
      { kind: 'monitor', device: '1002', on: true },
      { kind: 'snapshot', devices: ['1001', '1002'], connections: [] },
    ])
  })

  test('no invoke id is used twice, and none is 0000 or 9999', async () => {
    const pbx = await pbxWith()
    const devices = Array.from({ length: 60 }, (_, i) => String(2000 + i))
    await open(pbx, { devices })
    const ids = pbx.heard.map(({ invokeId }) => invokeId)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).not.toContain('0000')
    expect(ids).not.toContain('9999')
  })

  test('speaks the edition that the switch chose', async () => {
    const pbx = await pbxWith({
      StartApplicationSession: () => ({
        kind: 'StartApplicationSessionPosResponse',
        sessionID: 's1',
        actualProtocolVersion: editions.ed3.csta ?? '',
        actualSessionDuration: 180,
      }),
    })
    const { traces } = await open(pbx)
    expect(traces.find((line) => line.includes('<MonitorStart'))).toContain('csta/ed3')
  })

  test.each([
    ['invalidApplicationInfo', 'login.failed'],
    ['maxNumberSessions', 'licence.exceeded'],
    ['serverResourcesBusy', 'link.refused'],
    ['requestedProtocolVersionNotSupported', 'link.protocol'],
  ] as const)('a log-in refused with %s is %s', async (value, code) => {
    const pbx = await pbxWith({
      StartApplicationSession: () => ({
        kind: 'StartApplicationSessionNegResponse',
        errorCode: { kind: 'definedError', value },
      }),
    })
    const error = await refused(open(pbx))
    expect(error.code).toBe(code)
    expect(error.message).toMatch(/^The telephone system .+\.$/)
  })

  test('a switch that never answers the log-in is a time-out, not a wait', async () => {
    const pbx = await pbxWith({ StartApplicationSession: () => undefined })
    expect((await refused(open(pbx, { config: { requestTimeoutMs: 100 } }))).code).toBe('link.timeout')
  })

  test('a port where nobody listens', async () => {
    const pbx = await pbxWith()
    const { port } = pbx
    pbx.stop()
    expect((await refused(open(pbx, { config: { port } }))).code).toBe('link.refused')
  })

  test('an implicit association sends no log-in, registers, and answers a switch that speaks first', async () => {
    const pbx = await pbxWith({
      SystemRegister: () => ({ kind: 'SystemRegisterResponse', sysStatRegisterID: 'r1' }),
    })
    await open(pbx, { config: { dialect: 'implicit' } })
    pbx.say('0001', { kind: 'SystemStatus', systemStatus: 'normal' })
    await expect.poll(() => pbx.kinds()).toContain('SystemStatusResponse')
    expect(pbx.kinds()).toContain('SystemRegister')
    expect(pbx.kinds()).not.toContain('StartApplicationSession')
    expect(pbx.heard.find(({ message }) => message.kind === 'SystemStatusResponse')?.invokeId).toBe('0001')
  })

  test('a device that is refused is a monitor event with its reason, and the others are watched', async () => {
    const pbx = await pbxWith({
      MonitorStart: ({ monitorObject }) =>
        monitorObject?.kind === 'deviceObject' && monitorObject.value.id === '1002'
          ? {
              kind: 'CSTAErrorCode',
              error: { kind: 'systemResourceAvailibility', value: 'overallMonitorLimitExceeded' },
            }
          : { kind: 'MonitorStartResponse', monitorCrossRefID: 'm1001' },
    })
    const { events } = await open(pbx, { devices: ['1001', '1002'] })
    expect(events).toContainEqual({
      kind: 'monitor',
      device: '1002',
      on: false,
      problem: 'The telephone system has no licence left to watch another telephone.',
    })
    expect(events.at(-1)).toEqual({ kind: 'snapshot', devices: ['1001'], connections: [] })
  })

  test('a device that is not answered is a time-out and keeps nobody else from being watched', async () => {
    const pbx = await pbxWith({
      MonitorStart: ({ monitorObject }) =>
        monitorObject?.kind === 'deviceObject' && monitorObject.value.id === '1002'
          ? undefined
          : { kind: 'MonitorStartResponse', monitorCrossRefID: 'm1001' },
    })
    const { events } = await open(pbx, { devices: ['1002', '1001'], config: { requestTimeoutMs: 100 } })
    expect(events).toContainEqual({ kind: 'monitor', device: '1001', on: true })
    // Asked once more before it is given up.
    await expect
      .poll(() => events, { timeout: 8_000 })
      .toContainEqual(expect.objectContaining({ kind: 'monitor', device: '1002', on: false }))
  })

  test('what the switch says it can do is what is offered', async () => {
    const pbx = await pbxWith({
      GetCSTAFeatures: () => ({
        kind: 'GetCSTAFeaturesResponse',
        supportedServices: { callControlServList: { makeCall: {}, clearConnection: {} } },
      }),
    })
    const { session } = await open(pbx)
    expect(session.capabilities.commands).toMatchObject({
      makeCall: 'native',
      rejectCall: 'emulated',
      setAgentState: 'native',
    })
    expect(session.capabilities.commands).not.toHaveProperty('answerCall')
    expect(
      await session.command({
        kind: 'answerCall',
        device: '1001',
        connection: { callId: 'c1', deviceId: '1001' },
      }),
    ).toMatchObject({
      ok: false,
      refusal: { code: 'command.unsupported' },
    })
    expect(pbx.kinds()).not.toContain('AnswerCall')
  })
})

describe('events', () => {
  test('a call rings with caller, digits and trunk', async () => {
    const pbx = await pbxWith()
    const { events } = await open(pbx)
    pbx.event(delivered)
    await expect
      .poll(() => events.at(-1))
      .toEqual({
        kind: 'delivered',
        connection: { callId: 'c1', deviceId: '1001' },
        device: '1001',
        monitored: '1001',
        cause: 'newCall',
        calling: { kind: 'known', number: '+14155550100', name: null, external: true, address: null },
        called: { kind: 'known', number: '1001', name: null, external: false, address: null },
        digits: '4711',
      })
  })

  test('an event before the answer that names its monitor is not lost', async () => {
    const pbx = await pbxWith()
    const { session, events } = await open(pbx)
    pbx.answer({
      MonitorStart: () => {
        pbx.event({ ...delivered, monitorCrossRefID: 'm7' })
        return { kind: 'MonitorStartResponse', monitorCrossRefID: 'm7' }
      },
    })
    expect(await session.monitor('1007')).toEqual({ ok: true })
    expect(events).toContainEqual(expect.objectContaining({ kind: 'delivered', monitored: '1007' }))
  })

  test('what a device told before it answered is told before the snapshot, in order', async () => {
    let asked = 0
    const pbx = await pbxWith({
      SnapshotDevice: () => {
        if ((asked += 1) === 1) {
          pbx.event(delivered)
          pbx.event(cleared('c1'))
        }
        return {
          kind: 'SnapshotDeviceResponse',
          crossRefIDorSnapshotData: { kind: 'snapshotData', value: [] },
        }
      },
    })
    const { events, times } = await open(pbx)
    expect(events.map((event) => event.kind)).toEqual([
      'monitor',
      'delivered',
      'connectionCleared',
      'snapshot',
    ])
    // What was held must not make a call's times run backwards.
    expect(times).toEqual(times.toSorted((one, other) => one - other))
  })

  test('an event for a monitor that is not ours is left alone', async () => {
    const pbx = await pbxWith()
    const { events, logs } = await open(pbx)
    pbx.event({ ...delivered, monitorCrossRefID: 'somebody else’s' })
    await expect.poll(() => logs.map((entry) => entry.code)).toContain('csta.unknownMonitor')
    expect(callEvents(events)).toEqual([])
  })

  test('unknown events, unknown elements and messages that are not XML do not disturb the next event', async () => {
    const pbx = await pbxWith()
    const { events, logs } = await open(pbx)
    pbx.sendRaw(encodeFrame('9999', '<FlyingSaucerEvent/>'))
    pbx.sendRaw(encodeFrame('9999', '<DeliveredEvent><monitorCrossRefID>m1001'))
    pbx.sendRaw(encodeFrame('9999', '<!DOCTYPE a><a/>'))
    pbx.sendRaw(
      encodeFrame('9999', '<DeliveredEvent><monitorCrossRefID>m1001</monitorCrossRefID></DeliveredEvent>'),
    )
    pbx.event(delivered)
    await expect.poll(() => callEvents(events)).toEqual(['delivered'])
    const codes = logs.map((entry) => entry.code)
    expect(codes).toEqual(
      expect.arrayContaining(['csta.unknownEvent', 'csta.xml-malformed', 'csta.xml-doctype']),
    )
  })
})

describe('the switch asks', () => {
  test('every request gets exactly one answer under its own number', async () => {
    const pbx = await pbxWith()
    const { logs } = await open(pbx)
    pbx.say('0007', { kind: 'SystemStatus', systemStatus: 'normal' })
    pbx.say('0008', { kind: 'RequestSystemStatus' })
    pbx.sendRaw(encodeFrame('0009', '<RouteRequest/>'))
    pbx.sendRaw(encodeFrame('0000', '<keepalive/>'))
    await expect
      .poll(
        () => pbx.heard.filter(({ invokeId }) => ['0007', '0008', '0009', '0000'].includes(invokeId)).length,
      )
      .toBeGreaterThan(2)
    const answers = Object.fromEntries(
      pbx.heard
        .filter(({ message }) => message.kind.endsWith('Response') || message.kind === 'CSTAErrorCode')
        .map(({ invokeId, message }) => [invokeId, message]),
    )
    expect(answers).toEqual({
      '0007': { kind: 'SystemStatusResponse' },
      '0008': { kind: 'RequestSystemStatusResponse', systemStatus: 'normal' },
      '0009': { kind: 'CSTAErrorCode', error: { kind: 'operation', value: 'serviceNotSupported' } },
    })
    expect(logs.map((entry) => entry.code)).toContain('csta.unknownRequest')
  })

  test('is answered in its own namespace and prefix', async () => {
    const pbx = await pbxWith()
    const { traces } = await open(pbx)
    pbx.sendRaw(
      encodeFrame(
        '0004',
        encodeMessage({ kind: 'SystemStatus', systemStatus: 'normal' }, { ...editions.ed4, prefix: 'ns3' }),
      ),
    )
    await expect
      .poll(() => traces.find((line) => line.startsWith('out 0004') && line.includes('Response')))
      .toContain(
        '<ns3:SystemStatusResponse xmlns:ns3="http://www.ecma-international.org/standards/ecma-323/csta/ed4"/>',
      )
  })

  test('messagesLost: all devices are asked again', async () => {
    const pbx = await pbxWith()
    const { events } = await open(pbx)
    pbx.say('0001', { kind: 'SystemStatus', systemStatus: 'messagesLost' })
    await expect.poll(() => events.filter((event) => event.kind === 'snapshot')).toHaveLength(2)
    expect(pbx.all('MonitorStart')).toHaveLength(1)
  })

  test('a restart: monitors again, and a snapshot that says so', async () => {
    const pbx = await pbxWith()
    const { events } = await open(pbx)
    pbx.say('0001', { kind: 'SystemStatus', systemStatus: 'initializing' })
    pbx.say('0002', { kind: 'SystemStatus', systemStatus: 'enabled' })
    await expect
      .poll(() => events.at(-1))
      .toEqual({ kind: 'snapshot', devices: ['1001'], connections: [], restarted: true })
    expect(pbx.all('MonitorStart')).toHaveLength(2)
    pbx.event(delivered)
    await expect.poll(() => callEvents(events)).toEqual(['delivered'])
  })

  test('a switch that was disabled and is well again: old monitors are stopped before new ones begin', async () => {
    const pbx = await pbxWith()
    const { events } = await open(pbx)
    pbx.say('0001', { kind: 'SystemStatus', systemStatus: 'disabled' })
    pbx.say('0002', { kind: 'SystemStatus', systemStatus: 'enabled' })
    await expect
      .poll(() => events.at(-1))
      .toMatchObject({ kind: 'snapshot', devices: ['1001'], restarted: true })
    const monitoring = pbx.kinds().filter((kind) => kind.startsWith('MonitorSt'))
    expect(monitoring).toEqual(['MonitorStart', 'MonitorStop', 'MonitorStart'])
  })

  test('a switch that says again and again that it is well restarts nothing', async () => {
    const pbx = await pbxWith()
    const { events } = await open(pbx)
    for (const id of ['0001', '0002', '0003']) pbx.say(id, { kind: 'SystemStatus', systemStatus: 'enabled' })
    pbx.event(delivered)
    await expect.poll(() => callEvents(events)).toEqual(['delivered'])
    expect(pbx.all('MonitorStart')).toHaveLength(1)
  })

  test('a monitor stopped by the switch is told, and started again', async () => {
    const pbx = await pbxWith()
    const { events } = await open(pbx)
    pbx.say('0001', { kind: 'MonitorStop', monitorCrossRefID: 'm1001' })
    await expect
      .poll(() => events)
      .toContainEqual({
        kind: 'monitor',
        device: '1001',
        on: false,
        problem: 'The telephone system stopped reporting this telephone.',
      })
    await expect
      .poll(() => events.at(-1), { timeout: 5_000 })
      .toEqual({ kind: 'snapshot', devices: ['1001'], connections: [] })
    expect(pbx.kinds()).toContain('MonitorStopResponse')
  })
})

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

describe('frames', () => {
  test('split to single bytes, and many in one write', async () => {
    const pbx = await pbxWith()
    const { events } = await open(pbx)
    const bytes = encodeFrame('9999', encodeMessage(delivered, editions.ed6))
    for (const byte of bytes) pbx.sendRaw(Uint8Array.of(byte))
    pbx.sendRaw(
      Buffer.concat([encodeFrame('9999', encodeMessage(cleared('c1'), editions.ed6)), bytes, bytes]),
    )
    await expect
      .poll(() => callEvents(events))
      .toEqual(['delivered', 'connectionCleared', 'delivered', 'delivered'])
  })

  test.each<[string, string, Uint8Array]>([
    ['a length below 9', 'csta.frame-too-short', Uint8Array.of(0, 0, 0, 8, 0x30, 0x30, 0x30, 0x31)],
    ['a header that is not zero', 'csta.frame-format', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['an invoke id of letters', 'csta.frame-invoke-id', Buffer.from('\0\0\0\x10ABCD<a/>....')],
  ])('%s ends the link with a clear line', async (_, code, bytes) => {
    const pbx = await pbxWith()
    const { session, logs } = await open(pbx)
    pbx.sendRaw(bytes)
    expect(await session.ended).toMatchObject({ code: 'link.protocol' })
    expect(logs).toContainEqual(
      expect.objectContaining({
        code,
        level: 'error',
        message: expect.stringMatching(/^The .+ The connection is given up\.$/),
      }),
    )
  })

  test('an unknown invoke id is a line in the log and nothing more', async () => {
    const pbx = await pbxWith()
    const { session, logs } = await open(pbx)
    pbx.say('0777', { kind: 'AnswerCallResponse' })
    await expect
      .poll(() => logs)
      .toContainEqual({
        level: 'warn',
        code: 'csta.unknownInvokeId',
        message: 'The switch answered AnswerCallResponse under a number that nobody asked with.',
        details: { invokeId: '0777' },
      })
    expect(await session.monitor('1001')).toEqual({ ok: true })
  })

  test('a late answer is told apart, and answers nobody else', async () => {
    let late = ''
    const pbx = await pbxWith({
      AnswerCall: (_, id) => {
        late = id
        return undefined
      },
    })
    const { session, logs } = await open(pbx, { config: { requestTimeoutMs: 60 } })
    const command = {
      kind: 'answerCall',
      device: '1001',
      connection: { callId: 'c1', deviceId: '1001' },
    } as const
    expect(await session.command(command)).toMatchObject({ ok: false, refusal: { code: 'link.timeout' } })
    pbx.say(late, { kind: 'AnswerCallResponse' })
    await expect
      .poll(() => logs)
      .toContainEqual(
        expect.objectContaining({ code: 'csta.lateAnswer', details: { invokeId: late, kind: 'AnswerCall' } }),
      )
  })
})

describe('what goes wrong on the way', () => {
  test('an answer that cannot be read ends the waiting for it', async () => {
    const pbx = await pbxWith({
      HoldCall: (_, id) => (pbx.sendRaw(encodeFrame(id, '<HoldCallResponse>')), undefined),
    })
    const { session } = await open(pbx, { config: { requestTimeoutMs: 60_000 } })
    const command = {
      kind: 'holdCall',
      device: '1001',
      connection: { callId: 'c1', deviceId: '1001' },
    } as const
    expect(await session.command(command)).toMatchObject({ ok: false, refusal: { code: 'link.protocol' } })
  })

  test('an answer of another kind is no answer', async () => {
    const pbx = await pbxWith({ HoldCall: () => ({ kind: 'RetrieveCallResponse' }) })
    const { session, logs } = await open(pbx)
    const command = {
      kind: 'holdCall',
      device: '1001',
      connection: { callId: 'c1', deviceId: '1001' },
    } as const
    expect(await session.command(command)).toMatchObject({ ok: false, refusal: { code: 'link.protocol' } })
    expect(logs).toContainEqual(expect.objectContaining({ code: 'csta.otherAnswer' }))
  })

  test('a monitor whose start was answered too late is stopped, not left behind', async () => {
    let late = ''
    const pbx = await pbxWith({ MonitorStart: (_, id) => ((late = id), undefined) })
    await open(pbx, { config: { requestTimeoutMs: 60 } })
    pbx.say(late, { kind: 'MonitorStartResponse', monitorCrossRefID: 'm77' })
    await expect
      .poll(() => pbx.all('MonitorStop'))
      .toEqual([{ kind: 'MonitorStop', monitorCrossRefID: 'm77' }])
  })

  test('a device that did not tell what it is doing is asked again', async () => {
    const pbx = await pbxWith({ SnapshotDevice: () => undefined })
    const { events } = await open(pbx, { config: { requestTimeoutMs: 400 } })
    expect(events.at(-1)).toEqual({ kind: 'snapshot', devices: [], connections: [] })
    pbx.answer({
      SnapshotDevice: () => ({
        kind: 'SnapshotDeviceResponse',
        crossRefIDorSnapshotData: { kind: 'snapshotData', value: [] },
      }),
    })
    pbx.say('0001', { kind: 'SwFunctionDevicesChanged' })
    await expect.poll(() => events.at(-1)).toEqual({ kind: 'snapshot', devices: ['1001'], connections: [] })
    expect(pbx.all('MonitorStart')).toHaveLength(1)
  })

  test('a device that could not be watched is tried again, and its problem told once', async () => {
    const pbx = await pbxWith({
      MonitorStart: () => ({ kind: 'CSTAErrorCode', error: { kind: 'operation', value: 'invalidDeviceID' } }),
    })
    const { events } = await open(pbx)
    pbx.say('0001', { kind: 'SwFunctionDevicesChanged' })
    await expect.poll(() => pbx.all('MonitorStart')).toHaveLength(2)
    pbx.answer({ MonitorStart: () => ({ kind: 'MonitorStartResponse', monitorCrossRefID: 'm5' }) })
    pbx.say('0002', { kind: 'SwFunctionDevicesChanged' })
    await expect.poll(() => events.at(-1)).toEqual({ kind: 'snapshot', devices: ['1001'], connections: [] })
    expect(events.filter((event) => event.kind === 'monitor')).toEqual([
      {
        kind: 'monitor',
        device: '1001',
        on: false,
        problem: 'The telephone system does not know this device.',
      },
      { kind: 'monitor', device: '1001', on: true },
    ])
  })

  test('a command given up before it was sent is not sent', async () => {
    const pbx = await pbxWith()
    const { session } = await open(pbx)
    const command = { kind: 'makeCall', device: '1001', to: '1002' } as const
    expect(await session.command(command, AbortSignal.abort())).toMatchObject({ ok: false })
    expect(pbx.kinds()).not.toContain('MakeCall')
  })

  test('unmonitor stops the monitor, and later events of it are left alone', async () => {
    const pbx = await pbxWith()
    const { session, events } = await open(pbx)
    expect(await session.unmonitor('1001')).toEqual({ ok: true })
    pbx.event(delivered)
    await expect.poll(() => events.at(-1)).toEqual({ kind: 'monitor', device: '1001', on: false })
    expect(pbx.all('MonitorStop')).toEqual([{ kind: 'MonitorStop', monitorCrossRefID: 'm1001' }])
    expect(callEvents(events)).toEqual([])
  })
})

describe('a link under abuse', () => {
  /** A small generator, so that a failing schedule can be seen again. */
  function chance(seed: number): (below: number) => number {
    let state = seed
    return (below) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
      return Math.floor((state / 4_294_967_296) * below)
    }
  }

  const junk = [
    encodeFrame('9999', '<DeliveredEvent><monitorCrossRefID>m1001'),
    encodeFrame('9999', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
    encodeFrame('0815', '<AnswerCallResponse/>'),
    encodeFrame('9999', `${'<a>'.repeat(50)}${'</a>'.repeat(50)}`),
    encodeFrame('9999', '<EstablishedEvent><monitorCrossRefID>m1001</monitorCrossRefID></EstablishedEvent>'),
    encodeFrame('0001', '<RouteRequest/>'),
    encodeFrame('9999', 'no XML at all'),
  ]

  test(
    'junk, answers nobody asked for, and cuts anywhere: every event arrives once, in order',
    { timeout: 30_000 },
    async () => {
      const pbx = await pbxWith()
      const { session, events } = await open(pbx)
      // From here on nothing may be answered: it would land in the middle of a frame that is cut in two.
      await expect.poll(() => pbx.kinds()).toContain('GetForwarding')
      pbx.answer({ SnapshotDevice: () => undefined })
      const calls: string[] = []
      for (let seed = 1; seed <= 100; seed++) {
        const below = chance(seed)
        const parts: Uint8Array[] = []
        for (let i = 0; i < 5; i++) {
          parts.push(junk[below(junk.length)] ?? Buffer.alloc(0))
          calls.push(`c${seed}-${i}`)
          const event = { ...delivered, connection: leg(`c${seed}-${i}`, '1001') }
          parts.push(encodeFrame('9999', encodeMessage(event, editions.ed6)))
        }
        const stream = Buffer.concat(parts)
        for (let at = 0; at < stream.length;) {
          const size = 1 + below(below(4) === 0 ? 4_000 : 200)
          pbx.sendRaw(stream.subarray(at, at + size))
          at += size
          if (below(4) === 0) await new Promise((resolve) => setImmediate(resolve))
        }
      }
      const heard = (): string[] =>
        events.flatMap((event) => (event.kind === 'delivered' ? [event.connection.callId] : []))
      await expect.poll(() => heard().length, { timeout: 10_000 }).toBe(calls.length)
      expect(heard()).toEqual(calls)
      expect(await session.monitor('1001')).toEqual({ ok: true })
    },
  )
})

describe('the end', () => {
  test('logging out: MonitorStop, then StopApplicationSession, then the connection', async () => {
    const pbx = await pbxWith()
    const { session } = await open(pbx, { devices: ['1001', '1002'] })
    await session.close()
    expect(pbx.kinds().slice(-3)).toEqual(['MonitorStop', 'MonitorStop', 'StopApplicationSession'])
    expect(pbx.all('StopApplicationSession')[0]).toMatchObject({
      sessionID: 's1',
      sessionEndReason: { kind: 'definedEndReason', value: 'normal' },
    })
    expect(await session.ended).toEqual({ code: 'closed', message: 'Hookswitch logged out.' })
    await session.close()
  })

  test('logging out of a switch that does not answer takes at most two seconds', async () => {
    const pbx = await pbxWith({ MonitorStop: () => undefined, StopApplicationSession: () => undefined })
    const { session } = await open(pbx, { config: { requestTimeoutMs: 60_000 } })
    const start = performance.now()
    await session.close()
    expect(performance.now() - start).toBeLessThan(4_000)
  })

  test('a switch that hangs up is a link down, and what waits for it is told', async () => {
    const pbx = await pbxWith({ HoldCall: () => (pbx.stop(), undefined) })
    const { session } = await open(pbx)
    const result = await session.command({
      kind: 'holdCall',
      device: '1001',
      connection: { callId: 'c1', deviceId: '1001' },
    })
    expect(result).toMatchObject({ ok: false, refusal: { code: 'link.down' } })
    expect((await session.ended).code).toBe('link.down')
    expect(await session.monitor('1002')).toMatchObject({ ok: false, refusal: { code: 'link.down' } })
  })

  test('a silent switch is asked, and taken for dead when it stays silent', async () => {
    const pbx = await pbxWith()
    const { session } = await open(pbx, { config: { heartbeatMs: 100 } })
    await expect.poll(() => pbx.all('RequestSystemStatus').length).toBeGreaterThan(1)
    pbx.fallSilent()
    expect(await session.ended).toMatchObject({
      code: 'link.down',
      message: expect.stringMatching(/has said nothing/),
    })
  })

  test('one that does not answer how it is, is asked after a device instead', async () => {
    const pbx = await pbxWith({ RequestSystemStatus: () => undefined })
    const { session } = await open(pbx, { config: { heartbeatMs: 100 } })
    const before = pbx.all('SnapshotDevice').length
    await expect.poll(() => pbx.all('SnapshotDevice').length).toBeGreaterThan(before)
    pbx.fallSilent()
    expect(await session.ended).toMatchObject({ code: 'link.down' })
  })

  test('a switch that does not answer such questions is not taken for dead', async () => {
    const pbx = await pbxWith({ RequestSystemStatus: () => undefined, SnapshotDevice: () => undefined })
    const { events, logs } = await open(pbx, { config: { heartbeatMs: 50 } })
    await expect.poll(() => logs.map((entry) => entry.code)).toContain('csta.noHeartbeat')
    await new Promise((resolve) => setTimeout(resolve, 300))
    pbx.event(delivered)
    await expect.poll(() => callEvents(events)).toEqual(['delivered'])
  })

  test('a session that the switch terminates', async () => {
    const pbx = await pbxWith()
    const { session } = await open(pbx)
    pbx.say('0001', {
      kind: 'ApplicationSessionTerminated',
      sessionID: 's1',
      sessionTermReason: { kind: 'definedTermReason', value: 'sessionTimerExpired' },
    })
    expect(await session.ended).toEqual({
      code: 'link.down',
      message: 'The telephone system ended our session: it had not been renewed in time.',
    })
  })

  test('the session is renewed at half time, and given up when the switch has forgotten it', async () => {
    let renewals = 0
    const pbx = await pbxWith({
      StartApplicationSession: () => ({
        kind: 'StartApplicationSessionPosResponse',
        sessionID: 's1',
        actualProtocolVersion: '',
        actualSessionDuration: 1,
      }),
      ResetApplicationSessionTimer: () => {
        renewals += 1
        return renewals < 2
          ? { kind: 'ResetApplicationSessionTimerPosResponse', actualSessionDuration: 1 }
          : {
              kind: 'ResetApplicationSessionTimerNegResponse',
              errorCode: { kind: 'definedError', value: 'invalidSessionID' },
            }
      },
    })
    const { session } = await open(pbx)
    expect(await session.ended).toMatchObject({
      code: 'link.down',
      message: expect.stringMatching(/does not know our session/),
    })
    expect(pbx.all('ResetApplicationSessionTimer')).toHaveLength(2)
    expect(pbx.all('ResetApplicationSessionTimer')[0]).toMatchObject({
      sessionID: 's1',
      requestedSessionDuration: 180,
    })
  })
})

describe('what is not said', () => {
  test('no log line carries a number, a name or a password, and no trace a password', async () => {
    const pbx = await pbxWith()
    const { session, logs, traces } = await open(pbx)
    pbx.event({ ...delivered, callingDevice: party('N<+14155550100>Gemma Sinclair'), cause: 'because' })
    pbx.sendRaw(encodeFrame('9999', '<DeliveredEvent><a>Gemma Sinclair +14155550100</b></DeliveredEvent>'))
    pbx.sendRaw(encodeFrame('0001', '<Ask><who>Gemma Sinclair</who></Ask>'))
    await session.command({
      kind: 'setAgentState',
      device: '1001',
      state: 'ready',
      agentId: '7001',
      password: 'open sesame',
    })
    await expect.poll(() => logs.map((entry) => entry.code)).toContain('csta.unknownRequest')
    await session.close()
    expect(JSON.stringify(logs)).not.toMatch(/Gemma|4155550100|sesame|1001|7001/)
    expect(traces.join('\n')).not.toMatch(/sesame/)
    expect(traces.join('\n')).not.toContain(hexOfText('open sesame'))
    expect(traces.join('\n')).toContain('***')
  })
})
