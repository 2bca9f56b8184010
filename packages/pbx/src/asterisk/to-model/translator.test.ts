/** What comes of events that no Asterisk should send: nothing worse than a wrong call, and never a ghost. */
import { applyEvent, emptySwitch, type SwitchEvent } from '@hookswitch/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contextsOf } from './contexts.ts'
import { AmiTranslator } from './translator.ts'

const translator = (monitored: readonly string[] = ['1001', '1002']): AmiTranslator =>
  new AmiTranslator({
    isMonitored: (device) => monitored.includes(device),
    isTrunk: (endpoint) => endpoint === 'trunk',
    technology: 'PJSIP',
    digitVariables: ['ACCOUNT'],
    calledVariables: ['DID'],
    contexts: contextsOf('hookswitch', 'hookswitch-dial'),
  })

const fields = (
  values: Readonly<Record<string, string | readonly string[]>>,
): Map<string, readonly string[]> =>
  new Map(Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? [value] : value]))

const channels = [
  'PJSIP/1001-00000001',
  'PJSIP/1002-00000002',
  'PJSIP/trunk-00000003',
  'Local/1001@x-00000004;1',
  'odd',
]
const ids = ['1.1', '1.2', '1.3', 'hs-1', '']
const channelFields = (prefix: string) =>
  fc.record({
    [`${prefix}Channel`]: fc.constantFrom(...channels),
    [`${prefix}Uniqueid`]: fc.constantFrom(...ids),
    [`${prefix}Linkedid`]: fc.constantFrom(...ids),
    [`${prefix}ChannelState`]: fc.constantFrom('0', '4', '5', '6', 'x', ''),
    [`${prefix}Exten`]: fc.constantFrom('1001', 's', '', '+14155550199'),
    [`${prefix}CallerIDNum`]: fc.constantFrom('+14155550100', '<unknown>', 'anonymous', '1001'),
  })
const names =
  'Newchannel Newstate NewConnectedLine DialBegin DialState DialEnd BridgeEnter BridgeLeave Hold Unhold HangupRequest Hangup QueueCallerJoin QueueCallerLeave UserEvent BlindTransfer AttendedTransfer Pickup ParkedCall CoreShowChannel QueueEntry DeviceStateChange Whatever'.split(
    ' ',
  )
const rest = fc.record({
  BridgeUniqueid: fc.constantFrom('b1', 'b2'),
  BridgeTechnology: fc.constantFrom('simple_bridge', 'holding_bridge'),
  DialStatus: fc.constantFrom('', 'RINGING', 'ANSWER', 'BUSY', 'CANCEL'),
  Cause: fc.constantFrom('0', '16', '17', '26', 'x'),
  Queue: fc.constantFrom('support', '1001'),
  Position: fc.constantFrom('1', '-1', 'x'),
  Result: fc.constantFrom('Success', 'Fail'),
  DestType: fc.constantFrom('Bridge', 'Threeway'),
  Device: fc.constantFrom('PJSIP/1001', 'Queue:x', '', '1001', '1002'),
  SwapUniqueid: fc.constantFrom('1.1', '1.2', ''),
  UserEvent: fc.constantFrom('HookswitchWaits', 'HookswitchRefuses', 'HookswitchForwards', 'Account'),
  To: fc.constantFrom('1002', '+14155550199', ''),
  Why: fc.constantFrom('ALWAYS', 'BUSY', 'NOANSWER', ''),
  State: fc.constantFrom('UNAVAILABLE', 'INUSE'),
  ACCOUNT: fc.constantFrom('', '4711'),
})
const prefixes = [
  '',
  'Dest',
  'Transferer',
  'Transferee',
  'OrigTransferer',
  'SecondTransferer',
  'TransferTarget',
  'Target',
  'Parkee',
]
const anyEvent = fc
  .tuple(fc.constantFrom(...names), rest, ...prefixes.map((prefix) => channelFields(prefix)))
  .map(([name, ...parts]) => ({ name, fields: fields(Object.assign({}, ...parts)) }))

