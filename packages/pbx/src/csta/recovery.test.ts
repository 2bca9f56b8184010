/** What a session does about things that it must have missed. Found by tests/faults. */
import type { SwitchEvent } from '@hookswitch/model'
import { afterEach, expect, test } from 'vitest'
import { type Draft, type DraftOf, encodeFrame, encodeMessage } from '#csta/codec/index.ts'
import { cstaConfig } from './config.ts'
import { cstaConnector } from './connector.ts'
import { TestSwitch } from './test-switch.ts'

const cleanups: Array<() => unknown> = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

async function openWith(
  answers: Parameters<typeof TestSwitch.listen>[0] = {},
  more: { readonly pbx?: TestSwitch; readonly config?: object } = {},
): Promise<{ pbx: TestSwitch; events: SwitchEvent[]; snapshots: () => SwitchEvent[] }> {
  const pbx = more.pbx ?? (await TestSwitch.listen(answers))
  cleanups.push(() => pbx.stop())
  const events: SwitchEvent[] = []
  const session = await cstaConnector.open(
    cstaConfig.parse({ host: '127.0.0.1', port: pbx.port, user: 'u', password: 'p', ...more.config }),
    { devices: ['1001', '1002'], event: (event) => void events.push(event), log: () => {}, now: Date.now },
    new AbortController().signal,
  )
  cleanups.push(() => session.close())
  return { pbx, events, snapshots: () => events.filter((event) => event.kind === 'snapshot') }
}

const party = (id: string) => ({ kind: 'deviceIdentifier', value: { id } }) as const
const delivered: DraftOf<'DeliveredEvent'> = {
  kind: 'DeliveredEvent',
  monitorCrossRefID: 'm1001',
  connection: { callID: 'c1', deviceID: { id: '1001' } },
  alertingDevice: party('1001'),
  callingDevice: party('+14155550100'),
  calledDevice: party('1001'),
  lastRedirectionDevice: { kind: 'notRequired' },
  cause: 'newCall',
}

const deviceTells = (calls: readonly { callID: string; deviceID: { id: string } }[]): Draft => ({
  kind: 'SnapshotDeviceResponse',
  crossRefIDorSnapshotData: {
    kind: 'snapshotData',
    value: calls.map((connectionIdentifier) => ({
      connectionIdentifier,
      localCallState: { kind: 'compoundCallState', value: ['alerting'] },
    })),
  },
})
const nothing = deviceTells([])

test('an event that cannot be read is one that was lost: all devices are asked', async () => {
  const { pbx, snapshots } = await openWith()
  pbx.sendRaw(encodeFrame('9999', '<DeliveredEvent><monitorCrossRefID>m1001'))
  await expect.poll(() => snapshots().length).toBe(2)
  expect(snapshots()[1]).toEqual({ kind: 'snapshot', devices: ['1001', '1002'], connections: [] })
})

test('a flood of what cannot be read is no flood of questions', async () => {
  const { pbx, snapshots } = await openWith()
  for (let n = 0; n < 200; n += 1) pbx.sendRaw(encodeFrame('9999', '<a'))
  await expect.poll(() => snapshots().length).toBe(2)
  for (let n = 0; n < 200; n += 1) pbx.sendRaw(encodeFrame('9999', '<a'))
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(snapshots()).toHaveLength(2)
})

test('what was lost while the link was being opened is asked for when it is open', async () => {
  const pbx = await TestSwitch.listen()
  // The first device has answered; what happens to it now is said so that nobody can read it.
  pbx.answer({
    SnapshotDevice: ({ snapshotObject }) => {
      if (snapshotObject?.id === '1002') pbx.sendRaw(encodeFrame('9999', '<a'))
      return nothing
    },
  })
  const { snapshots } = await openWith({}, { pbx, config: { parallelRequests: 1 } })
  await expect.poll(() => snapshots().length).toBe(2)
})

