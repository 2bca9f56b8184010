import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { all, channelVariable, first, type AmiMessage } from './message.ts'
import { AmiReader, type AmiLimits } from './reader.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const banner = 'Asterisk Call Manager/11.0.0\r\n'

function read(text: string, limits?: Partial<AmiLimits>): AmiMessage[] {
  return new AmiReader(limits).push(bytes(text))
}

/** What a message says, without Maps, so that two readings can be compared. */
function plain(message: AmiMessage): unknown {
  return 'fields' in message ? { ...message, fields: [...message.fields] } : message
}

const kinds = (messages: readonly AmiMessage[]): string[] =>
  messages.map((message) => (message.kind === 'error' ? message.code : message.kind))

describe('AmiReader', () => {
  it('reads banner, response and event', () => {
    const messages = read(
      `${banner}Response: Success\r\nActionID: a1\r\nMessage: Authentication accepted\r\n\r\n` +
        'Event: FullyBooted\r\nPrivilege: system,all\r\nStatus: Fully Booted\r\n\r\n',
    )
    expect(messages.map(plain)).toEqual([
      { kind: 'banner', version: '11.0.0' },
      {
        kind: 'response',
        success: true,
        fields: [
          ['Response', ['Success']],
          ['ActionID', ['a1']],
          ['Message', ['Authentication accepted']],
        ],
      },
      {
        kind: 'event',
        event: 'FullyBooted',
        fields: [
          ['Event', ['FullyBooted']],
          ['Privilege', ['system,all']],
          ['Status', ['Fully Booted']],
        ],
      },
    ])
  })

  it('keeps every value of a header that repeats', () => {
    const [, event] = read(
      `${banner}Event: Newchannel\r\nChanVariable: ACCOUNT=48213\r\nChanVariable: CALLERID(pres)=prohib\r\n` +
        'DestChanVariable: ACCOUNT=\r\n\r\n',
    )
    if (event?.kind !== 'event') throw new Error('no event')
    expect(all(event.fields, 'ChanVariable')).toHaveLength(2)
    expect(channelVariable(event.fields, 'ACCOUNT')).toBe('48213')
    expect(channelVariable(event.fields, 'CALLERID(pres)')).toBe('prohib')
    expect(channelVariable(event.fields, 'ACCOUNT', 'Dest')).toBe('')
    expect(channelVariable(event.fields, 'OTHER')).toBeUndefined()
    expect(first(event.fields, 'constructor')).toBeUndefined()
  })

  it('takes OriginateResponse for an event although it carries Response and ActionID', () => {
    const [, message] = read(`${banner}Event: OriginateResponse\r\nActionID: a2\r\nResponse: Failure\r\n\r\n`)
    expect(message).toMatchObject({ kind: 'event', event: 'OriginateResponse' })
  })

  it('tells an error response, and keeps colons and blanks in values', () => {
    const [, message] = read(`${banner}Response: Error\r\nMessage: a: b \r\nNoBlank:x\r\nEmpty:\r\n\r\n`)
    expect(plain(message as AmiMessage)).toEqual({
      kind: 'response',
      success: false,
      fields: [
        ['Response', ['Error']],
        ['Message', ['a: b ']],
        ['NoBlank', ['x']],
        ['Empty', ['']],
      ],
    })
  })

  it('says once that the other side is not AMI, and goes on', () => {
    expect(kinds(read('SSH-2.0-OpenSSH_9.2\r\nEvent: A\r\n\r\n'))).toEqual(['notAmi', 'event'])
  })

  it('skips what is too large and reads the next message', () => {
    const limits = { lineBytes: 64, headers: 4, messageBytes: 128 }
    const next = 'Event: B\r\n\r\n'
    expect(kinds(read(`${banner}Event: A\r\nX: ${'x'.repeat(80)}\r\nY: 1\r\n\r\n${next}`, limits))).toEqual([
      'banner',
      'lineTooLong',
      'event',
    ])
    expect(kinds(read(`${banner}Event: A\r\n${'X: 1\r\n'.repeat(9)}\r\n${next}`, limits))).toEqual([
      'banner',
      'tooManyHeaders',
      'event',
    ])
    expect(
      kinds(read(`${banner}Event: A\r\n${`X: ${'y'.repeat(50)}\r\n`.repeat(3)}\r\n${next}`, limits)),
    ).toEqual(['banner', 'messageTooLong', 'event'])
  })

  it('gives up a line that never ends without keeping it', () => {
    const reader = new AmiReader()
    const chunk = new Uint8Array(16 * 1024).fill(120)
    const seen = [...reader.push(bytes(`${banner}Event: A\r\n`))]
    for (let at = 0; at < 1_000; at += 1) seen.push(...reader.push(chunk))
    seen.push(...reader.push(bytes('rest of it: 1\r\nZ: 2\r\n\r\nEvent: B\r\n\r\n')))
    expect(kinds(seen)).toEqual(['banner', 'lineTooLong', 'event'])
    expect(seen[2]).toMatchObject({ event: 'B' })
  })

  it('complains about a line without a colon and about a message of neither sort', () => {
    expect(kinds(read(`${banner}Event: A\r\njunk\r\n\r\nFoo: bar\r\n\r\n`))).toEqual([
      'banner',
      'lineWithoutColon',
      'event',
      'unknownMessage',
    ])
  })

  it('reads the same whatever pieces the bytes come in', () => {
    const header = fc.tuple(
      fc.constantFrom('Event', 'Response', 'Channel', 'ChanVariable', 'CallerIDName'),
      fc.stringMatching(/^[^\r\n\0]{0,30}$/u),
    )
    const message = fc.array(header, { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(
        fc.array(message, { maxLength: 5 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
        fc.constantFrom('\r\n', '\n'),
        (messages, cuts, eol) => {
          const text = messages
            .map((headers) => `${headers.map(([name, value]) => `${name}: ${value}`).join(eol)}${eol}${eol}`)
            .join('')
          const whole = bytes(banner + text)
          const reader = new AmiReader()
          const pieces: AmiMessage[] = []
          for (let at = 0, turn = 0; at < whole.length; turn += 1) {
            const size = cuts[turn % cuts.length] ?? 1
            pieces.push(...reader.push(whole.subarray(at, at + size)))
            at += size
          }
          expect(pieces.map(plain)).toEqual(read(banner + text).map(plain))
          expect(pieces).toHaveLength(messages.length + 1)
        },
      ),
    )
  })
})

/** A small seeded generator (mulberry32), so that a failing round can be played again. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

describe('AmiReader under mutated input', () => {
  const rounds = Number(process.env['HOOKSWITCH_FUZZ'] ?? 2_000)
  const sample = bytes(
    `${banner}Response: Success\r\nActionID: hs1\r\nMessage: ok\r\n\r\n` +
      `Event: Newchannel\r\nPrivilege: call,all\r\nChannel: PJSIP/1001-00000001\r\nChannelState: 0\r\n` +
      `CallerIDNum: +14155550100\r\nCallerIDName: Zoë\r\nUniqueid: 1.1\r\nLinkedid: 1.1\r\n` +
      `ChanVariable: ACCOUNT=\r\nChanVariable: CALLERID(pres)=allowed\r\n\r\n`,
  )

  it(`${rounds} mutated sessions: no crash, nothing slow, nothing but known messages`, () => {
    let slowest = 0
    for (let seed = 1; seed <= rounds; seed += 1) {
      const next = random(seed)
      const below = (limit: number): number => Math.floor(next() * limit)
      let mutated = sample.slice()
      for (let change = below(6); change >= 0; change -= 1) {
        const at = below(mutated.length)
        const sort = below(5)
        if (sort === 0) mutated[at] = below(256)
        else if (sort === 1) mutated = mutated.slice(0, at + 1)
        else if (sort === 2) mutated.fill([13, 10, 0, 58, 255][below(5)] ?? 0, at, at + below(30))
        else if (sort === 3) {
          const piece = mutated.slice(at, at + below(200))
          mutated = new Uint8Array([...mutated, ...piece, ...piece])
        } else mutated.copyWithin(below(mutated.length), at, at + below(100))
      }
      const reader = new AmiReader({ lineBytes: 200, headers: 20, messageBytes: 600 })
      const cut = below(mutated.length)
      const started = performance.now()
      const messages = [...reader.push(mutated.subarray(0, cut)), ...reader.push(mutated.subarray(cut))]
      slowest = Math.max(slowest, performance.now() - started)
      for (const message of messages) expect(['banner', 'response', 'event', 'error']).toContain(message.kind)
    }
    expect(slowest).toBeLessThan(500)
  }, 600_000)
})
