import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  callerKinds,
  fillUrl,
  popCondition,
  popMoments,
  popRuleSet,
  popWhat,
  roles,
  type PopCondition,
  type PopRule,
  type PopRuleSet,
  type PopWhat,
} from '@hookswitch/contract'
import { createRules } from './rules.ts'
import type { RuleCaller, RuleFacts } from './rule-facts.ts'
import { ada, agent, aRule, nobody, rings } from './test-facts.ts'

const { decide, explain } = createRules(fillUrl)
const set = (...rules: PopRule[]): PopRuleSet => ({ rules, otherwise: 'nothing' })
const when = (...conditions: PopCondition[]): PopRuleSet => set(aRule({ conditions }))
const fits = (condition: PopCondition, facts: Partial<RuleFacts> = {}): boolean =>
  decide(when(condition), { ...rings, ...facts }).rule !== null
const opens = (what: PopWhat, facts: Partial<RuleFacts> = {}) =>
  decide(set(aRule({ what })), { ...rings, ...facts })

const word = fc.constantFrom('5001', '5002', '1*', '12', '+4940*', '040/669', 'Sales', 'sales ', '*')
const words = fc.array(word, { minLength: 1, maxLength: 3 })
const groups = ['00000000-0000-4000-8000-0000000000a1', '00000000-0000-4000-8000-0000000000a2']
const not = fc.boolean()
const minute = fc
  .integer({ min: 0, max: 1439 })
  .map((at) => `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`)
const some = <Value>(...values: Value[]) => fc.subarray(values, { minLength: 1 })

const condition: fc.Arbitrary<PopCondition> = fc.oneof(
  fc.record({ kind: fc.constantFrom('queue', 'dialled', 'team', 'industry', 'digits'), not, values: words }),
  fc.record({
    kind: fc.constant('direction' as const),
    not,
    values: some('inbound', 'outbound', 'internal'),
  }),
  fc.record({ kind: fc.constant('role' as const), not, values: some(...roles) }),
  fc.record({ kind: fc.constant('group' as const), not, values: some(...groups) }),
  fc.record({ kind: fc.constant('caller' as const), not, values: some(...callerKinds) }),
  fc.record({ kind: fc.constant('country' as const), not, values: some('DE', 'US') }),
  fc.record({
    kind: fc.constant('time' as const),
    not,
    zone: fc.constantFrom('tenant', 'user'),
    days: some(1, 2, 3, 4, 5, 6, 7),
    from: minute,
    to: minute,
  }),
) as fc.Arbitrary<PopCondition>

const what: fc.Arbitrary<PopWhat> = fc.oneof(
  fc.record({ kind: fc.constant('record' as const), of: fc.constantFrom('contact', 'account', 'case') }),
  fc.constantFrom<PopWhat>(
    { kind: 'list' },
    { kind: 'search' },
    { kind: 'newRecord' },
    { kind: 'nothing' },
    { kind: 'companion', app: 'Mail' },
    { kind: 'url', url: 'https://crm.example/find?n={caller.e164}&d={digits}&c={contact.id}' },
  ),
)

const ruleSet: fc.Arbitrary<PopRuleSet> = fc.record({
  rules: fc
    .array(
      fc.record({
        name: fc.constant('Rule'),
        active: fc.boolean(),
        when: fc.constantFrom(...popMoments),
        conditions: fc.array(condition, { maxLength: 3 }),
        what,
      }),
      { maxLength: 8 },
    )
    .map((rules) => rules.map((rule, index) => Object.assign(rule, { id: `r${index}` }))),
  otherwise: fc.constantFrom('callPage', 'nothing'),
})

const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null })
const caller: fc.Arbitrary<RuleCaller> = fc.constantFrom<RuleCaller>(
  ada,
  nobody,
  { ...nobody, kind: 'several', hasMatches: true },
  { ...nobody, kind: null },
  { ...ada, contactId: null, country: null, caseId: ada.contactId },
)
const facts: fc.Arbitrary<RuleFacts> = fc.record({
  moment: fc.constantFrom(...popMoments),
  at: fc.integer({ min: Date.parse('2020-01-01'), max: Date.parse('2030-01-01') }),
  direction: fc.constantFrom('inbound', 'outbound', 'internal'),
  queue: maybe(word),
  dialled: fc.record({ text: maybe(word), e164: maybe(fc.constant('+494066969100')) }),
  number: maybe(fc.record({ text: maybe(fc.string()), e164: maybe(fc.constant('+14155550100')) })),
  digits: maybe(fc.string()),
  caller,
  user: fc.record({
    id: fc.constant(agent.id),
    name: fc.string({ unit: 'binary' }),
    role: fc.constantFrom(...roles),
    groupId: maybe(fc.constantFrom(...groups)),
    team: maybe(fc.constantFrom('Sales', 'Service')),
    timeZone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'nowhere'),
    tenantTimeZone: fc.constant('Europe/Berlin'),
  }),
  words: fc.record({ digits: fc.string(), 'contact.id': fc.constant('c1') }, { requiredKeys: [] }),
})