test('a device that gave no answer is asked again within seconds', { timeout: 15_000 }, async () => {
  let asked = 0
  const { events } = await openWith(
    {
      MonitorStart: ({ monitorObject }) => {
        const id = monitorObject?.kind === 'deviceObject' ? monitorObject.value.id : ''
        if (id === '1002' && (asked += 1) === 1) return undefined
        return { kind: 'MonitorStartResponse', monitorCrossRefID: `m${id}` }
      },
    },
    { config: { requestTimeoutMs: 100 } },
  )
  // One lost answer is no reason to say that nobody watches it: what is believed of it would be given up.
  expect(events.filter(({ kind }) => kind === 'monitor')).toEqual([
    { kind: 'monitor', device: '1001', on: true },
  ])
  await expect
    .poll(() => events, { timeout: 6_000 })
    .toContainEqual({ kind: 'monitor', device: '1002', on: true })
})

test('a device of which something was told is asked whether it is so, and left alone while it is idle', async () => {
  const { pbx, snapshots } = await openWith({}, { config: { auditMs: 80 } })
  const asked = pbx.all('SnapshotDevice').length
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(pbx.all('SnapshotDevice')).toHaveLength(asked)
  // Rings, it says, and never again what came of it; in truth nothing is there.
  pbx.event(delivered)
  await expect
    .poll(() => snapshots().at(-1))
    .toEqual({ kind: 'snapshot', devices: ['1001'], connections: [] })
  const once = pbx.all('SnapshotDevice').length
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(pbx.all('SnapshotDevice')).toHaveLength(once)
})

test('what comes with the answer is newer than the answer', async () => {
  const { pbx, events, snapshots } = await openWith({}, { config: { auditMs: 80 } })
  const rings = { callID: 'c2', deviceID: { id: '1001' } }
  let audits = 0
  pbx.answer({
    SnapshotDevice: (_, id) => {
      audits += 1
      if (audits > 1) return deviceTells([rings])
      const frame = (invokeId: string, draft: Draft) => encodeFrame(invokeId, encodeMessage(draft, pbx.wire))
      pbx.sendRaw(Buffer.concat([frame(id, nothing), frame('9999', { ...delivered, connection: rings })]))
      return undefined
    },
  })
  pbx.event(delivered)
  await expect.poll(() => snapshots().length).toBe(2)
  expect(snapshots()[1]).toMatchObject({ connections: [{ connection: { callId: 'c2' }, state: 'alerting' }] })
  expect(events.filter(({ kind }) => kind === 'delivered')).toHaveLength(2)
})

test('a call that goes on to the next telephone while they are asked is not taken for over', async () => {
  const at = (device: string, callID = 'c3') => ({ callID, deviceID: { id: device } })
  let asking = false
  const pbx = await TestSwitch.listen()
  const { events, snapshots } = await openWith({}, { pbx, config: { parallelRequests: 1 } })
  pbx.answer({
    SnapshotDevice: ({ snapshotObject }) => {
      if (!asking || snapshotObject?.id !== '1001') return asking ? nothing : deviceTells([at('1002')])
      asking = false
      // 1001 has nothing; now it rings there, and 1002, which is asked next, has nothing either.
      queueMicrotask(() => pbx.event({ ...delivered, connection: at('1001') }))
      return nothing
    },
  })
  asking = true
  pbx.say('0001', { kind: 'SystemStatus', systemStatus: 'messagesLost' })
  await expect.poll(() => events.filter(({ kind }) => kind === 'delivered').length).toBe(1)
  const [, last] = snapshots()
  expect(last).toMatchObject({ connections: [{ connection: { callId: 'c3' } }] })
})

test('one lost answer to the first question after its health does not leave a switch unwatched', async () => {
  let asked = 0
  const pbx = await TestSwitch.listen({
    RequestSystemStatus: () =>
      (asked += 1) === 1 ? undefined : { kind: 'RequestSystemStatusResponse', systemStatus: 'normal' },
  })
  cleanups.push(() => pbx.stop())
  const session = await cstaConnector.open(
    cstaConfig.parse({ host: '127.0.0.1', port: pbx.port, user: 'u', password: 'p', heartbeatMs: 100 }),
    { devices: ['1001'], event: () => {}, log: () => {}, now: Date.now },
    new AbortController().signal,
  )
  cleanups.push(() => session.close())
  await expect.poll(() => asked).toBeGreaterThan(1)
  pbx.fallSilent()
  expect(await session.ended).toMatchObject({ code: 'link.down' })
})

