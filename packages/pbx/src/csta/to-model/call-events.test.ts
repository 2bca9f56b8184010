import { describe, expect, test } from 'vitest'
import { type CstaEvent, decodeMessage, hexOfText } from '#csta/codec/index.ts'
import { samples, noReference } from '#csta/codec/test-reference.ts'
import { dialects } from '#csta/dialects/dialects.ts'
import { callEventFrom, type Setting } from './call-events.ts'
import { causeOf } from './causes.ts'
import { Connections } from './connections.ts'
import { namedDevice, partyOf } from './parties.ts'

const ours = new Set(['101', '102', '103'])
const setting = (more: Partial<Setting> = {}): Setting => ({
  dialect: dialects['ecma-ed6'],
  connections: new Connections(),
  monitored: '102',
  isOurs: (device) => ours.has(device),
  ...more,
})

function eventOf(xml: string): CstaEvent {
  const decoded = decodeMessage(xml)
  if (!decoded.ok) throw new Error(decoded.fault.sentence)
  return decoded.message as CstaEvent
}

const known = (number: string, external: boolean | null = null) => ({
  kind: 'known',
  number,
  name: null,
  external,
  address: null,
})
const inside = (number: string) => known(number, false)
const id = (callId: string, deviceId: string) => ({ callId, deviceId })

const con = (call: string, device: string): string => `<callID>${call}</callID><deviceID>${device}</deviceID>`
const party = (name: string, number: string): string =>
  `<${name}><deviceIdentifier>${number}</deviceIdentifier></${name}>`
const ends = `${party('callingDevice', '101')}${party('calledDevice', '102')}`

