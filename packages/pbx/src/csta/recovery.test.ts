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
  expect(events).toContainEqual(expect.objectContaining({ kind: 'monitor', device: '1002', on: false }))
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