/** What the evaluator does, said a second time and more slowly: keeps those that fit, takes the first. */
function firstOf(rules: PopRuleSet, of: RuleFacts): string | null {
  const alone = rules.rules.filter(
    (rule) => decide({ rules: [rule], otherwise: 'nothing' }, of).rule !== null,
  )
  return alone[0]?.id ?? null
}

describe('the rules', () => {
  it('answer the same to the same, and leave what they are given as it was', () => {
    fc.assert(
      fc.property(ruleSet, facts, (rules, of) => {
        const before = JSON.stringify([rules, of])
        expect(decide(rules, of)).toEqual(decide(structuredClone(rules), structuredClone(of)))
        expect(JSON.stringify([rules, of])).toBe(before)
      }),
    )
  })

  it('decide by the first that fits: order counts, and nothing behind it does', () => {
    fc.assert(
      fc.property(ruleSet, facts, (rules, of) => {
        const { rule, what: decided } = decide(rules, of)
        expect(rule?.id ?? null).toBe(firstOf(rules, of))
        if (rule === null) return
        const at = rules.rules.findIndex(({ id }) => id === rule.id)
        const cut = { ...rules, rules: rules.rules.slice(0, at + 1) }
        expect(decide(cut, of)).toEqual({ rule, what: decided })
        const first = { ...rules, rules: [rule, ...rules.rules.filter(({ id }) => id !== rule.id)] }
        expect(decide(first, of).rule?.id).toBe(rule.id)
      }),
    )
  })

  it('say of every rule why, and of exactly one that it popped, where one did', () => {
    fc.assert(
      fc.property(ruleSet, facts, (rules, of) => {
        const told = explain(rules, of)
        expect({ rule: told.rule, what: told.what }).toEqual(decide(rules, of))
        expect(told.rules.map(({ id }) => id)).toEqual(rules.rules.map(({ id }) => id))
        const popped = told.rules.filter(({ verdict }) => verdict === 'popped').map(({ id }) => id)
        expect(popped).toEqual(told.rule === null ? [] : [told.rule.id])
        for (const { verdict, findings } of told.rules) {
          expect(verdict === 'conditions').toBe(findings.some(({ holds }) => !holds))
          const isAsked = verdict !== 'off' && verdict !== 'otherMoment'
          expect(isAsked || findings.length === 0).toBe(true)
        }
      }),
    )
  })

  it('turn a condition round, but for what nobody knows', () => {
    fc.assert(
      fc.property(condition, facts, (one, of) => {
        const told = explain(when(one), {
          ...of,
          moment: 'ringing',
          caller: { ...of.caller, hasMatches: true },
        })
        const turned = explain(when({ ...one, not: !one.not }), { ...of, moment: 'ringing' })
        const [finding, opposite] = [told.rules[0]?.findings[0], turned.rules[0]?.findings[0]]
        const both = [finding?.holds, opposite?.holds]
        expect(both.filter((holds) => holds === true)).toHaveLength(finding?.code === 'notKnown' ? 0 : 1)
      }),
    )
  })

  it('open an address only where it leads, whatever a caller sends', () => {
    const url = 'https://crm.example/find/x{queue}?d={digits}&who={caller.name}'
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (sent) => {
        const words = { digits: sent, queue: sent, 'caller.name': sent }
        const opened = opens({ kind: 'url', url }, { words }).what
        if (opened.kind !== 'url') throw new Error('opened nothing')
        const read = new URL(opened.url)
        expect([read.origin, read.pathname.split('/').length]).toEqual(['https://crm.example', 3])
        expect([...read.searchParams]).toEqual([
          ['d', sent.toWellFormed()],
          ['who', sent.toWellFormed()],
        ])
      }),
    )
  })
})

describe('a rule set', () => {
  it('is kept as it was written', () => {
    fc.assert(
      fc.property(ruleSet, (rules) => {
        // Words are kept without what surrounds them.
        const kept = popRuleSet.parse(rules)
        expect(popRuleSet.parse(JSON.parse(JSON.stringify(kept)))).toEqual(kept)
      }),
    )
  })

  it('takes addresses of the web only, whose host is written out', () => {
    const wrong = [
      'javascript:alert(1)//{digits}',
      'ftp://crm.example/{digits}',
      '//crm.example/{digits}',
      'https://{digits}.example/',
      'https://crm.example:{digits}/',
      'https://crm.example/{name}',
      'https://',
      'https://crm.example\\@evil.example/',
      'https://me:secret@crm.example/',
    ]
    for (const url of wrong)
      expect({ url, taken: popWhat.safeParse({ kind: 'url', url }).success }).toEqual({ url, taken: false })
    expect(popWhat.safeParse({ kind: 'url', url: 'http://crm.example/a?b={caller.e164}' }).success).toBe(true)
  })

  it('refuses what it could not mean', () => {
    const time = {
      kind: 'time',
      zone: 'user',
      days: [1],
      from: '08:00',
      to: '18:00',
    }
    expect(popCondition.safeParse(time).success).toBe(true)
    for (const wrong of [{ days: [] }, { days: [8] }, { from: '24:00' }, { to: '8:00' }, { zone: 'UTC' }])
      expect(popCondition.safeParse({ ...time, ...wrong }).success).toBe(false)
    const twice = { rules: [aRule(), aRule()], otherwise: 'nothing' }
    expect(popRuleSet.safeParse(twice).success).toBe(false)
  })
})

