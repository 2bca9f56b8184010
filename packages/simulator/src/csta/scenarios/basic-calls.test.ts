import { afterEach, describe, expect, test } from 'vitest'
import { setBehaviour } from '#engine/engine.ts'
import type { Behaviour } from '#control-api.ts'
import { last, Stage, tale } from '#testing/stage.ts'

let stage: Stage
afterEach(() => stage.close())

function behave(extension: string, behaviour: Behaviour): void {
  const { engine } = stage.simulator
  const phone = engine.phone(extension)
  if (phone !== undefined) setBehaviour(engine, phone, behaviour)
}

describe('a call out', () => {
  test('inside the house: both ends hear every step, each with its own state', async () => {
    stage = await Stage.open()
    const [a, b] = await stage.watch('1001', '1002')
    const call = await a.expect(
      {
        kind: 'MakeCall',
        callingDevice: { id: '1001' },
        calledDirectoryNumber: { id: '1002' },
        autoOriginate: 'doNotPrompt',
      },
      'MakeCallResponse',
    )
    await b.event('DeliveredEvent')
    const ringing = last(b, 'DeliveredEvent').connection!
    await b.expect({ kind: 'AnswerCall', callToBeAnswered: ringing }, 'AnswerCallResponse')
    await a.expect(
      { kind: 'ClearConnection', connectionToBeCleared: call.callingDevice! },
      'ClearConnectionResponse',
    )
    await stage.pass(0)
    expect(tale(a)).toEqual([
      'ServiceInitiated 1001 initiated makeCall',
      'Originated 1001 connected newCall',
      'Delivered 1002 connected newCall',
      'Established 1002 connected normal',
      'ConnectionCleared 1001 null normalClearing',
    ])
    expect(tale(b)).toEqual([
      'Delivered 1002 alerting newCall',
      'Established 1002 connected normal',
      'ConnectionCleared 1001 connected normalClearing',
      'ConnectionCleared 1002 null normalClearing',
    ])
  })

  test('prompted: nothing is dialled until the phone is lifted', async () => {
    stage = await Stage.open({ settings: { liftAfterMs: null } })
    const [a] = await stage.watch('1001')
    const call = await a.expect(
      { kind: 'MakeCall', callingDevice: { id: '1001' }, calledDirectoryNumber: { id: '1002' } },
      'MakeCallResponse',
    )
    await stage.pass(60_000)
    expect(tale(a)).toEqual(['ServiceInitiated 1001 initiated makeCall'])
    await a.expect({ kind: 'AnswerCall', callToBeAnswered: call.callingDevice! }, 'AnswerCallResponse')
    expect((await a.event('DeliveredEvent')).localConnectionInfo).toBe('connected')
  })

  test('to the outside: the network is reached, a phone rings there, somebody answers', async () => {
    stage = await Stage.open({ settings: { outside: { kind: 'answer', afterMs: 4000 } }, customers: [] })
    const [a] = await stage.watch('1001')
    await a.expect(
      {
        kind: 'MakeCall',
        callingDevice: { id: '1001' },
        calledDirectoryNumber: { id: '+49 (30) 23125-001' },
        autoOriginate: 'doNotPrompt',
      },
      'MakeCallResponse',
    )
    await stage.pass(10_000)
    expect(tale(a)).toEqual([
      'ServiceInitiated 1001 initiated makeCall',
      'Originated 1001 connected newCall',
      'NetworkReached T1 connected newCall',
      'Delivered T1 connected newCall',
      'Established T1 connected normal',
    ])
    expect(last(a, 'EstablishedEvent').answeringDevice).toEqual({
      kind: 'deviceIdentifier',
      value: { id: '+493023125001' },
    })
  })

  test('to a number that is engaged, and to one that does not exist', async () => {
    stage = await Stage.open({ customers: [] })
    stage.simulator.engine.outsideBehaviours.set('+13125550177', { kind: 'busy' })
    stage.simulator.engine.outsideBehaviours.set('+33639981234', { kind: 'notRegistered' })
    const [a] = await stage.watch('1001')
    for (const number of ['+13125550177', '+33639981234']) {
      stage.call({ from: '1001', to: number })
      await stage.pass(10_000)
    }
    const failed = tale(a).filter((line) => line.startsWith('Failed'))
    expect(failed).toEqual(['Failed T1 connected busy', 'Failed T1 connected destNotObtainable'])
    expect(tale(a).at(-1)).toBe('ConnectionCleared 1001 null normalClearing')
  })
})

