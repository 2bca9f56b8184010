import { afterEach, describe, expect, test } from 'vitest'
import type { MessageOf } from '@hookswitch/pbx/csta/codec'
import { setBehaviour } from '#engine/engine.ts'
import type { RawClient } from '#testing/raw-client.ts'
import { last, Stage, tale } from '#testing/stage.ts'
import type { SimulatorOptions } from '#simulator.ts'

let stage: Stage
afterEach(() => stage.close())

type Connection = NonNullable<MessageOf<'DeliveredEvent'>['connection']>

/** A customer talks to 1001, who has him on hold and calls 1002. */
async function consulting(
  options: SimulatorOptions = {},
): Promise<{ b: RawClient; c: RawClient; held: Connection; active: Connection; id: string }> {
  stage = await Stage.open(options)
  const [b, c] = await stage.watch('1001', '1002')
  const id = stage.call({ from: '+14155550100', to: '+18005551001', digits: '4711' })
  stage.press('1001', 'answer')
  await stage.pass(1000)
  const held = last(b, 'DeliveredEvent').connection!
  const { initiatedCall } = await b.expect(
    { kind: 'ConsultationCall', existingCall: held, consultedDevice: { id: '1002' } },
    'ConsultationCallResponse',
  )
  await stage.pass(1000)
  return { b, c, held, active: initiatedCall!, id }
}

describe('consultation, then transfer', () => {
  test('after the answer: both calls become one, all who stay keep their place in it', async () => {
    const { b, c, held, active, id } = await consulting()
    stage.press('1002', 'answer')
    const { transferredCall } = await b.expect(
      { kind: 'TransferCall', heldCall: held, activeCall: active },
      'TransferCallResponse',
    )
    await stage.pass(1000)
    expect(tale(b).slice(2)).toEqual([
      'Held 1001 hold consultation',
      'ServiceInitiated 1001 initiated consultation',
      'Originated 1001 connected newCall',
      'Delivered 1002 connected newCall',
      'Established 1002 connected normal',
      'Transfered null transfer',
    ])
    expect(tale(c)).toEqual([
      'Delivered 1002 alerting newCall',
      'Established 1002 connected normal',
      'Transfered connected transfer',
    ])
    const newCall = transferredCall?.callID ?? ''
    expect([held.callID, active.callID]).not.toContain(newCall)
    expect(last(c, 'TransferedEvent')).toMatchObject({
      primaryOldCall: held,
      secondaryOldCall: active,
      transferringDevice: { value: { id: '1001' } },
      transferredToDevice: { value: { id: '1002' } },
      transferredConnections: [
        {
          newConnection: { callID: newCall, deviceID: { id: 'T1' } },
          oldConnection: { callID: held.callID, deviceID: { id: 'T1' } },
          endpoint: { kind: 'deviceID', value: { id: '+14155550100' } },
          associatedNID: { kind: 'deviceID', value: { id: 'T1' } },
        },
        {
          newConnection: { callID: newCall, deviceID: { id: '1002' } },
          oldConnection: { callID: active.callID, deviceID: { id: '1002' } },
          endpoint: { kind: 'deviceID', value: { id: '1002' } },
        },
      ],
      userData: { kind: 'string', value: '34373131' },
    })
    const truth = stage.simulator.engine.truths.get(id)
    expect(truth?.pbxCallIds).toEqual([held.callID, newCall])
    expect(truth?.live?.legs.size).toBe(2)
  })

  test('while the other still rings: the answer comes after it, under the new call', async () => {
    const { b, c, held, active } = await consulting()
    await b.expect({ kind: 'TransferCall', heldCall: held, activeCall: active }, 'TransferCallResponse')
    stage.press('1002', 'answer')
    await stage.pass(0)
    expect(tale(c)).toEqual([
      'Delivered 1002 alerting newCall',
      'Transfered alerting transfer',
      'Established 1002 connected normal',
    ])
    expect(last(c, 'EstablishedEvent').callingDevice).toEqual({
      kind: 'deviceIdentifier',
      value: { id: '+14155550100' },
    })
  })

  test.each(['held', 'active'] as const)('the call that goes on may be the %s one', async (joinedCallId) => {
    const { b, held, active } = await consulting({ settings: { joinedCallId } })
    stage.press('1002', 'answer')
    const { transferredCall } = await b.expect(
      { kind: 'TransferCall', heldCall: held, activeCall: active },
      'TransferCallResponse',
    )
    expect(transferredCall?.callID).toBe(joinedCallId === 'held' ? held.callID : active.callID)
    expect([...stage.simulator.engine.calls.keys()]).toEqual([transferredCall?.callID])
  })

  test('after swapping the two: the customer’s call still is the one that goes on', async () => {
    const { b, held, active, id } = await consulting()
    stage.press('1002', 'answer')
    await b.expect({ kind: 'AlternateCall', heldCall: held, activeCall: active }, 'AlternateCallResponse')
    await b.expect({ kind: 'TransferCall', heldCall: active, activeCall: held }, 'TransferCallResponse')
    await stage.pass(0)
    expect(stage.simulator.engine.truths.get(id)?.live?.legs.size).toBe(2)
    expect(last(b, 'TransferedEvent').primaryOldCall).toEqual(active)
  })

  test('given up: the application goes back to the customer', async () => {
    const { b, c, held, active } = await consulting()
    await b.expect({ kind: 'ReconnectCall', activeCall: active, heldCall: held }, 'ReconnectCallResponse')
    await stage.pass(0)
    expect(tale(b).slice(-2)).toEqual([
      'ConnectionCleared 1001 null normalClearing',
      'Retrieved 1001 connected normal',
    ])
    expect(tale(c).at(-1)).toBe('ConnectionCleared 1002 null normalClearing')
  })

  test('a switch that names neither the second old call nor old connections', async () => {
    const { b, held, active } = await consulting({
      habits: { secondaryOldCall: false, oldConnections: false },
    })
    stage.press('1002', 'answer')
    await b.expect({ kind: 'TransferCall', heldCall: held, activeCall: active }, 'TransferCallResponse')
    await stage.pass(0)
    const event = last(b, 'TransferedEvent')
    expect(event.secondaryOldCall).toBeUndefined()
    expect(event.transferredConnections?.map((item) => item.oldConnection)).toEqual([undefined, undefined])
  })
})