describe('a condition', () => {
  it('knows a number however it was written, and by its beginning', () => {
    const dialled = { text: '0049 40 669-69100', e164: '+494066969100' }
    for (const value of ['+49 40 669 69100', '+4940*', '0049 (40) 66969100', '*'])
      expect({ value, is: fits({ kind: 'dialled', not: false, values: [value] }, { dialled }) }).toEqual({
        value,
        is: true,
      })
    expect(fits({ kind: 'dialled', not: false, values: ['+4930*', '66969100'] }, { dialled })).toBe(false)
  })

  it('tells keyed digits from none', () => {
    const anything = { kind: 'digits' as const, values: ['*'] }
    expect(fits({ ...anything, not: false }, { digits: '40017' })).toBe(true)
    expect(fits({ ...anything, not: true }, { digits: '40017' })).toBe(false)
    expect(fits({ ...anything, not: true }, { digits: null })).toBe(true)
    expect(fits({ kind: 'digits', not: false, values: ['4*'] }, { digits: '40017' })).toBe(true)
  })

  it('goes by the clock of the tenant or of the user, past midnight, and on the night when clocks change', () => {
    const at = (text: string): Partial<RuleFacts> => ({ at: Date.parse(text) })
    const time: Extract<PopCondition, { kind: 'time' }> = {
      kind: 'time',
      not: false,
      zone: 'tenant',
      days: [1, 2, 3, 4, 5],
      from: '08:00',
      to: '18:00',
    }
    expect(fits(time, at('2026-11-23T07:00:00Z'))).toBe(true)
    expect(fits(time, at('2026-11-23T06:59:59Z'))).toBe(false)
    expect(fits(time, at('2026-11-23T17:00:00Z'))).toBe(false)
    expect(fits(time, at('2026-11-21T12:00:00Z'))).toBe(false)
    const inNewYork = { user: { ...agent, timeZone: 'America/New_York' } }
    expect(fits({ ...time, zone: 'user' }, { ...inNewYork, ...at('2026-11-23T22:59:00Z') })).toBe(true)
    expect(fits({ ...time, zone: 'user' }, { ...inNewYork, ...at('2026-11-23T08:00:00Z') })).toBe(false)
    const night = { ...time, days: [5], from: '22:00', to: '06:00' }
    expect(fits(night, at('2026-11-20T21:30:00Z'))).toBe(true)
    expect(fits(night, at('2026-11-21T04:59:00Z'))).toBe(true)
    expect(fits(night, at('2026-11-21T21:30:00Z'))).toBe(false)
    // 25 October 2026: 02:30 is twice in Berlin, an hour apart.
    const twice = { ...time, days: [7], from: '02:00', to: '03:00' }
    expect(['23:59', '00:30', '01:30'].map((utc) => fits(twice, at(`2026-10-25T${utc}:00Z`)))).toEqual([
      false,
      true,
      true,
    ])
    expect(fits({ ...time, zone: 'user' }, { user: { ...agent, timeZone: 'nowhere' } })).toBe(false)
  })

  it('holds for nothing where nobody knows', () => {
    const germany = { kind: 'country' as const, values: ['DE'] }
    for (const not of [true, false]) expect(fits({ ...germany, not }, { caller: nobody })).toBe(false)
    expect(fits({ ...germany, not: true })).toBe(true)
  })
})

describe('what a rule opens', () => {
  it('is there, or the next rule is asked', () => {
    const rules = set(
      aRule({ id: 'a', what: { kind: 'record', of: 'case' } }),
      aRule({ id: 'b', what: { kind: 'companion', app: 'Mail' } }),
      aRule({ id: 'c', what: { kind: 'url', url: 'https://crm.example/{case.id}' } }),
      aRule({ id: 'd', what: { kind: 'record', of: 'contact' } }),
    )
    const told = explain(rules, rings)
    expect(told.what).toEqual({ kind: 'record', of: 'contact', id: ada.contactId })
    expect(told.rules.map(({ verdict }) => verdict)).toEqual([
      'nothingToOpen',
      'companionMissing',
      'nothingToOpen',
      'popped',
    ])
  })

  it('is the search with the number, or with what was keyed in', () => {
    expect(opens({ kind: 'search' }).what).toEqual({ kind: 'search', text: '+14155550100' })
    expect(opens({ kind: 'search' }, { number: null, digits: '77' }).what).toEqual({
      kind: 'search',
      text: '77',
    })
    expect(opens({ kind: 'search' }, { number: null }).rule).toBe(null)
  })

  it('is the page of the call where nothing fits and it rings, if the set says so', () => {
    const rules = { rules: [], otherwise: 'callPage' } as const
    expect(decide({ ...rules, rules: [] }, rings).what).toEqual({ kind: 'callPage' })
    expect(decide({ ...rules, rules: [] }, { ...rings, moment: 'answered' }).what).toEqual({
      kind: 'nothing',
    })
  })
})