describe('AmiTranslator', () => {
  it('survives any events in any order, and forgets every call when its channels have gone', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 40 }), (happened) => {
        const under = translator()
        let state = emptySwitch('any')
        const told: SwitchEvent[] = []
        const play = (name: string, values: Map<string, readonly string[]>, at: number): void => {
          for (const { event } of under.translate(name, values, at)) {
            told.push(event)
            state = applyEvent(state, event, at).state
          }
        }
        for (const [index, { name, fields: values }] of happened.entries()) play(name, values, index)
        for (const leg of under.legs.legs())
          play('Hangup', fields({ Uniqueid: leg.uniqueid, Cause: '16' }), 100)
        expect([...under.legs.legs()]).toEqual([])
        // Whatever was told of a call, its end was told last, and once.
        const cleared = told.flatMap((event) => (event.kind === 'callCleared' ? [event.callId] : []))
        const joined = told.flatMap((event) => (event.kind === 'relinked' ? [event.callId] : []))
        const named = told.flatMap((event) => ('connection' in event ? [event.connection.callId] : []))
        for (const id of new Set(named)) expect([...cleared, ...joined]).toContain(id)
      }),
      { numRuns: Number(process.env['HOOKSWITCH_FUZZ'] ?? 1_000) },
    )
  }, 600_000)

  it('keeps strangers apart who are parked in one place', () => {
    const under = translator()
    const parked = (uniqueid: string, channel: string) =>
      fields({
        Channel: channel,
        Uniqueid: uniqueid,
        Linkedid: uniqueid,
        ChannelState: '6',
        Exten: '700',
        BridgeUniqueid: 'lot',
        BridgeTechnology: 'holding_bridge',
      })
    const told = [
      ...under.translate('BridgeEnter', parked('1.1', 'PJSIP/1001-00000001'), 1),
      ...under.translate('BridgeEnter', parked('2.1', 'PJSIP/1002-00000002'), 2),
    ]
    expect(told.map(({ event }) => event.kind)).toEqual(['originated', 'originated'])
  })

  it('says nothing of a call without a monitored device, and tells its beginning when one joins', () => {
    const under = translator(['1002'])
    const note = (uniqueid: string, channel: string, state: string) =>
      fields({
        Channel: channel,
        Uniqueid: uniqueid,
        Linkedid: '1.1',
        ChannelState: state,
        Exten: '6000',
        CallerIDNum: '+1',
      })
    expect(under.translate('Newchannel', note('1.1', 'PJSIP/trunk-00000001', '4'), 1)).toEqual([])
    expect(under.translate('Newstate', note('1.1', 'PJSIP/trunk-00000001', '6'), 2)).toEqual([])
    expect(under.translate('Newstate', note('1.2', 'PJSIP/1001-00000002', '5'), 3)).toEqual([])
    const told = under.translate('Newstate', note('1.3', 'PJSIP/1002-00000003', '5'), 4)
    expect(told.map(({ event, at }) => `${event.kind} ${at}`)).toEqual([
      'originated 1',
      'delivered 3',
      'delivered 4',
    ])
  })

  /** A phone that speaks with a customer; `note`: an event about it. */
  const talking = () => {
    const under = translator()
    const note = (context: string, mark: string, more: Readonly<Record<string, string>> = {}) =>
      fields({
        Channel: 'PJSIP/1001-00000002',
        Uniqueid: '1.2',
        Linkedid: '1.1',
        ChannelState: '6',
        Context: context,
        Exten: context === 'hookswitch-consult' ? '1002' : '',
        ...(mark === '' ? {} : { ChanVariable: `HOOKSWITCH=${mark}` }),
        ...more,
      })
    const caller = {
      Channel: 'PJSIP/trunk-00000001',
      Uniqueid: '1.1',
      Linkedid: '1.1',
      Exten: '1001',
      CallerIDNum: '+1',
    }
    under.translate('Newchannel', fields({ ...caller, ChannelState: '4' }), 1)
    under.translate('Newstate', fields({ ...caller, ChannelState: '6' }), 2)
    under.translate('DialEnd', note('internal', '', { DialStatus: 'ANSWER' }), 3)
    under.translate('Newstate', note('internal', ''), 4)
    return { under, note }
  }

  it('sees a consultation begin, also where its mark was seen while the channel was still elsewhere', () => {
    const { under, note } = talking()
    under.translate('NewConnectedLine', note('internal', '1.2~x'), 5)
    const told = under.translate('Newstate', note('hookswitch-consult', '1.2~x'), 6)
    expect(told.map(({ event }) => event.kind)).toEqual(['held', 'serviceInitiated', 'originated'])
    expect(under.translate('NewConnectedLine', note('hookswitch-consult', '1.2~x'), 7)).toEqual([])
  })

  // (A second consultation on a busy Asterisk: the channel between the two was told with its mark before the phone's own.)
  it('keeps a consultation apart from the call that waits, whichever channel shows its mark first', () => {
    const { under, note } = talking()
    const between = {
      Channel: 'Local/1002@hookswitch-transfer-00000003;1',
      Uniqueid: '1.3',
      Linkedid: '1.1',
      Context: 'hookswitch-transfer',
      ChanVariable: 'HOOKSWITCH=1.2~x',
    }
    under.translate('Newchannel', fields({ ...between, ChannelState: '0', ChanVariable: 'HOOKSWITCH=' }), 5)
    under.translate('NewConnectedLine', fields({ ...between, ChannelState: '0' }), 6)
    under.translate('Newstate', note('hookswitch-consult', '1.2~x'), 7)
    under.translate('Newstate', fields({ ...between, ChannelState: '6' }), 8)
    const bridge = { BridgeUniqueid: 'b1', BridgeTechnology: 'simple_bridge' }
    const met = [
      ...under.translate('BridgeEnter', fields({ ...between, ChannelState: '6', ...bridge }), 9),
      ...under.translate('BridgeEnter', note('hookswitch-consult', '1.2~x', bridge), 10),
    ]
    expect(met.map(({ event }) => event.kind)).not.toContain('relinked')
  })

  it('finds a consultation again that was being put through while the link was down, and keeps it apart', () => {
    const under = translator()
    const listed = (uniqueid: string, channel: string, more: Readonly<Record<string, string>>) =>
      fields({
        Channel: channel,
        Uniqueid: uniqueid,
        Linkedid: '1.1',
        ChannelState: '6',
        CallerIDNum: '+1',
        ...more,
      })
    const mark = { ChanVariable: 'HOOKSWITCH=1.2~x' }
    const asked = { ...mark, Context: 'internal', BridgeId: 'b2' }
    for (const channel of [
      listed('1.5', 'PJSIP/1002-00000004', asked),
      listed('1.3', 'Local/1002@hookswitch-transfer-00000003;1', { ...mark, BridgeId: 'b1' }),
      listed('1.4', 'Local/1002@hookswitch-transfer-00000003;2', { ...mark, BridgeId: 'b2' }),
      listed('1.1', 'PJSIP/trunk-00000001', { Context: 'hookswitch-hold', Exten: 'other' }),
      listed('1.2', 'PJSIP/1001-00000002', {
        ...mark,
        Context: 'hookswitch-consult',
        Exten: '1002',
        BridgeId: 'b1',
      }),
      // (Something more happens to it before the list is complete.)
      listed('1.5', 'PJSIP/1002-00000004', asked),
    ])
      under.translate('CoreShowChannel', channel, 1)
    under.holding.rebuild()
    const met = under.translate(
      'BridgeEnter',
      listed('1.5', 'PJSIP/1002-00000004', {
        ...asked,
        BridgeUniqueid: 'b1',
        BridgeTechnology: 'simple_bridge',
        SwapUniqueid: '1.3',
      }),
      2,
    )
    expect(met.map(({ event }) => event.kind)).not.toContain('relinked')
    expect([...under.legs.legs()].filter(({ connection }) => connection.callId === '1.2~x')).toHaveLength(4)
  })
})