describe('each call event', () => {
  test.each<[string, string, object]>([
    [
      'ServiceInitiated',
      `<initiatedConnection>${con('c1', '101')}</initiatedConnection>${party('initiatingDevice', '101')}<cause>makeCall</cause>`,
      { kind: 'serviceInitiated', connection: id('c1', '101'), device: '101', cause: 'makeCall' },
    ],
    [
      'Originated',
      `<originatedConnection>${con('c1', '101')}</originatedConnection>${ends}<cause>newCall</cause>`,
      {
        kind: 'originated',
        connection: id('c1', '101'),
        device: '101',
        cause: 'newCall',
        calling: inside('101'),
        called: inside('102'),
      },
    ],
    [
      'NetworkReached',
      `<outboundConnection>${con('c1', 'T1')}</outboundConnection>${party('networkInterfaceUsed', 'T1')}${party('callingDevice', '101')}${party('calledDevice', '0049301')}<cause>newCall</cause>`,
      {
        kind: 'networkReached',
        connection: id('c1', 'T1'),
        trunk: 'T1',
        cause: 'newCall',
        calling: inside('101'),
        called: known('0049301', true),
      },
    ],
    [
      'Offered',
      `<offeredConnection>${con('c1', '102')}</offeredConnection>${party('offeredDevice', '102')}${ends}<cause>newCall</cause>`,
      {
        kind: 'offered',
        connection: id('c1', '102'),
        device: '102',
        cause: 'newCall',
        calling: inside('101'),
        called: inside('102'),
      },
    ],
    [
      'Established',
      `<establishedConnection>${con('c1', '102')}</establishedConnection>${party('answeringDevice', '102')}${ends}<lastRedirectionDevice><numberDialed>200</numberDialed></lastRedirectionDevice><cause>normal</cause>`,
      {
        kind: 'established',
        connection: id('c1', '102'),
        device: '102',
        cause: 'normal',
        calling: inside('101'),
        called: inside('102'),
        lastRedirection: known('200'),
      },
    ],
    [
      'Queued',
      `<queuedConnection>${con('c1', '200')}</queuedConnection>${party('queue', '200')}${ends}<callsInFront>3</callsInFront><cause>noAvailableAgents</cause>`,
      {
        kind: 'queued',
        connection: id('c1', '200'),
        queue: '200',
        callsInFront: 3,
        cause: 'noAvailableAgents',
        calling: inside('101'),
        called: inside('102'),
      },
    ],
    [
      'Diverted',
      `<connection>${con('c1', '102')}</connection>${party('divertingDevice', '102')}${party('newDestination', '103')}<cause>callForwardNoAnswer</cause>`,
      {
        kind: 'diverted',
        connection: id('c1', '102'),
        device: '102',
        to: inside('103'),
        cause: 'callForwardNoAnswer',
      },
    ],
    [
      'Held',
      `<heldConnection>${con('c1', '102')}</heldConnection>${party('holdingDevice', '102')}<cause>normal</cause>`,
      { kind: 'held', connection: id('c1', '102'), device: '102', cause: 'normal' },
    ],
    [
      'Retrieved',
      `<retrievedConnection>${con('c1', '102')}</retrievedConnection>${party('retrievingDevice', '102')}<cause>normal</cause>`,
      { kind: 'retrieved', connection: id('c1', '102'), device: '102', cause: 'normal' },
    ],
    [
      'ConnectionCleared',
      // The one who hung up is not the one whose leg is gone.
      `<droppedConnection>${con('c1', '102')}</droppedConnection>${party('releasingDevice', '101')}<cause>normalClearing</cause>`,
      { kind: 'connectionCleared', connection: id('c1', '102'), device: '102', cause: 'normalClearing' },
    ],
    [
      'CallCleared',
      `<clearedCall><callID>c1</callID></clearedCall><cause>normalClearing</cause>`,
      { kind: 'callCleared', callId: 'c1', cause: 'normalClearing' },
    ],
    [
      'Failed',
      `<failedConnection>${con('c1', '102')}</failedConnection>${party('failingDevice', '102')}${ends}<cause>busy</cause>`,
      {
        kind: 'failed',
        connection: id('c1', '102'),
        device: '102',
        cause: 'busy',
        calling: inside('101'),
        called: inside('102'),
      },
    ],
    [
      'Bridged',
      `<bridgedConnection>${con('c1', '102')}</bridgedConnection>${party('bridgedAppearance', '102')}<cause>normal</cause>`,
      { kind: 'bridged', connection: id('c1', '102'), device: '102', cause: 'normal' },
    ],
    [
      'CallInformation',
      `<connection>${con('c1', '102')}</connection>${party('device', '102')}<userData><string>${hexOfText('4711')}</string></userData>`,
      { kind: 'callInformation', connection: id('c1', '102'), cause: 'unknown', digits: '4711' },
    ],
    [
      'DigitsDialed',
      `<dialingConnection>${con('c1', '101')}</dialingConnection>${party('dialingDevice', '101')}<dialingSequence>0049</dialingSequence><cause>normal</cause>`,
      { kind: 'digitsDialed', connection: id('c1', '101'), device: '101', sequence: '0049', cause: 'normal' },
    ],
    [
      'DigitsGenerated',
      `<connection>${con('c1', '102')}</connection><digitGeneratedList>12#</digitGeneratedList>`,
      { kind: 'digitsGenerated', connection: id('c1', '102'), sequence: '12#', cause: 'unknown' },
    ],
  ])('%s', (name, body, expected) => {
    const event = eventOf(`<${name}Event><monitorCrossRefID>1</monitorCrossRefID>${body}</${name}Event>`)
    expect(callEventFrom(event, setting())).toEqual({ monitored: '102', ...expected })
  })

  test('an event without its connection is no event', () => {
    for (const name of [
      'Delivered',
      'Established',
      'Held',
      'Transfered',
      'Conferenced',
      'Queued',
      'Diverted',
      'NetworkReached',
      'CallCleared',
      'CallInformation',
      'DigitsDialed',
      'DigitsGenerated',
    ]) {
      expect(callEventFrom(eventOf(`<${name}Event/>`), setting())).toBeUndefined()
    }
  })

  test('a device event is not a call event', () => {
    expect(callEventFrom(eventOf('<DoNotDisturbEvent/>'), setting())).toBeUndefined()
  })

  test('where the dialect says so, Diverted to the monitored device is its ringing', () => {
    const xml = `<DivertedEvent><connection>${con('c1', '200')}</connection>${party('divertingDevice', '200')}${party('newDestination', '102')}<cause>normal</cause></DivertedEvent>`
    const group = { ...dialects['ecma-ed4'], divertedRings: true }
    expect(callEventFrom(eventOf(xml), setting({ dialect: group }))).toMatchObject({
      kind: 'delivered',
      device: '102',
    })
    expect(callEventFrom(eventOf(xml), setting({ dialect: group, monitored: '103' }))).toMatchObject({
      kind: 'diverted',
    })
    expect(callEventFrom(eventOf(xml), setting())).toMatchObject({ kind: 'diverted', to: inside('102') })
  })
})

