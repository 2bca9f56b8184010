import { afterEach, expect, test } from 'vitest'
import { last, Stage, tale } from '#testing/stage.ts'

let stage: Stage
afterEach(() => stage.close())

const forward = (device: string, forwardingType: string, to: string) =>
  ({
    kind: 'SetForwarding',
    device: { id: device },
    forwardingType,
    activateForward: true,
    forwardDN: { id: to },
  }) as const

test('on no answer: the first phone hears it diverted, the second rings and knows from where', async () => {
  stage = await Stage.open()
  const [b, c] = await stage.watch('1001', '1002')
  await b.expect(forward('1001', 'forwardNoAns', '1002'), 'SetForwardingResponse')
  stage.call({ from: '+14155550100', to: '+18005551001' })
  await stage.pass(20_000)
  expect(tale(b)).toEqual([
    'Forwarding',
    'Delivered 1001 alerting newCall',
    'Diverted 1001 null callForwardNoAnswer',
  ])
  expect(tale(c)).toEqual(['Delivered 1002 alerting callForwardNoAnswer'])
  expect(last(b, 'DivertedEvent').newDestination).toEqual({ kind: 'deviceIdentifier', value: { id: '1002' } })
  expect(last(c, 'DeliveredEvent')).toMatchObject({
    calledDevice: { value: { id: '+18005551001' } },
    lastRedirectionDevice: { kind: 'numberDialed', value: { id: '1001' } },
  })
})

test('at once, when busy, and when not to be disturbed', async () => {
  stage = await Stage.open()
  const [b, c] = await stage.watch('1001', '1002')
  await b.expect(forward('1001', 'forwardImmediate', '1002'), 'SetForwardingResponse')
  stage.call({ from: '+14155550100', to: '1001', hangUpAfterMs: 1000 })
  await stage.pass(1000)
  expect(tale(b).slice(1)).toEqual(['Diverted 1001 null callForwardImmediate'])
  await b.expect(
    { ...forward('1001', 'forwardImmediate', '1002'), activateForward: false },
    'SetForwardingResponse',
  )
  await b.expect(forward('1001', 'forwardDND', '1002'), 'SetForwardingResponse')
  await b.expect(
    { kind: 'SetDoNotDisturb', device: { id: '1001' }, doNotDisturbOn: true },
    'SetDoNotDisturbResponse',
  )
  stage.call({ from: '+14155550100', to: '1001', hangUpAfterMs: 1000 })
  await stage.pass(1000)
  expect(tale(b).at(-1)).toBe('Diverted 1001 null callForward')
  expect(tale(c).filter((line) => line.startsWith('Delivered'))).toEqual([
    'Delivered 1002 alerting callForwardImmediate',
    'Delivered 1002 alerting callForward',
  ])
  expect(
    await b.expect({ kind: 'GetDoNotDisturb', device: { id: '1001' } }, 'GetDoNotDisturbResponse'),
  ).toMatchObject({
    doNotDisturbOn: true,
  })
  const { forwardingList } = await b.expect(
    { kind: 'GetForwarding', device: { id: '1001' } },
    'GetForwardingResponse',
  )
  expect(forwardingList).toEqual([
    { forwardingType: 'forwardImmediate', forwardStatus: false, forwardDN: { id: '1002' } },
    { forwardingType: 'forwardDND', forwardStatus: true, forwardDN: { id: '1002' } },
  ])
})

test('not to be disturbed, and nowhere else to go', async () => {
  stage = await Stage.open()
  const [b] = await stage.watch('1001')
  await b.expect(
    { kind: 'SetDoNotDisturb', device: { id: '1001' }, doNotDisturbOn: true },
    'SetDoNotDisturbResponse',
  )
  const id = stage.call({ from: '+14155550100', to: '1001' })
  await stage.pass(10_000)
  expect(tale(b)[1]).toBe('Failed 1001 fail doNotDisturb')
  expect(stage.outcome(id)).toBe('rejected')
})

test('in a circle: the call fails and the exchange lives', async () => {
  stage = await Stage.open()
  const [b] = await stage.watch('1001')
  await b.expect(forward('1001', 'forwardImmediate', '1002'), 'SetForwardingResponse')
  await b.expect(forward('1002', 'forwardImmediate', '1001'), 'SetForwardingResponse')
  const id = stage.call({ from: '+14155550100', to: '1001' })
  await stage.pass(10_000)
  expect(stage.outcome(id)).toBe('failed')
  expect(stage.simulator.engine.calls.size).toBe(0)
})

test('to nowhere is refused', async () => {
  stage = await Stage.open()
  const [b] = await stage.watch('1001')
  expect(await b.ask(forward('1001', 'forwardBusy', '99'))).toMatchObject({
    kind: 'CSTAErrorCode',
    error: { kind: 'operation', value: 'invalidDestination' },
  })
})
