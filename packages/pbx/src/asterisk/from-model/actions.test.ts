import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { writeAction, type AmiHeader } from '#asterisk/codec/writer.ts'
import { asteriskConfig } from '#asterisk/config.ts'
import { bring, hangUp, isPlain, notifyPhone, originate, runSetting } from './actions.ts'

const config = asteriskConfig.parse({ host: 'pbx', username: 'u', secret: 's' })
const rounds = Number(process.env['HOOKSWITCH_FUZZ'] ?? 2_000)

/** What is in an Originate that must not be. */
function offences(headers: readonly AmiHeader[]): string[] {
  const allowed: Readonly<Record<string, RegExp>> = {
    Channel: /^PJSIP\/[\w.-]+$/,
    Context: /^hookswitch-dial$/,
    Exten: /^\+?[\d*#]+$/,
    Priority: /^1$/,
    CallerID: /^<\+?[\d*#]+>$/,
    Timeout: /^30000$/,
    Async: /^true$/,
    ChannelId: /^hs1-1$/,
    Variable: /^PJSIP_HEADER\(add,[\w-]+\)=<[\w:/.]+>\\;[\w=-]+$/,
  }
  const wrong = headers.filter(([name, value]) => allowed[name]?.test(value) !== true).map(String)
  return writeAction('Originate', 'hs1', headers).ok ? wrong : [...wrong, 'not written']
}

describe('click-to-dial', () => {
  it('rings the agent’s phone, which shows the number, and goes on into the configured context', () => {
    const asked = originate(
      { device: '1001', to: '+14155550199', channelId: 'hs1-1', autoAnswer: false },
      config,
    )
    expect(asked).toEqual({
      ok: true,
      action: {
        name: 'Originate',
        headers: [
          ['Channel', 'PJSIP/1001'],
          ['Context', 'hookswitch-dial'],
          ['Exten', '+14155550199'],
          ['Priority', '1'],
          ['CallerID', '<+14155550199>'],
          ['Timeout', '30000'],
          ['Async', 'true'],
          ['ChannelId', 'hs1-1'],
        ],
      },
    })
  })

  it('asks the phone to answer by itself where that is wanted', () => {
    const asked = originate({ device: '1001', to: '110', channelId: 'hs1-1', autoAnswer: true }, config)
    const variables = asked.ok ? asked.action.headers.filter(([name]) => name === 'Variable') : []
    expect(variables.map(([, value]) => value)).toEqual([
      expect.stringContaining('answer-after=0'),
      expect.stringContaining('alert-autoanswer'),
    ])
  })

  it('lets nothing through but a number and a phone, whatever is put into them', () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.stringMatching(/^[0-9+*#\r\n\0&,^;|/@A-Za-z ${}()]{0,20}$/),
    )
    fc.assert(
      fc.property(nasty, nasty, fc.boolean(), (device, to, autoAnswer) => {
        const asked = originate({ device, to, channelId: 'hs1-1', autoAnswer }, config)
        expect(asked.ok ? offences(asked.action.headers) : []).toEqual([])
      }),
      { numRuns: rounds },
    )
  }, 600_000)

  it.each(['default; Application: x', 'a b', '', 'a\r\nb'])(
    'is not configured with the context %j',
    (dialContext) => {
      expect(asteriskConfig.safeParse({ host: 'pbx', username: 'u', secret: 's', dialContext }).success).toBe(
        false,
      )
    },
  )
})

describe('what comes from outside', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.stringMatching(/^[0-9+*#\r\n\0&,^;|/@A-Za-z ${}()]{0,20}$/),
  )
  const written = (headers: readonly AmiHeader[]): string => {
    const bytes = writeAction('Originate', 'hs1', headers)
    return bytes.ok ? new TextDecoder().decode(bytes.bytes) : 'refused'
  }

  it('never adds a header, an application or another place to what is asked', () => {
    fc.assert(
      fc.property(text, text, fc.constantFrom('dnd', 'cf', 'tell'), (one, other, exten) => {
        const into = { context: 'hookswitch-conference', exten: '123' }
        const asked = [
          bring({ to: one, from: other, into, channelId: 'hs1-1' }, 'hookswitch-transfer'),
          runSetting(exten, { devices: [one], value: other }, 'hookswitch-settings'),
        ]
        for (const each of asked) {
          if (!each.ok) continue
          const lines = written(each.action.headers).split('\r\n')
          expect(lines).toHaveLength(each.action.headers.length + 4)
          expect(lines.filter((line) => /^(application|data):/i.test(line))).toEqual([])
          expect(lines.filter((line) => /[&,^;|${}]/.test(line))).toEqual([])
        }
      }),
      { numRuns: rounds },
    )
  }, 600_000)

  it.each(['number', 'device', 'digits', 'slot', 'queue', 'reason'] as const)(
    'is no %s where a character has a meaning for Asterisk',
    (kind) => {
      fc.assert(
        fc.property(text, (value) => {
          const risky = /[\r\n\0&^;|@${}:"\\]/.test(value) || value === ''
          expect(risky && isPlain(kind, value)).toBe(false)
        }),
        { numRuns: rounds },
      )
    },
    600_000,
  )
})

describe('the other actions', () => {
  it('name the channel and nothing else', () => {
    expect(hangUp('PJSIP/1001-00000001', 17)).toEqual({
      name: 'Hangup',
      headers: [
        ['Channel', 'PJSIP/1001-00000001'],
        ['Cause', '17'],
      ],
    })
    expect(notifyPhone('PJSIP/1001-00000001', 'talk').headers).toEqual([
      ['Channel', 'PJSIP/1001-00000001'],
      ['Variable', 'Event=talk'],
    ])
  })
})