describe('transfer and conference', () => {
  const item = (inner: string): string => `<connectionListItem>${inner}</connectionListItem>`

  test('a transfer of an outside caller: old and new connections, and who is behind a trunk', () => {
    const xml = `<TransferedEvent><monitorCrossRefID>1</monitorCrossRefID>
      <primaryOldCall>${con('c1', '102')}</primaryOldCall><secondaryOldCall>${con('c2', '102')}</secondaryOldCall>
      ${party('transferringDevice', '102')}${party('transferredToDevice', '103')}<transferredConnections>
      ${item(`<newConnection>${con('c3', 'T1')}</newConnection><oldConnection>${con('c1', 'T1')}</oldConnection><endpoint><deviceID>+4930123</deviceID></endpoint><associatedNID><deviceID>T1</deviceID></associatedNID>`)}
      ${item(`<newConnection>${con('c3', '103')}</newConnection><oldConnection>${con('c2', '103')}</oldConnection><endpoint><deviceID>103</deviceID></endpoint>`)}
      ${item(`<oldConnection>${con('c1', '102')}</oldConnection><endpoint><deviceID>102</deviceID></endpoint>`)}
      </transferredConnections><cause>transfer</cause></TransferedEvent>`
    expect(callEventFrom(eventOf(xml), setting())).toEqual({
      kind: 'transferred',
      monitored: '102',
      cause: 'transfer',
      primaryOldCall: id('c1', '102'),
      secondaryOldCall: id('c2', '102'),
      transferringDevice: '102',
      transferredTo: inside('103'),
      connections: [
        { to: id('c3', 'T1'), from: id('c1', 'T1'), endpoint: known('+4930123', true), device: '+4930123' },
        { to: id('c3', '103'), from: id('c2', '103'), endpoint: inside('103'), device: '103' },
      ],
    })
  })

  test('a conference without a second old call and with a party that withholds its number', () => {
    const xml = `<ConferencedEvent><primaryOldCall>${con('c1', '102')}</primaryOldCall>${party('conferencingDevice', '102')}${party('addedParty', '103')}<conferenceConnections>
      ${item(`<newConnection>${con('c1', '102')}</newConnection><endpoint><deviceID>102</deviceID></endpoint>`)}
      ${item(`<newConnection>${con('c1', 'T1')}</newConnection><endpoint><restricted/></endpoint>`)}
      </conferenceConnections><cause>singleStepConference</cause></ConferencedEvent>`
    expect(callEventFrom(eventOf(xml), setting())).toMatchObject({
      kind: 'conferenced',
      primaryOldCall: id('c1', '102'),
      conferencingDevice: '102',
      addedParty: inside('103'),
      connections: [
        { to: id('c1', '102'), device: '102' },
        { to: id('c1', 'T1'), endpoint: { kind: 'restricted', number: null }, device: 'T1' },
      ],
    })
  })

  test('Zultys: nothing but the three devices', () => {
    const xml = `<TransferedEvent><primaryOldCall>${con('c1', '102')}</primaryOldCall>${party('transferringDevice', '102')}${party('transferredToDevice', '103')}</TransferedEvent>`
    expect(callEventFrom(eventOf(xml), setting())).toEqual({
      kind: 'transferred',
      monitored: '102',
      cause: 'unknown',
      primaryOldCall: id('c1', '102'),
      transferringDevice: '102',
      transferredTo: inside('103'),
      connections: [],
    })
  })
})

