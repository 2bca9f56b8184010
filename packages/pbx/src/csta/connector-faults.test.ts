import { describe, expect, test } from 'vitest'
import { editions, encodeFrame, encodeMessage, hexOfText } from '#csta/codec/index.ts'
import { pbxWith, open, party, leg, delivered, cleared, callEvents } from './test-session.ts'

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