describe('single-step transfer', () => {
  async function talking(): Promise<{ b: RawClient; c: RawClient; mine: Connection; id: string }> {
    stage = await Stage.open()
    const [b, c] = await stage.watch('1001', '1002')
    const id = stage.call({ from: '+14155550100', to: '1001', digits: '4711' })
    stage.press('1001', 'answer')
    await stage.pass(0)
    return { b, c, mine: last(b, 'DeliveredEvent').connection!, id }
  }
  const to = (mine: Connection, device: string) =>
    ({ kind: 'SingleStepTransferCall', activeCall: mine, transferredTo: { id: device } }) as const

  test('to a colleague: it rings there with the customer’s number and digits', async () => {
    const { b, c, mine, id } = await talking()
    await b.expect(to(mine, '1002'), 'SingleStepTransferCallResponse')
    stage.press('1002', 'answer')
    await stage.pass(0)
    expect(tale(b).at(-1)).toBe('Transfered null singleStepTransfer')
    expect(last(b, 'TransferedEvent').secondaryOldCall).toBeUndefined()
    expect(tale(c)).toEqual([
      'Delivered 1002 alerting singleStepTransfer',
      'Established 1002 connected normal',
    ])
    expect(last(c, 'DeliveredEvent')).toMatchObject({
      callingDevice: { value: { id: '+14155550100' } },
      lastRedirectionDevice: { value: { id: '1001' } },
      userData: { value: '34373131' },
    })
    expect(stage.outcome(id)).toBeNull()
  })

  test('to the queue', async () => {
    const { b, mine } = await talking()
    await b.expect(to(mine, '6001'), 'SingleStepTransferCallResponse')
    await stage.pass(0)
    const queue = stage.simulator.engine.devices.get('6001')
    expect(queue?.kind === 'queue' && queue.waiting.size).toBe(1)
  })

  test.each(['busy', 'notRegistered'] as const)(
    'to a phone that is %s is refused, and the customer kept',
    async (kind) => {
      const { b, mine, id } = await talking()
      const { engine } = stage.simulator
      const phone = engine.phone('1002')
      if (phone !== undefined) setBehaviour(engine, phone, { kind })
      expect(await b.ask(to(mine, '1002'))).toMatchObject({
        kind: 'CSTAErrorCode',
        error: {
          kind: 'systemResourceAvailibility',
          value: kind === 'busy' ? 'resourceBusy' : 'deviceOutOfService',
        },
      })
      expect(engine.truths.get(id)?.live?.legs.size).toBe(2)
    },
  )
})

