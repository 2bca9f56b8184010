import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AmiReader } from './reader.ts'
import { writeAction, type AmiHeader } from './writer.ts'

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

describe('writeAction', () => {
  it('writes an action that ends in a blank line', () => {
    const written = writeAction('Hangup', 'hs7', [
      ['Channel', 'PJSIP/1001-00000001'],
      ['Cause', '17'],
    ])
    expect(written.ok && text(written.bytes)).toBe(
      'Action: Hangup\r\nActionID: hs7\r\nChannel: PJSIP/1001-00000001\r\nCause: 17\r\n\r\n',
    )
  })

  it('lets a name repeat', () => {
    const written = writeAction('Originate', 'hs1', [
      ['Variable', 'A=1'],
      ['Variable', 'B=2'],
    ])
    expect(written.ok && text(written.bytes)).toContain('Variable: A=1\r\nVariable: B=2\r\n')
  })

  it.each(['\r', '\n', '\0', 'x\r\nAction: Command', '\u2028\n'])('refuses the value %j', (value) => {
    expect(writeAction('Hangup', 'hs1', [['Channel', value]])).toMatchObject({ ok: false, code: 'badValue' })
    expect(writeAction(value, 'hs1', [])).toMatchObject({ ok: false, code: 'badValue' })
    expect(writeAction('Hangup', value, [])).toMatchObject({ ok: false, code: 'badValue' })
  })

  it.each(['', 'A:B', 'A\r\nB', 'A\0', ' A', '1A', 'Ä'])('refuses the name %j', (name) => {
    expect(writeAction('Hangup', 'hs1', [[name, 'x']])).toMatchObject({ ok: false, code: 'badName' })
  })

  it.each(['Action', 'ACTION', 'ActionID', 'actionid'])('refuses a second %s', (name) => {
    expect(writeAction('Hangup', 'hs1', [[name, 'Command']])).toMatchObject({ code: 'reservedName' })
  })

  it('refuses what Asterisk would cut off', () => {
    expect(writeAction('Hangup', 'hs1', [['Channel', 'é'.repeat(600)]])).toMatchObject({ code: 'tooLong' })
    const many = Array.from({ length: 127 }, (): AmiHeader => ['Variable', 'A=1'])
    expect(writeAction('Originate', 'hs1', many)).toMatchObject({ code: 'tooManyHeaders' })
  })

  it('never puts a header on the wire that was not asked for', () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.stringMatching(/^[\r\n\0:a-zA-Z0-9 ,&^;=]{0,40}$/),
    )
    fc.assert(
      fc.property(nasty, nasty, fc.array(fc.tuple(nasty, nasty), { maxLength: 5 }), (action, id, headers) => {
        const written = writeAction(action, id, headers)
        if (!written.ok) return
        const reader = new AmiReader()
        reader.push(new TextEncoder().encode('Asterisk Call Manager/11.0.0\r\n'))
        const read = reader.push(new TextEncoder().encode(`Event: x\r\n${text(written.bytes)}`))
        expect(read).toHaveLength(1)
        const fields = read[0]?.kind === 'event' ? read[0].fields : new Map<string, readonly string[]>()
        const names = [...fields].flatMap(([name, values]) => values.map(() => name)).sort()
        expect(names).toEqual(['Event', 'Action', 'ActionID', ...headers.map(([name]) => name)].sort())
      }),
      { numRuns: Number(process.env['HOOKSWITCH_FUZZ'] ?? 2_000) },
    )
  }, 600_000)
})
