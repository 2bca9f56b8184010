import { describe, expect, test } from 'vitest'
import { decodeMessage, type DecodedMessage } from './decode.ts'
import { type EditionName, editions } from './editions.ts'
import { encodeMessage, type WireDialect } from './encode.ts'
import type { Draft } from './messages.ts'
import { localName, readXml, type XmlElement } from './xml.ts'
import { noReference, type Sample, samples } from './test-reference.ts'

function decoded(xml: string): DecodedMessage {
  const result = decodeMessage(Buffer.from(xml))
  if (!result.ok) throw new Error(result.fault.sentence)
  const { message, peer, faults } = result
  return { message, peer, faults }
}

/** How the sample's author wanted to be written to. */
function styleOf({ peer }: DecodedMessage, xml: string): WireDialect {
  const edition = Object.keys(editions).find((name) => peer.namespace?.endsWith(name)) as
    | EditionName
    | undefined
  return {
    ...editions[edition ?? 'ed4'],
    csta: peer.namespace,
    session: peer.namespace,
    prefix: peer.prefix,
    declaration: false,
    bareDestination: /newDestination>[^<]/.test(xml),
  }
}

/** A document's meaning: local names, values without the white space of hex and of pretty-printing; ConnectionIDs in one order. */
function meaning(xml: string): unknown {
  const document = readXml(xml)
  if (!document.ok) throw new Error(document.fault.sentence)
  const of = (element: XmlElement): unknown => {
    const children = element.children.map(of) as Array<[string, ...unknown[]]>
    const isConnection = element.children.some((child) => localName(child.name) === 'callID')
    if (isConnection) children.sort((a, b) => a[0].localeCompare(b[0]))
    const attributes = Object.fromEntries(
      Object.entries(element.attributes).filter(
        ([name]) => !name.startsWith('xmlns') && !name.startsWith('xsi:'),
      ),
    )
    const text = element.text.trim()
    return [
      localName(element.name),
      attributes,
      /^[0-9A-Fa-f\s]+$/.test(text) ? text.replace(/\s/g, '') : text,
      children,
    ]
  }
  return of(document.root)
}

const good = ['good-ed3', 'good-ed6', 'good-ecma354', 'real-openscape-voice'].flatMap((kind) =>
  samples(kind).map((sample): [string, Sample] => [`${kind}/${sample.name}`, sample]),
)

describe.skipIf(noReference)(`samples${noReference === undefined ? '' : `: ${noReference}`}`, () => {
  test.each(good)('%s decodes and re-encodes to the same meaning', (_, { xml }) => {
    const read = decoded(xml)
    expect(read.message.kind).not.toBe('unknown')
    // ECMA's own samples are without fault; a real switch may leave out or reorder.
    const written = encodeMessage(read.message as Draft, styleOf(read, xml))
    expect(meaning(written)).toEqual(meaning(xml))
    expect(decoded(written)).toEqual({ ...read, peer: decoded(written).peer })
  })

  test.each(good.filter(([name]) => name.startsWith('good')))('%s has no fault', (_, { xml }) => {
    expect(decoded(xml).faults).toEqual([])
  })

  test.each(good.filter(([name]) => name.startsWith('real')))(
    '%s keeps private data with its namespaces',
    (_, { xml }) => {
      const read = decoded(xml)
      const written = encodeMessage(read.message as Draft, styleOf(read, xml))
      for (const name of new Set(xml.match(/scx:[A-Za-z]+(?=[ />])/g) ?? []))
        expect(written).toContain(`<${name}`)
      expect(written.includes('xmlns:scx="http://www.siemens.com/schema/csta"')).toBe(xml.includes('<scx:'))
    },
  )

  // What each bad sample is bad at, and what is made of it: nothing is refused, the fault is named.
  test.each<[string, string, object]>([
    [
      'CSTAErrorCode-availability-spelling',
      'CSTAErrorCode says systemResourceAvailability for systemResourceAvailibility',
      { error: { kind: 'systemResourceAvailibility', value: 'generic' } },
    ],
    [
      'Established-bad-cause',
      'EstablishedEvent/cause holds a word that the standard does not have',
      { cause: 'answered' },
    ],
    [
      'Established-device-not-extended',
      'EstablishedEvent/callingDevice does not wrap its deviceIdentifier',
      { callingDevice: { kind: 'deviceIdentifier', value: { id: '101' } } },
    ],
    ['Established-no-lastRedirection', 'EstablishedEvent lacks lastRedirectionDevice', { cause: 'newCall' }],
    [
      'MakeCall-correlator-not-hex',
      'MakeCall/correlatorData/string is not hexadecimal',
      { callingDevice: { id: '1' } },
    ],
    ['MakeCall-no-callee', 'MakeCall lacks calledDirectoryNumber', { callingDevice: { id: '101' } }],
    [
      'MonitorStart-device-not-wrapped',
      'MonitorStart/monitorObject does not wrap its deviceObject',
      { monitorObject: { kind: 'deviceObject', value: { id: '101' } } },
    ],
    [
      'SetAgentState-enum',
      'SetAgentState/requestedAgentState holds a word that the standard does not have',
      { requestedAgentState: 'agentReady' },
    ],
    [
      'TransferredEvent-double-r',
      'TransferedEvent is written TransferredEvent',
      { kind: 'TransferedEvent', monitorCrossRefID: '1' },
    ],
    [
      'localConnectionInfo-held',
      'HeldEvent/localConnectionInfo holds a word that the standard does not have',
      { localConnectionInfo: 'held' },
    ],
  ])('bad: %s', (name, fault, message) => {
    for (const kind of ['bad-ed3', 'bad-ed6']) {
      const sample = samples(kind).find((candidate) => candidate.name === `${name}.xml`)
      const read = decoded(sample?.xml ?? '')
      expect(read.faults.join('\n')).toContain(fault)
      expect(read.message).toMatchObject(message)
    }
  })

  test('bad: fields out of order are read as if in order', () => {
    const sample = samples('bad-ed6').find(({ name }) => name === 'MakeCall-order.xml')
    expect(decoded(sample?.xml ?? '').message).toEqual({
      kind: 'MakeCall',
      callingDevice: { id: '101' },
      calledDirectoryNumber: { id: '2' },
    })
  })
})