describe.skipIf(noReference)(
  `OpenScape Voice samples${noReference === undefined ? '' : `: ${noReference}`}`,
  () => {
    const sample = (name: string): CstaEvent =>
      eventOf(samples('real-openscape-voice').find((one) => one.name.startsWith(name))?.xml ?? '')

    test('Delivered: names and numbers out of the device representation, correlator data as text', () => {
      expect(callEventFrom(sample('DeliveredEvent'), setting({ monitored: undefined }))).toMatchObject({
        kind: 'delivered',
        device: '3021061290002',
        cause: 'enteringDistribution',
        calling: { kind: 'known', number: '7868772298', name: 'Line71001' },
        called: { kind: 'known', number: '3021061290002', name: null },
        correlatorData: expect.stringMatching(/^urn:nena:uid:callid:/),
      })
    })

    test('Transfered in a single step: a new call id and no old connections', () => {
      const event = callEventFrom(sample('TransferedEvent'), setting({ monitored: undefined }))
      expect(event).toMatchObject({
        kind: 'transferred',
        cause: 'singleStepTransfer',
        transferringDevice: '+17867104700',
        connections: [{ device: '+17867100001' }, { device: '+17867100000' }],
      })
    })
  },
)

describe('parties', () => {
  test.each([
    ['101', '101', null],
    ['N<101>', '101', null],
    ['N<+4930123>Zoë Müller', '+4930123', 'Zoë Müller'],
    ['N<123!98>', '123', null],
    ['N<7868772298>Line71001;displayNumber=7868772298;uid=FF', '7868772298', 'Line71001'],
    ['N<>Nobody', '', 'Nobody'],
    ['tel:+4930123', '+4930123', null],
    ['sip:101@pbx.example;transport=tcp', '101', null],
    ['101:switch:10.0.0.1:0', '101:switch:10.0.0.1:0', null],
  ])('%s', (written, number, name) => {
    expect(namedDevice(written)).toEqual({ number, name })
  })

  test('inside, outside, unknown', () => {
    expect(partyOf({ id: '101' }, setting()).external).toBe(false)
    expect(partyOf({ id: '555' }, setting()).external).toBeNull()
    expect(partyOf({ id: '555' }, setting(), true).external).toBe(true)
    expect(partyOf({ id: '555', typeOfNumber: 'explicitPublic:international' }, setting()).external).toBe(
      true,
    )
  })

  test('a restricted party has no number, whatever else is told', () => {
    const xml = `<DeliveredEvent><connection>${con('c1', '102')}</connection>${party('alertingDevice', '102')}<callingDevice><restricted/></callingDevice>${party('associatedCallingDevice', 'T1')}<cause>newCall</cause></DeliveredEvent>`
    expect(callEventFrom(eventOf(xml), setting())).toMatchObject({
      calling: { kind: 'restricted', number: null, external: true },
    })
  })
})

describe('connections', () => {
  test('are echoed as they came, qualified devices too', () => {
    const connections = new Connections()
    const wire = { callID: '0', deviceID: { id: 'x7', typeOfNumber: 'dynamic' } }
    expect(connections.fromModel(connections.toModel(wire))).toEqual(wire)
    expect(connections.fromModel({ callId: '0', deviceId: '101' })).toEqual({
      callID: '0',
      deviceID: { id: '101' },
    })
    expect(connections.fromModel(connections.toModel({ callID: 'c' }))).toEqual({ callID: 'c' })
    expect(connections.fromModel(connections.toModel({ deviceID: { id: 'd' } }))).toEqual({
      deviceID: { id: 'd' },
    })
  })
})

describe('causes', () => {
  test('are the model’s words, or normal, or unknown', () => {
    expect(causeOf('callForwardNoAnswer')).toBe('callForwardNoAnswer')
    expect(causeOf('trunksBusy')).toBe('networkCongestion')
    expect(causeOf('answered')).toBe('normal')
    expect(causeOf(undefined)).toBe('unknown')
  })
})
