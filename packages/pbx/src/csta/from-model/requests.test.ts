import { readFileSync } from 'node:fs'
import type { Command, CommandKind } from '@hookswitch/model'
import { afterAll, describe, expect, test } from 'vitest'
import { editions, encodeMessage, hexOfText, messageShapes } from '#csta/codec/index.ts'
import { noReference } from '#csta/codec/test-reference.ts'
import { disposeSchemas, validatorFor } from '#csta/codec/test-schema.ts'
import { dialects } from '#csta/dialects/dialects.ts'
import { capabilitiesFrom } from '#csta/to-model/capabilities.ts'
import { Connections } from '#csta/to-model/connections.ts'
import { requestFor } from './requests.ts'

afterAll(disposeSchemas)

const connection = { callId: 'c1', deviceId: '1001' }
const held = { callId: 'c1', deviceId: '1001' }
const active = { callId: 'c2', deviceId: '1001' }
const device = '1001'
const wire = (callID: string) => ({ callID, deviceID: { id: '1001' } })

const cases: { readonly [K in CommandKind]: readonly [Extract<Command, { kind: K }>, object] } = {
  makeCall: [
    { kind: 'makeCall', device, to: '+15551230001', autoAnswer: true, reference: 'call-1' },
    {
      kind: 'MakeCall',
      callingDevice: { id: '1001' },
      calledDirectoryNumber: { id: '+15551230001' },
      autoOriginate: 'doNotPrompt',
      correlatorData: { kind: 'string', value: hexOfText('call-1') },
    },
  ],
  answerCall: [
    { kind: 'answerCall', device, connection },
    { kind: 'AnswerCall', callToBeAnswered: wire('c1') },
  ],
  clearConnection: [
    { kind: 'clearConnection', device, connection },
    { kind: 'ClearConnection', connectionToBeCleared: wire('c1') },
  ],
  clearCall: [
    { kind: 'clearCall', device, connection },
    { kind: 'ClearCall', callToBeCleared: wire('c1') },
  ],
  rejectCall: [
    { kind: 'rejectCall', device, connection },
    { kind: 'ClearConnection', connectionToBeCleared: wire('c1') },
  ],
  deflectCall: [
    { kind: 'deflectCall', device, connection, to: '1002' },
    { kind: 'DeflectCall', callToBeDiverted: wire('c1'), newDestination: [{ id: '1002' }] },
  ],
  holdCall: [
    { kind: 'holdCall', device, connection },
    { kind: 'HoldCall', callToBeHeld: wire('c1') },
  ],
  retrieveCall: [
    { kind: 'retrieveCall', device, connection },
    { kind: 'RetrieveCall', callToBeRetrieved: wire('c1') },
  ],
  consultationCall: [
    { kind: 'consultationCall', device, connection, to: '1002' },
    { kind: 'ConsultationCall', existingCall: wire('c1'), consultedDevice: { id: '1002' } },
  ],
  alternateCall: [
    { kind: 'alternateCall', device, held, active },
    { kind: 'AlternateCall', heldCall: wire('c1'), activeCall: wire('c2') },
  ],
  reconnectCall: [
    { kind: 'reconnectCall', device, held, active },
    { kind: 'ReconnectCall', heldCall: wire('c1'), activeCall: wire('c2') },
  ],
  transferCall: [
    { kind: 'transferCall', device, held, active },
    { kind: 'TransferCall', heldCall: wire('c1'), activeCall: wire('c2') },
  ],
  conferenceCall: [
    { kind: 'conferenceCall', device, held, active },
    { kind: 'ConferenceCall', heldCall: wire('c1'), activeCall: wire('c2') },
  ],
  singleStepTransfer: [
    { kind: 'singleStepTransfer', device, connection, to: '1002' },
    { kind: 'SingleStepTransferCall', activeCall: wire('c1'), transferredTo: { id: '1002' } },
  ],
  singleStepConference: [
    { kind: 'singleStepConference', device, connection, to: '1002' },
    {
      kind: 'SingleStepConferenceCall',
      activeCall: wire('c1'),
      deviceToJoin: { id: '1002' },
      participationType: 'active',
    },
  ],
  directedPickup: [
    { kind: 'directedPickup', device, connection },
    { kind: 'DirectedPickupCall', callToBePickedUp: wire('c1'), requestingDevice: { id: '1001' } },
  ],
  groupPickup: [
    { kind: 'groupPickup', device, group: '6900' },
    { kind: 'GroupPickupCall', newDestination: { id: '1001' }, pickGroup: { id: '6900' } },
  ],
  parkCall: [
    { kind: 'parkCall', device, connection, to: '7001' },
    { kind: 'ParkCall', parking: wire('c1'), parkTo: { id: '7001' } },
  ],
  setMicrophoneMute: [
    { kind: 'setMicrophoneMute', device, on: true },
    { kind: 'SetMicrophoneMute', device: { id: '1001' }, microphoneMuteOn: true },
  ],
  generateDigits: [
    { kind: 'generateDigits', device, connection, digits: '12#' },
    { kind: 'GenerateDigits', connectionToSendDigits: wire('c1'), charactersToSend: '12#' },
  ],
  setForwarding: [
    { kind: 'setForwarding', device, type: 'noAnswer', on: true, to: '1002' },
    {
      kind: 'SetForwarding',
      device: { id: '1001' },
      forwardingType: 'forwardNoAns',
      activateForward: true,
      forwardDN: { id: '1002' },
    },
  ],
  setDoNotDisturb: [
    { kind: 'setDoNotDisturb', device, on: true },
    { kind: 'SetDoNotDisturb', device: { id: '1001' }, doNotDisturbOn: true },
  ],
  setAgentState: [
    { kind: 'setAgentState', device, state: 'ready', agentId: '7001', password: '1234', group: '200' },
    {
      kind: 'SetAgentState',
      device: { id: '1001' },
      requestedAgentState: 'ready',
      agentID: '7001',
      password: '31323334',
      group: { id: '200' },
    },
  ],
}
const all = Object.values(cases) as ReadonlyArray<readonly [Command, object]>