describe('conference', () => {
  test('of three; one drops out, two go on; the second drops out, and it is over', async () => {
    const { b, c, held, active, id } = await consulting()
    stage.press('1002', 'answer')
    const { conferenceCall } = await b.expect(
      { kind: 'ConferenceCall', heldCall: held, activeCall: active },
      'ConferenceCallResponse',
    )
    await stage.pass(0)
    expect(last(c, 'ConferencedEvent')).toMatchObject({
      primaryOldCall: held,
      secondaryOldCall: active,
      conferencingDevice: { value: { id: '1001' } },
      addedParty: { value: { id: '1002' } },
      localConnectionInfo: 'connected',
      cause: 'conference',
    })
    expect(
      last(b, 'ConferencedEvent').conferenceConnections?.map((item) => item.newConnection?.deviceID?.id),
    ).toEqual(['T1', '1001', '1002'])
    await b.expect(
      { kind: 'ClearConnection', connectionToBeCleared: conferenceCall! },
      'ClearConnectionResponse',
    )
    await stage.pass(0)
    expect(tale(c).at(-1)).toBe('ConnectionCleared 1001 connected normalClearing')
    expect(stage.simulator.engine.truths.get(id)?.live?.legs.size).toBe(2)
    stage.press('1002', 'hang-up')
    await stage.pass(0)
    expect(stage.outcome(id)).toBe('answered')
    expect(stage.simulator.engine.calls.size).toBe(0)
    expect(stage.simulator.engine.phone('1001')?.legs.size).toBe(0)
  })

  test('in a single step: the third rings, and is in when it answers', async () => {
    stage = await Stage.open()
    const [b, c] = await stage.watch('1001', '1002')
    stage.call({ from: '+14155550100', to: '1001' })
    stage.press('1001', 'answer')
    await stage.pass(0)
    const activeCall = last(b, 'DeliveredEvent').connection!
    await b.expect(
      {
        kind: 'SingleStepConferenceCall',
        activeCall,
        deviceToJoin: { id: '1002' },
        participationType: 'active',
      },
      'SingleStepConferenceCallResponse',
    )
    stage.press('1002', 'answer')
    await stage.pass(0)
    expect(tale(c)).toEqual([
      'Delivered 1002 alerting singleStepConference',
      'Established 1002 connected normal',
      'Conferenced connected singleStepConference',
    ])
    expect(tale(b).at(-1)).toBe('Conferenced connected singleStepConference')
  })

  test('in a single step, silently: in at once', async () => {
    stage = await Stage.open()
    const [b, c] = await stage.watch('1001', '1002')
    stage.call({ from: '+14155550100', to: '1001' })
    stage.press('1001', 'answer')
    await stage.pass(0)
    const activeCall = last(b, 'DeliveredEvent').connection!
    await b.expect(
      {
        kind: 'SingleStepConferenceCall',
        activeCall,
        deviceToJoin: { id: '1002' },
        participationType: 'silent',
      },
      'SingleStepConferenceCallResponse',
    )
    await stage.pass(0)
    expect(tale(c)).toEqual(['Conferenced connected singleStepConference'])
  })
})

describe('ringing calls', () => {
  async function ringing(): Promise<{ b: RawClient; c: RawClient; mine: Connection }> {
    stage = await Stage.open()
    const [b, c] = await stage.watch('1001', '1002')
    stage.call({ from: '+14155550100', to: '1001' })
    await stage.pass(0)
    return { b, c, mine: last(b, 'DeliveredEvent').connection! }
  }

  test('deflected to a colleague', async () => {
    const { b, c, mine } = await ringing()
    await b.expect(
      { kind: 'DeflectCall', callToBeDiverted: mine, newDestination: [{ id: '1002' }] },
      'DeflectCallResponse',
    )
    await stage.pass(0)
    expect(tale(b).at(-1)).toBe('Diverted 1001 null redirected')
    expect(tale(c)).toEqual(['Delivered 1002 alerting redirected'])
  })

  test('picked up by a colleague', async () => {
    const { b, c, mine } = await ringing()
    const { pickedCall } = await c.expect(
      { kind: 'DirectedPickupCall', callToBePickedUp: mine, requestingDevice: { id: '1002' } },
      'DirectedPickupCallResponse',
    )
    await stage.pass(0)
    expect(pickedCall).toEqual({ callID: mine.callID, deviceID: { id: '1002' } })
    expect(tale(b).at(-1)).toBe('Diverted 1001 null callPickup')
    expect(tale(c)).toEqual(['Established 1002 connected callPickup'])
  })
})

test('parked, and picked up elsewhere', async () => {
  stage = await Stage.open()
  const [b, c] = await stage.watch('1001', '1002')
  stage.call({ from: '+14155550100', to: '1001' })
  stage.press('1001', 'answer')
  await stage.pass(0)
  const parking = last(b, 'DeliveredEvent').connection!
  const { parkedTo } = await b.expect(
    { kind: 'ParkCall', parking, parkTo: { id: '701' } },
    'ParkCallResponse',
  )
  await stage.pass(60_000)
  expect(tale(b).at(-1)).toBe('Diverted 1001 null park')
  await c.expect(
    { kind: 'DirectedPickupCall', callToBePickedUp: parkedTo!, requestingDevice: { id: '1002' } },
    'DirectedPickupCallResponse',
  )
  await stage.pass(0)
  expect(tale(c)).toEqual(['Established 1002 connected callPickup'])
})
