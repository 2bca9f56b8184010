import { describe, expect, test } from 'vitest'
import type { TranscriptLine } from '#transcript/format.ts'
import { redact } from './redact.ts'

function redacted(kind: 'csta' | 'asterisk', ...lines: TranscriptLine[]): TranscriptLine[] {
  const head = { transcript: 2, redacted: false, link: 'main', kind, config: {} } as const
  let turn = 0
  const dice = (limit: number): number => (turn = (turn + 7) % 1_000) % limit
  return [...redact({ head, lines }, dice).lines]
}

function textOf(kind: 'csta' | 'asterisk', text: string): string {
  const [line] = redacted(kind, { kind: 'out', text })
  return line?.kind === 'out' && typeof line.text === 'string' ? line.text : ''
}

describe('a CSTA message', () => {
  const message =
    '9999 <DeliveredEvent xmlns="urn:x"><monitorCrossRefID>12</monitorCrossRefID><connection><callID>6643</callID>' +
    '<deviceID typeOfNumber="dialingNumber">1001</deviceID></connection><callingDevice><deviceIdentifier>' +
    'N&lt;+14155550100&gt;Ada &amp; Co</deviceIdentifier></callingDevice><cause>newCall</cause>' +
    '<userData><string>3438323133</string></userData><cad name="account">48213</cad><vendor nick="Ada"/></DeliveredEvent>'
  const text = textOf('csta', message)

  test('keeps what is of the protocol', () => {
    for (const kept of [
      '9999 <DeliveredEvent xmlns="urn:x">',
      '<cause>newCall</cause>',
      '<callID>6643</callID>',
      '>12<',
      'typeOfNumber="dialingNumber"',
    ])
      expect(text).toContain(kept)
    expect(text).toMatch(/N&lt;\+1\d{10}&gt;[A-Z][a-z]{2} &amp; [A-Z][a-z]/)
  })

  test('loses all that names somebody, in what the standard does not know too', () => {
    expect(text).not.toMatch(/1001|4155550100|Ada|Co<|48213|3438323133/)
  })

  test('has the same number keyed and written', () => {
    const keyed = /<string>(\w+)</.exec(text)?.[1] ?? ''
    expect(Buffer.from(keyed, 'hex').toString()).toBe(/<cad name="\w+">(\d+)</.exec(text)?.[1])
  })
})

describe('an AMI message', () => {
  const text = textOf(
    'asterisk',
    'Event: Newchannel\r\nChannel: PJSIP/1001-0000001b\r\nChannelState: 4\r\nContext: from-trunk\r\nExten: 1001\r\n' +
      'CallerIDNum: +14155550100\r\nCallerIDName: <unknown>\r\nConnectedLineName: Ada\r\nUniqueid: 1795226635.42\r\n' +
      'ChanVariable: ACCOUNT=48213\r\nChanVariable: CALLERID(pres)=allowed_not_screened\r\nSomethingNew: Ada 1001\r\n\r\n',
  )

  test('keeps what is of the protocol', () => {
    for (const kept of [
      'ChannelState: 4',
      'Context: from-trunk',
      'Uniqueid: 1795226635.42',
      '<unknown>',
      'CALLERID(pres)=allowed_not_screened',
    ])
      expect(text).toContain(kept)
    expect(text).toMatch(/Channel: PJSIP\/\d{4}-0000001b\r\n/)
    expect(text).toMatch(/CallerIDNum: \+1\d{10}\r\n/)
    expect(text.endsWith('\r\n\r\n')).toBe(true)
  })

  test('loses all that names somebody, in lines that nobody knows too', () => {
    expect(text).not.toMatch(/1001|4155550100|Ada|48213/)
    const extension = /Exten: (\d+)/.exec(text)?.[1]
    expect(text).toMatch(new RegExp(`SomethingNew: [A-Z][a-z]{2} ${extension}\r\n`))
  })
})

test('commands and events lose the same names, and what is no text loses its letters', () => {
  const [command, event, odd] = redacted(
    'csta',
    { kind: 'command', at: 1, t: 1, n: 1, command: { kind: 'makeCall', device: '1001', to: '0301234' } },
    { kind: 'event', at: 1, event: { kind: 'delivered', device: '1001', cause: 'newCall' } },
    { kind: 'out', text: { hex: Buffer.from('xxxxxxxxAda').toString('hex') } },
  )
  const device = command?.kind === 'command' ? String(command.command['device']) : ''
  expect(device).toMatch(/^\d{4}$/)
  expect(command).toMatchObject({
    command: { kind: 'makeCall', to: expect.stringMatching(/^0\d{6}$/) as string },
  })
  expect(event).toMatchObject({ event: { kind: 'delivered', device, cause: 'newCall' } })
  expect(JSON.stringify(odd)).not.toContain(Buffer.from('Ada').toString('hex'))
})
