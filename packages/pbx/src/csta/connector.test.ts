import { describe, expect, test } from 'vitest'
import { editions, encodeFrame, encodeMessage } from '#csta/codec/index.ts'
import { pbxWith, open, refused, delivered, cleared, callEvents } from './test-session.ts'

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