describe('every command of the model', () => {
  test.each(all.map((pair) => [pair[0].kind, ...pair] as const))('%s', (_, command, expected) => {
    const { draft, answer } = requestFor(command, {
      dialect: dialects['ecma-ed6'],
      connections: new Connections(),
    })
    expect(draft).toEqual(expected)
    expect(answer).toBe(`${draft.kind}Response`)
    expect(messageShapes.has(answer)).toBe(true)
  })

  test('stands in docs/csta.md with its service', () => {
    const document = readFileSync(new URL('../../../../../docs/csta.md', import.meta.url), 'utf8')
    const part = document.split('## What a command becomes')[1]?.split('\n## ')[0] ?? ''
    const written = [...part.matchAll(/^\| `(\w+)` \| (\w+) \|/gm)].map((row) => row.slice(1))
    const writing = { dialect: dialects['ecma-ed6'], connections: new Connections() }
    expect(written).toEqual(all.map(([command]) => [command.kind, requestFor(command, writing).draft.kind]))
  })

  test.skipIf(noReference).each(all.map(([command]) => [command.kind, command] as const))(
    '%s is valid in every edition',
    (_, command) => {
      for (const edition of ['ed3', 'ed4', 'ed5', 'ed6'] as const) {
        const dialect = dialects[`ecma-${edition}`]
        const { draft } = requestFor(command, { dialect, connections: new Connections() })
        expect(
          validatorFor(edition, draft.kind as 'MakeCall').check(encodeMessage(draft, editions[edition])),
        ).toBeUndefined()
      }
    },
  )

  test('is one that the connector says it can do', () => {
    expect(
      Object.keys(
        capabilitiesFrom({ physDevServList: { setMicrophoneMute: {} } }, dialects['ecma-ed6']).commands,
      ).toSorted(),
    ).toEqual(Object.keys(cases).toSorted())
  })
})

test('what may be left out is left out', () => {
  const writing = { dialect: dialects['ecma-ed6'], connections: new Connections() }
  const xml = encodeMessage(requestFor({ kind: 'makeCall', device, to: '5' }, writing).draft, {
    ...editions.ed6,
    declaration: false,
    csta: undefined,
  })
  expect(xml).toBe(
    '<MakeCall><callingDevice>1001</callingDevice><calledDirectoryNumber>5</calledDirectoryNumber><autoOriginate>prompt</autoOriginate></MakeCall>',
  )
})

test('a dialect names devices in its own way, also those with a $ in them', () => {
  const writing = { dialect: dialects['mivoice-office-400'], connections: new Connections() }
  const { draft } = requestFor({ kind: 'setDoNotDisturb', device: '1$&01', on: false }, writing)
  expect(draft).toMatchObject({ device: { id: 'N<1$&01>' } })
})

test('hostile text stays text', () => {
  const writing = { dialect: dialects['ecma-ed6'], connections: new Connections() }
  const xml = encodeMessage(
    requestFor({ kind: 'makeCall', device, to: '</calledDirectoryNumber><autoOriginate>' }, writing).draft,
    editions.ed6,
  )
  expect(xml.match(/<autoOriginate>/g)).toHaveLength(1)
})