describe('a call in', () => {
  test('abandoned: never established, and the phone’s own leg ends', async () => {
    stage = await Stage.open()
    const [b] = await stage.watch('1001')
    const id = stage.call({ from: '+14155550100', to: '1001', hangUpAfterMs: 5000 })
    await stage.pass(6000)
    expect(tale(b)).toEqual([
      'Delivered 1001 alerting newCall',
      'ConnectionCleared T1 alerting callCancelled',
      'ConnectionCleared 1001 null callCancelled',
    ])
    expect(stage.outcome(id)).toBe('abandoned')
  })

  test('rejected by the application', async () => {
    stage = await Stage.open()
    const [b] = await stage.watch('1001')
    const id = stage.call({ from: '+14155550100', to: '1001' })
    const ringing = (await b.event('DeliveredEvent')).connection!
    await b.expect({ kind: 'ClearConnection', connectionToBeCleared: ringing }, 'ClearConnectionResponse')
    await stage.pass(5000)
    expect(tale(b)).toEqual(['Delivered 1001 alerting newCall', 'ConnectionCleared 1001 null blocked'])
    expect(stage.outcome(id)).toBe('rejected')
  })

  test('a colleague’s call rejected: he hears it fail', async () => {
    stage = await Stage.open()
    behave('1002', { kind: 'refuse', afterMs: 1000 })
    const [a] = await stage.watch('1001')
    stage.call({ from: '1001', to: '1002' })
    await stage.pass(10_000)
    expect(tale(a).slice(2)).toEqual([
      'Delivered 1002 connected newCall',
      'ConnectionCleared 1002 connected blocked',
      'Failed 1001 fail blocked',
      'ConnectionCleared 1001 null normalClearing',
    ])
  })

  test.each([
    ['busy', 'busy', 'busy'],
    ['notRegistered', 'destNotObtainable', 'failed'],
  ] as const)('to a phone that is %s', async (kind, cause, outcome) => {
    stage = await Stage.open()
    behave('1001', { kind })
    const [b] = await stage.watch('1001')
    const id = stage.call({ from: '+14155550100', to: '1001' })
    await stage.pass(10_000)
    expect(tale(b)[0]).toBe(`Failed 1001 fail ${cause}`)
    expect(stage.outcome(id)).toBe(outcome)
  })

  test('nobody answers in time', async () => {
    stage = await Stage.open()
    behave('1001', { kind: 'ignore' })
    const [b] = await stage.watch('1001')
    const id = stage.call({ from: '+14155550100', to: '1001' })
    await stage.pass(60_000)
    expect(tale(b)).toEqual([
      'Delivered 1001 alerting newCall',
      'ConnectionCleared 1001 null callNotAnswered',
    ])
    expect(stage.outcome(id)).toBe('missed')
  })

  test('with the number withheld: the wire does not tell it, the ledger does', async () => {
    stage = await Stage.open()
    const [b] = await stage.watch('1001')
    stage.call({ from: 'anonymous', to: '1001', name: 'Somebody' })
    expect((await b.event('DeliveredEvent')).callingDevice).toEqual({ kind: 'restricted' })
    const [began] = stage.simulator.ledger.since(0)
    expect(began).toMatchObject({ kind: 'callBegan', from: 'anonymous', restricted: true })
  })

  test('two at once, and the second answered: the first goes on hold', async () => {
    stage = await Stage.open()
    const [b] = await stage.watch('1001')
    stage.call({ from: '+14155550100', to: '1001' })
    stage.press('1001', 'answer')
    stage.call({ from: '+442079460018', to: '1001' })
    stage.press('1001', 'answer')
    await stage.pass(0)
    expect(tale(b)).toEqual([
      'Delivered 1001 alerting newCall',
      'Established 1001 connected normal',
      'Delivered 1001 alerting newCall',
      'Held 1001 hold normal',
      'Established 1001 connected normal',
    ])
  })
})

test('hold and retrieve, by the application and on the phone alike', async () => {
  stage = await Stage.open()
  const [a, b] = await stage.watch('1001', '1002')
  stage.call({ from: '1001', to: '1002' })
  stage.press('1002', 'answer')
  await stage.pass(0)
  const mine = last(b, 'DeliveredEvent').connection!
  await b.expect({ kind: 'HoldCall', callToBeHeld: mine }, 'HoldCallResponse')
  await b.expect({ kind: 'RetrieveCall', callToBeRetrieved: mine }, 'RetrieveCallResponse')
  stage.press('1002', 'hold')
  stage.press('1002', 'retrieve')
  await stage.pass(0)
  expect(tale(a).slice(-4)).toEqual([
    'Held 1002 connected normal',
    'Retrieved 1002 connected normal',
    'Held 1002 connected normal',
    'Retrieved 1002 connected normal',
  ])
  expect(tale(b).slice(-1)).toEqual(['Retrieved 1002 connected normal'])
})

test('ClearCall drops everybody', async () => {
  stage = await Stage.open()
  const [a, b] = await stage.watch('1001', '1002')
  stage.call({ from: '1001', to: '1002', answerAfterMs: 1000 })
  await stage.pass(1000)
  await a.expect(
    { kind: 'ClearCall', callToBeCleared: last(a, 'OriginatedEvent').originatedConnection! },
    'ClearCallResponse',
  )
  await stage.pass(0)
  expect(tale(a).at(-1)).toBe('ConnectionCleared 1001 null normalClearing')
  expect(tale(b).at(-1)).toBe('ConnectionCleared 1002 null normalClearing')
  expect(stage.simulator.engine.calls.size).toBe(0)
})