test('a switch that lets us in and then says nothing is not live', async () => {
  const silent: Parameters<typeof TestSwitch.listen>[0] = {
    MonitorStart: () => undefined,
    SnapshotDevice: () => undefined,
    RequestSystemStatus: () => undefined,
    SystemRegister: () => undefined,
    GetCSTAFeatures: () => undefined,
    GetSwitchingFunctionCaps: () => undefined,
  }
  await expect(openWith(silent, { config: { requestTimeoutMs: 100 } })).rejects.toMatchObject({
    code: 'link.timeout',
  })
})

test('a call that is over before it can be asked after is nobody’s call', async () => {
  const pbx = await TestSwitch.listen()
  let asked = 0
  pbx.answer({
    SnapshotDevice: () =>
      (asked += 1) === 1 ? deviceTells([{ callID: 'c4', deviceID: { id: '1001' } }]) : nothing,
    SnapshotCall: () => ({ kind: 'CSTAErrorCode', error: { kind: 'operation', value: 'invalidCallID' } }),
  })
  const { snapshots } = await openWith({}, { pbx, config: { parallelRequests: 1 } })
  expect(snapshots()).toEqual([{ kind: 'snapshot', devices: ['1002', '1001'], connections: [] }])
})

/** All devices are asked anew, and before the first answers it tells what happened; `then` also what came of it. */
async function askedWithNews(after: readonly Draft[]): Promise<string[]> {
  const { pbx, events } = await openWith({}, { config: { parallelRequests: 1 } })
  const seen = events.length
  let asked = 0
  pbx.answer({
    SnapshotDevice: ({ snapshotObject }, id) => {
      if (snapshotObject?.id !== '1001') return nothing
      asked += 1
      if (asked > 1) return nothing
      const frame = (invokeId: string, draft: Draft) => encodeFrame(invokeId, encodeMessage(draft, pbx.wire))
      const later = after.map((draft) => frame('9999', draft))
      pbx.sendRaw(Buffer.concat([frame('9999', delivered), frame(id, nothing), ...later]))
      return undefined
    },
  })
  pbx.sendRaw(encodeFrame('9999', '<a'))
  await expect.poll(() => events.slice(seen).map(({ kind }) => kind)).toContain('snapshot')
  return events.slice(seen).map(({ kind }) => kind)
}

test('what was told of a device before it answered is older than its answer, though it was held meanwhile', async () => {
  expect(await askedWithNews([])).toEqual(['delivered', 'snapshot'])
})

test('so is what came with the answer, when the device has been asked again', async () => {
  const cleared: Draft = {
    kind: 'ConnectionClearedEvent',
    monitorCrossRefID: 'm1001',
    droppedConnection: { callID: 'c1', deviceID: { id: '1001' } },
    releasingDevice: party('1001'),
    cause: 'normalClearing',
  }
  expect(await askedWithNews([cleared])).toEqual(['delivered', 'connectionCleared', 'snapshot'])
})

test('a device that is asked again is where it says then, and not also where it said before', async () => {
  const { pbx, snapshots } = await openWith({}, { config: { parallelRequests: 1 } })
  const at1001 = { callID: 'c1', deviceID: { id: '1001' } }
  let asked = 0
  pbx.answer({
    SnapshotDevice: ({ snapshotObject }, id) => {
      if (snapshotObject?.id !== '1001') return nothing
      asked += 1
      if (asked > 1) return nothing
      const frame = (invokeId: string, draft: Draft) => encodeFrame(invokeId, encodeMessage(draft, pbx.wire))
      pbx.sendRaw(Buffer.concat([frame(id, deviceTells([at1001])), frame('9999', delivered)]))
      return undefined
    },
    SnapshotCall: () => ({
      kind: 'SnapshotCallResponse',
      crossRefIDorSnapshotData: { kind: 'snapshotData', value: [] },
    }),
  })
  pbx.sendRaw(encodeFrame('9999', '<a'))
  await expect.poll(() => snapshots().length).toBe(2)
  expect(snapshots()[1]).toEqual({ kind: 'snapshot', devices: ['1002', '1001'], connections: [] })
})
