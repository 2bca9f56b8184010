/** The parsers that read what a stranger sent, each behind one shape, with honest input to damage. */
import { clientFrame, routes, serverFrame } from '@hookswitch/contract'
import { encodeFrame, FrameReader, decodeMessage, editions, encodeMessage } from '@hookswitch/pbx/csta/codec'
import fc from 'fast-check'
import type { z } from 'zod'
import { AmiReader } from '#pbx/asterisk/codec/reader.ts'
import type { Draft } from '#pbx/csta/codec/messages.ts'
import { draftOf, messageKinds } from '#pbx/csta/codec/test-messages.ts'

export interface ParserUnderTest {
  /** Honest input, as it would come over the wire. */
  readonly samples: readonly Uint8Array[]
  /** Reads one input whole. Must not throw. True when it was read, false when it was refused with a reason. */
  read(input: Uint8Array): boolean
  /** Samples begin with the eight bytes of a CSTA frame header. */
  readonly framed: boolean
}

const decoder = new TextDecoder()
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

function csta(): ParserUnderTest {
  const samples = messageKinds.flatMap((kind) =>
    fc
      .sample(draftOf(kind, true), { numRuns: 2, seed: 11 })
      .map((draft) => encodeFrame('0001', encodeMessage(draft, editions.ed6))),
  )
  const read = (input: Uint8Array): boolean => {
    const { frames, fault } = new FrameReader().push(input)
    const decoded = frames.map((frame) => decodeMessage(frame.body))
    for (const one of decoded) if (one.ok) encodeMessage(one.message as Draft, editions.ed6)
    return fault === undefined && decoded.length > 0 && decoded.every((one) => one.ok)
  }
  return { samples, read, framed: true }
}

function ami(): ParserUnderTest {
  const banner = 'Asterisk Call Manager/11.0.0\r\n'
  const samples = [
    `${banner}Response: Success\r\nActionID: hs1\r\nMessage: ok\r\n\r\n`,
    `${banner}Event: Newchannel\r\nPrivilege: call,all\r\nChannel: PJSIP/1001-00000001\r\nChannelState: 0\r\nCallerIDNum: +14155550100\r\nCallerIDName: Zoë\r\nUniqueid: 1.1\r\nLinkedid: 1.1\r\nChanVariable: ACCOUNT=\r\nChanVariable: CALLERID(pres)=allowed\r\n\r\n`,
    `${banner}Event: OriginateResponse\r\nResponse: Failure\r\nActionID: hs2\r\nReason: 0\r\nUniqueid: <null>\r\n\r\nEvent: Shutdown\r\nShutdown: Cleanly\r\n\r\n`,
  ].map(bytes)
  const read = (input: Uint8Array): boolean => {
    const reader = new AmiReader()
    const middle = input.length >> 1
    const messages = [...reader.push(input.subarray(0, middle)), ...reader.push(input.subarray(middle))]
    return messages.length > 0 && messages.every((message) => message.kind !== 'error')
  }
  return { samples, read, framed: false }
}

/** JSON text against a shape of the contract. */
function json(shape: z.ZodType, samples: readonly unknown[]): ParserUnderTest {
  const read = (input: Uint8Array): boolean => {
    const value = parseJson(decoder.decode(input))
    return value.ok && shape.safeParse(value.value).success
  }
  return { samples: samples.map((sample) => bytes(JSON.stringify(sample))), read, framed: false }
}

function bodyOf({ body }: { readonly body?: z.ZodType }): z.ZodType {
  if (body === undefined) throw new Error('this route takes no body')
  return body
}

function parseJson(text: string): { readonly ok: true; readonly value: unknown } | { readonly ok: false } {
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch {
    return { ok: false }
  }
}

const contactId = 'a3bb189e-8bf9-4c8e-9f0b-3f1b2c3d4e5f'

/** Made when asked for: a parser's samples may cost a moment. */
export const parsers: Readonly<Record<string, () => ParserUnderTest>> = {
  'CSTA frames': csta,
  'AMI messages': ami,
  'socket frames of a client': () =>
    json(clientFrame, [
      { kind: 'hello', version: 1, since: null },
      { kind: 'hello', version: 1, since: 4711 },
      { kind: 'ping', at: 1_795_226_885_347 },
    ]),
  'socket frames of a server': () =>
    json(serverFrame, [
      { kind: 'hello', version: 1, serverTime: '2026-11-21T08:00:00.000Z', heartbeatSeconds: 10 },
      { kind: 'event', seq: 7, event: { kind: 'callGone', callId: 'main.1.2' } },
    ]),
  'body of a new contact': () =>
    json(bodyOf(routes.createContact), [
      {
        givenName: 'Zoë',
        familyName: 'Grün',
        email: 'zoe@example.org',
        phones: [{ label: 'work', text: '+49 30 901820' }],
      },
      { familyName: 'X', accountId: contactId, callId: 'main.1.2' },
    ]),
  'body of a call command': () =>
    json(bodyOf(routes.commandCall), [
      { kind: 'generateDigits', digits: '12#' },
      { kind: 'consultationCall', to: '+49 (0)30 / 901820' },
    ]),
}