describe('habits of real peers', () => {
  test('no namespace, prefixes, a deviceID that wraps, callID last, a keepalive, an unknown message', () => {
    expect(
      decoded(
        '<AnswerCall><callToBeAnswered><deviceID><deviceIdentifier>5</deviceIdentifier></deviceID><callID>0</callID></callToBeAnswered></AnswerCall>',
      ),
    ).toEqual({
      message: { kind: 'AnswerCall', callToBeAnswered: { callID: '0', deviceID: { id: '5' } } },
      peer: {},
      faults: [],
    })
    expect(
      decoded(
        '<csta:SystemStatus xmlns:csta="urn:x"><csta:systemStatus>normal</csta:systemStatus></csta:SystemStatus>',
      ),
    ).toEqual({
      message: { kind: 'SystemStatus', systemStatus: 'normal' },
      peer: { namespace: 'urn:x', prefix: 'csta' },
      faults: [],
    })
    expect(decoded('<keepalive/>').message).toMatchObject({ kind: 'unknown', name: 'keepalive' })
    expect(decoded('<MakeCallResponse/>').message).toEqual({ kind: 'MakeCallResponse' })
  })

  test('ids of 17 digits stay text', () => {
    expect(
      decoded('<MonitorStop><monitorCrossRefID>90071992547409931</monitorCrossRefID></MonitorStop>').message,
    ).toEqual({
      kind: 'MonitorStop',
      monitorCrossRefID: '90071992547409931',
    })
  })

  test('names that would reach an object’s prototype do not', () => {
    const { message } = decoded(
      '<CallInformationEvent><callCharacteristics><__proto__>true</__proto__><acdCall>true</acdCall></callCharacteristics><__proto__><a/></__proto__><constructor>x</constructor></CallInformationEvent>',
    )
    expect(Object.getPrototypeOf(message)).toBe(Object.prototype)
    expect(message).toMatchObject({ callCharacteristics: { acdCall: true } })
    expect(({} as Record<string, unknown>)['acdCall']).toBeUndefined()
  })

  test('a child that comes twice is kept, and the first one counts', () => {
    const { message } = decoded(
      '<MonitorStop><monitorCrossRefID>1</monitorCrossRefID><monitorCrossRefID>2</monitorCrossRefID></MonitorStop>',
    )
    expect(message).toMatchObject({
      monitorCrossRefID: '1',
      more: [{ name: 'monitorCrossRefID', text: '2' }],
    })
  })
})
