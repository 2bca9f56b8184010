/**
 * Every message that the codec knows goes over the wire in at least one of the stories below, written by one side and read
 * by the other; or it stands in the list of those that do not, with the reason.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hexOfText, messageShapes, roleOf } from '@hookswitch/pbx/csta/codec'
import { setBehaviour } from '#simulator/engine/engine.ts'
import { customerHangsUp } from '#simulator/people.ts'
import { agrees, answer, ask, calls, crashes, done, hangUp, isOver, legAt, plainDay } from './plain-day.ts'
import { unsaid } from './unsaid-messages.ts'
import { RawApplication } from './raw-application.ts'
import { group, menu, phones, queue, Room, slots } from './room.ts'

const said = new Set<string>()

function note({ traffic }: Room): void {
  for (const { text } of traffic) {
    const name = /<(?!\?)(?:[\w.-]+:)?([\w.-]+)/.exec(text)?.[1]
    if (name !== undefined) said.add(name)
  }
}

let room: Room
async function open(wishes: Parameters<typeof Room.open>[0]): Promise<void> {
  room = await Room.open(wishes)
}
async function close(): Promise<void> {
  await room.close()
  note(room)
}

async function talks(device: string): Promise<string> {
  const call = calls(room, device)
  await agrees(room)
  await answer(room, device, 'alerting')
  return call
}

const pair = (device: string) => ({
  device,
  held: legAt(room, device, 'hold'),
  active: legAt(room, device, 'connected'),
})

async function consults(device: string, to: string): Promise<void> {
  await done(room, { kind: 'consultationCall', device, connection: legAt(room, device, 'connected'), to })
  await answer(room, to, 'alerting')
}

describe('what Hookswitch asks for', () => {
  beforeAll(async () =>
    open({
      habits: { offered: true, digitsDialed: true },
      devices: [...phones, queue, group, menu, ...slots],
    }),
  )
  afterAll(close)

  test('an ordinary day', async () => {
    await plainDay(room)
    expect(room.ends).toHaveLength(1)
  })

  test('two calls at one telephone', async () => {
    const call = await talks('1001')
    await consults('1001', '1004')
    await done(room, { kind: 'alternateCall', ...pair('1001') })
    await done(room, { kind: 'reconnectCall', ...pair('1001') })
    await consults('1001', '1005')
    await done(room, { kind: 'conferenceCall', ...pair('1001') })
    const connection = legAt(room, '1001', 'connected')
    await done(room, { kind: 'singleStepConference', device: '1001', connection, to: '1006' })
    await done(room, { kind: 'generateDigits', device: '1001', connection, digits: '12#' })
    await done(room, { kind: 'clearCall', device: '1001', connection })
    customerHangsUp(room.exchange, call)
    await isOver(room)
    expect(crashes(room)).toEqual([])
  })

  test('calls that go elsewhere', async () => {
    const call = calls(room, '1001')
    await agrees(room)
    const to = '1004'
    await done(room, { kind: 'deflectCall', device: '1001', connection: legAt(room, '1001', 'alerting'), to })
    await done(room, { kind: 'groupPickup', device: '1005' })
    const parking = {
      kind: 'parkCall',
      device: '1005',
      connection: legAt(room, '1005', 'connected'),
    } as const
    const parked = await ask(room, { ...parking, to: slots[0] ?? '' })
    const connection = parked.ok ? parked.connection : undefined
    if (connection === undefined) throw new Error('not parked')
    await done(room, { kind: 'directedPickup', device: '1006', connection })
    customerHangsUp(room.exchange, call)
    calls(room, menu, { digits: '88' })
    await room.pass(5_000)
    for (const [ending] of room.exchange.truths) customerHangsUp(room.exchange, ending)
    await isOver(room)
    expect(crashes(room)).toEqual([])
  })

  test('telephones that are set, are busy, and go off the network', async () => {
    const device = '1004'
    await done(room, { kind: 'setForwarding', device, type: 'busy', on: true, to: '1005' })
    await done(room, { kind: 'setMicrophoneMute', device, on: true })
    await done(room, { kind: 'setDoNotDisturb', device, on: true })
    const call = calls(room, device)
    await agrees(room)
    customerHangsUp(room.exchange, call)
    await done(room, { kind: 'setDoNotDisturb', device, on: false })
    await done(room, { kind: 'setForwarding', device, type: 'busy', on: false })
    for (const state of ['ready', 'workingAfterCall', 'notReady', 'loggedOff'] as const)
      await done(room, { kind: 'setAgentState', device, state })
    const phone = room.exchange.phone(device)
    if (phone === undefined) throw new Error(`no ${device}`)
    setBehaviour(room.exchange, phone, { kind: 'notRegistered' })
    setBehaviour(room.exchange, phone, { kind: 'ring' })
    await isOver(room)
    expect(crashes(room)).toEqual([])
  })

  test('what the switch asks, and says of itself', async () => {
    for (const fault of ['capabilities-changed', 'devices-changed', 'messages-lost'] as const) {
      await room.fault(fault)
      await room.pass(1_000)
    }
    await room.fault('stop-monitors', '1001')
    await room.pass(100_000)
    await plainDay(room)
    await room.fault('expire-sessions')
    expect(room.session).toBeUndefined()
  })
})

describe('where a switch talks otherwise', () => {
  test('reports, capabilities of the older kind, status that is told', async () => {
    await open({ kind: 'implicit', habits: { snapshotReports: 1, unsupported: ['GetCSTAFeatures'] } })
    const call = await talks('1001')
    await room.reconnect()
    customerHangsUp(room.exchange, call)
    await isOver(room)
    await close()
    expect(said).toContain('SnapshotCallData')
  })

  test('log-ins, renewals and log-outs that are refused', async () => {
    await open({ apart: true, kind: 'ecma-ed6' })
    await expect(room.connect({ password: 'wrong' })).rejects.toMatchObject({ code: 'login.failed' })
    await close()
    await open({})
    const other = await RawApplication.open(room)
    await other.ask({ kind: 'ResetApplicationSessionTimer', sessionID: 'x', requestedSessionDuration: 60 })
    await other.ask({
      kind: 'StopApplicationSession',
      sessionID: 'x',
      sessionEndReason: { kind: 'definedEndReason', value: 'normal' },
    })
    for (const name of other.names) said.add(name)
    await close()
    expect(other.names).toContain('StopApplicationSessionNegResponse')
  })
})

describe('what only other applications ask for', () => {
  test('data on calls, lists of devices, monitors of calls', async () => {
    await open({})
    const other = await RawApplication.open(room)
    await other.ask({ kind: 'SystemRegister', requestTypes: { systemStatus: true } })
    await other.ask({ kind: 'GetSwitchingFunctionDevices' })
    const call = await talks('1001')
    const { callId, deviceId } = legAt(room, '1001', 'connected')
    const existingCall = { callID: callId, deviceID: { id: deviceId } }
    await other.ask({ kind: 'MonitorStart', monitorObject: { kind: 'callObject', value: existingCall } })
    const data = { kind: 'string', value: hexOfText('T-77') } as const
    await other.ask({ kind: 'AssociateData', existingCall, correlatorData: data })
    await other.ask({ kind: 'SendUserInformation', existingCall, userData: data })
    expect(room.live[0]).toMatchObject({ correlatorData: 'T-77' })
    await hangUp(room, '1001', 'connected')
    customerHangsUp(room.exchange, call)
    await other.ask({ kind: 'SystemStatus', systemStatus: 'normal' })
    await other.ask({ kind: 'SystemRegisterCancel', sysStatRegisterID: 's1' })
    await isOver(room)
    for (const name of other.names) said.add(name)
    await close()
    expect(other.names).toContain('CallClearedEvent')
  })
})

describe('every message of the codec', () => {
  const names = [...messageShapes.keys()]

  test('was said, or stands in the list of those that are not, with the reason', () => {
    expect(names.filter((name) => !said.has(name) && unsaid[name] === undefined)).toEqual([])
  })

  test('that stands in that list was not said, and is one', () => {
    expect(Object.keys(unsaid).filter((name) => said.has(name) || !messageShapes.has(name))).toEqual([])
    for (const reason of Object.values(unsaid)) expect(reason.length).toBeGreaterThan(20)
  })

  test('of a request and its answer, both are or neither is', () => {
    const half = names.filter((name) => {
      const responses = [`${name}Response`, `${name}PosResponse`].filter((one) => messageShapes.has(one))
      return roleOf(name) === 'request' && said.has(name) && !responses.some((one) => said.has(one))
    })
    expect(half).toEqual([])
  })
})
