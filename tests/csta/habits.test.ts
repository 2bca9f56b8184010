import { afterEach, describe, expect, test } from 'vitest'
import { Switch, type Wishes, whenOver } from './switch.ts'

let pbx: Switch
afterEach(() => pbx.close())

const from = '+14155550100'

async function answeredAndHeld(): Promise<void> {
  const call = await pbx.customer({ from, to: '1001', digits: '4711' })
  await pbx.command({ kind: 'answerCall', device: '1001', connection: await pbx.leg('1001', 'alerting') })
  await pbx.command({ kind: 'holdCall', device: '1001', connection: await pbx.leg('1001', 'connected') })
  await pbx.command({ kind: 'retrieveCall', device: '1001', connection: await pbx.leg('1001', 'hold') })
  await pbx.leg('1001', 'connected')
  await pbx.hangUp(call)
}

async function abandoned(): Promise<void> {
  const call = await pbx.customer({ from: '+442079460958', to: '1002' })
  await pbx.leg('1002', 'alerting')
  await pbx.hangUp(call)
}

async function transferred(): Promise<void> {
  await pbx.customer({ from: '+4930901820', to: '1003', digits: '88' })
  await pbx.command({ kind: 'answerCall', device: '1003', connection: await pbx.leg('1003', 'alerting') })
  const connection = await pbx.leg('1003', 'connected')
  await pbx.command({ kind: 'consultationCall', device: '1003', connection, to: '1004' })
  await pbx.command({ kind: 'answerCall', device: '1004', connection: await pbx.leg('1004', 'alerting') })
  await pbx.leg('1004', 'connected')
  const held = await pbx.leg('1003', 'hold')
  const active = await pbx.leg('1003', 'connected')
  await pbx.command({ kind: 'transferCall', device: '1003', held, active })
  await pbx.until(
    '1003 to be out of it',
    () => !pbx.live.some((call) => call.connections.some((leg) => leg.device === '1003')),
  )
  const last = await pbx.leg('1004', 'connected')
  await pbx.command({ kind: 'clearConnection', device: '1004', connection: last })
}

async function inside(): Promise<void> {
  await pbx.command({ kind: 'makeCall', device: '1005', to: '1006', autoAnswer: true })
  await pbx.command({ kind: 'answerCall', device: '1006', connection: await pbx.leg('1006', 'alerting') })
  await pbx.command({
    kind: 'clearConnection',
    device: '1006',
    connection: await pbx.leg('1006', 'connected'),
  })
}

async function rejected(): Promise<void> {
  const call = await pbx.customer({ from: '+33142685300', to: '1007' })
  await pbx.command({ kind: 'rejectCall', device: '1007', connection: await pbx.leg('1007', 'alerting') })
  // He hears that he is refused, and gives up.
  await pbx.until('the refusal', () =>
    pbx.live.every((one) => one.connections.every((leg) => leg.device !== '1007')),
  )
  await pbx.hangUp(call)
}

const habits: ReadonlyArray<readonly [string, Wishes]> = [
  ['edition 6', { dialect: 'ecma-ed6' }],
  ['edition 3', { dialect: 'ecma-ed3' }],
  ['a log-in that must be', { habits: { loginRequired: true }, dialect: 'ecma-ed5' }],
  [
    'no log-in; the switch speaks first, without namespaces',
    { habits: { speaksFirst: true, namespaces: 'none' }, dialect: 'implicit' },
  ],
  [
    'prefixes, as MiVoice Office 400 has them',
    { habits: { namespaces: 'prefix' }, dialect: 'mivoice-office-400' },
  ],
  [
    'events before the answers that cause them, many frames in one write',
    { habits: { eventBeforeResponse: true, writes: 'merged' } },
  ],
  [
    'frames in halves, status reports in between',
    { habits: { writes: 'split', statusEveryMs: 20 }, dialect: 'openscape-voice' },
  ],
  ['monitors numbered from 0, names beside numbers', { habits: { monitorIds: 'fromZero', names: 'all' } }],
  [
    'transfers that do not name what they join',
    { habits: { secondaryOldCall: false, oldConnections: false } },
  ],
  ['call linkage, digits as correlator data only', { habits: { linkage: true, digitsIn: 'correlatorData' } }],
  ['Offered before Delivered', { habits: { offered: true } }],
  ['events of 60 kB', { habits: { paddedTo: 60_000 } }],
  ['snapshots in reports', { habits: { snapshotReports: 1 } }],
  [
    'call ids from 0, used again; the active call’s id goes on',
    { settings: { callIds: 'reused', joinedCallId: 'active' } },
  ],
  ['the held call’s id goes on', { settings: { joinedCallId: 'held' } }],
  ['answers to MakeCall that name no connection', { habits: { makeCallTellsConnection: false } }],
  ['answers that take their time', { habits: { responseDelayMs: 30 } }],
]

describe('whatever the habits of the switch, what is believed is what happened', () => {
  test.each(habits)('%s', async (_, wishes) => {
    pbx = await Switch.open(wishes)
    await Promise.all([answeredAndHeld(), abandoned(), transferred(), inside(), rejected()])
    const { truly, believed, complaints } = await whenOver(pbx)
    expect(truly).toHaveLength(5)
    expect(believed).toEqual(truly)
    expect(complaints).toEqual([])
  })
})
