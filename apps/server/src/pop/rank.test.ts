import { describe, expect, test } from 'vitest'
import { namesAgree } from './names.ts'
import { rank, type Asked, type Candidate, type Choice } from './rank.ts'

const day = 86_400_000
const now = 1_000 * day

const asked = (more: Partial<Asked> = {}): Asked => ({
  reason: 'callerNumber',
  standing: 'sound',
  name: null,
  dialled: null,
  users: [],
  digits: null,
  digitsDoubtful: false,
  choices: [],
  now,
  ...more,
})

const person = (id: string, more: Partial<Candidate> = {}): Candidate => ({
  contactId: id,
  accountId: null,
  via: 'number',
  hasNumber: true,
  names: [`Given ${id}`],
  knownSince: now - 30 * day,
  nearDigits: false,
  cases: [],
  openTask: false,
  openOpportunity: false,
  talks: [],
  ...more,
})

const choice = (contactId: string | null, daysAgo: number, more: Partial<Choice> = {}): Choice => ({
  contactId,
  accountId: null,
  notContactId: null,
  notAccountId: null,
  dialled: null,
  at: now - daysAgo * day,
  ...more,
})

const first = (candidates: readonly Candidate[], more: Partial<Asked> = {}) =>
  rank(candidates, asked(more)).order[0]?.candidate.contactId
const outcome = (candidates: readonly Candidate[], more: Partial<Asked> = {}) => {
  const { link, unsure } = rank(candidates, asked(more))
  return link === null ? unsure : link.accountOnly ? `company ${link.of.accountId}` : link.of.contactId
}

describe('the order', () => {
  const [a, b] = [person('a'), person('b')]

  test('who has an open case comes before who has none, and the reason is told', () => {
    const busy = person('b', { cases: [{ number: 4711, ownerId: 'u' }] })
    const { order } = rank([a, busy], asked())
    expect(order[0]).toMatchObject({
      candidate: { contactId: 'b' },
      notes: [{ code: 'openCase', text: '4711' }],
    })
  })

  test.each<[string, Partial<Candidate>, Partial<Asked>, string]>([
    ['an open task', { openTask: true }, {}, 'openTask'],
    ['a part in an open opportunity', { openOpportunity: true }, {}, 'openOpportunity'],
    ['a talk last week', { talks: [now - 7 * day] }, {}, 'lastTalk'],
    ['having been chosen before', {}, { choices: [choice('b', 20)] }, 'chosenBefore'],
    ["the network's name", { names: ['Berta Beispiel'] }, { name: 'BERTA BEISPIEL' }, 'callerName'],
    ['digits that are a slip away from his', { nearDigits: true }, {}, 'nearDigits'],
  ])('%s says something', (_, more, of, code) => {
    const { order } = rank([a, person('b', more)], asked(of))
    expect(order[0]?.candidate.contactId).toBe('b')
    expect(order[0]?.notes.map((note) => note.code)).toContain(code)
  })

  test('the owner of a case is who it rings at, but not where it rings everywhere', () => {
    const [mine, other] = ['me', 'you'].map((ownerId) =>
      person(ownerId, { cases: [{ number: 1, ownerId }] }),
    ) as [Candidate, Candidate]
    expect(first([other, mine], { users: ['me'] })).toBe('me')
    expect(first([other, mine], { users: ['x', 'y', 'z', 'me'] })).toBe('you')
  })

  test('of two who were chosen, the one of the number dialled', () => {
    const choices = [choice('a', 10, { dialled: '100' }), choice('b', 10, { dialled: '200' })]
    expect(first([a, b], { choices, dialled: '200' })).toBe('b')
    expect(first([b, a], { choices, dialled: '100' })).toBe('a')
  })

  test('what was said long ago weighs less than what was said lately', () => {
    const choices = [choice('b', 5), choice('a', 700), choice('a', 710)]
    expect(first([a, b], { choices })).toBe('b')
  })

  test('who was corrected goes down, until somebody says that it was him after all', () => {
    const wrong = choice('b', 5, { notContactId: 'a' })
    expect(first([a, b], { choices: [wrong] })).toBe('b')
    expect(first([a, b], { choices: [choice('a', 1), choice('a', 2), wrong] })).toBe('a')
  })
})

describe('whom it links without asking', () => {
  const a = person('a')

  test('the only one who has the number', () => expect(outcome([a])).toBe('a'))
  test('nobody where there is nobody', () => expect(outcome([])).toBeNull())
  test('none of several', () => expect(outcome([a, person('b')])).toBe('shared'))
  test('none of several, however often one was chosen', () => {
    const choices = Array.from({ length: 9 }, (_, index) => choice('a', index))
    expect(outcome([a, person('b')], { choices })).toBe('shared')
  })
  test('the company of those who share its number', () => {
    const staff = [person('a', { accountId: 'acme' }), person('b', { accountId: 'acme' })]
    expect(outcome(staff)).toBe('company acme')
    expect(outcome([...staff, person('c', { accountId: 'other' })])).toBe('shared')
    expect(outcome([...staff, person('c')])).toBe('shared')
  })

  test('nobody by a number of which nothing was heard for a year, unless he is the one who is called', () => {
    const old = person('a', { knownSince: now - 900 * day, talks: [now - 366 * day] })
    expect(outcome([old])).toBe('longAgo')
    expect(outcome([old], { reason: 'calledNumber' })).toBe('a')
    expect(outcome([{ ...old, talks: [now - 300 * day] }])).toBe('a')
    expect(outcome([old], { choices: [choice('a', 10)] })).toBe('a')
  })

  test('nobody where the network names somebody else, unless a person said that it is him', () => {
    const ada = person('a', { names: ['Ada Lovelace'] })
    expect(outcome([ada], { name: 'GRACE HOPPER' })).toBe('otherName')
    expect(outcome([ada], { name: 'A LOVELACE' })).toBe('a')
    expect(outcome([ada], { name: 'GRACE HOPPER', choices: [choice('a', 10)] })).toBe('a')
  })

  test('nobody who was corrected for this number', () => {
    expect(outcome([a], { choices: [choice(null, 5, { notContactId: 'a' })] })).toBe('notHim')
  })

  test('nobody by a number of our own, or one that cannot be', () => {
    expect(outcome([a], { standing: 'own' })).toBe('ownNumber')
    expect(outcome([a], { standing: 'impossible' })).toBe('impossibleNumber')
  })

  test('who was chosen for a number that is not his, the second time', () => {
    const known = person('a', { via: 'memory', hasNumber: false })
    expect(outcome([known], { choices: [choice('a', 5)] })).toBe('chosenOnce')
    expect(outcome([known], { choices: [choice('a', 5), choice('a', 9)] })).toBe('a')
  })

  test("a company's neighbour number is a hint and no more", () => {
    const company = person('x', { contactId: null, accountId: 'acme', via: 'block', hasNumber: false })
    expect(outcome([company])).toBe('numberBlock')
  })

  test('whose number was keyed in, unless a slip may have hit it', () => {
    const keyed = person('k', { via: 'caseDigits', hasNumber: false })
    expect(outcome([keyed])).toBe('k')
    expect(outcome([keyed, a])).toBe('k')
    expect(outcome([keyed], { digitsDoubtful: true })).toBe('digitsDoubtful')
    expect(outcome([keyed, a], { digitsDoubtful: true })).toBe('digitsDoubtful')
    expect(outcome([{ ...keyed, hasNumber: true }], { digitsDoubtful: true })).toBe('k')
    const open = { ...keyed, cases: [{ number: 4711, ownerId: null }] }
    expect(outcome([open], { digitsDoubtful: true, digits: '4711' })).toBe('k')
    expect(outcome([open], { digitsDoubtful: true, digits: '4712' })).toBe('digitsDoubtful')
    expect(outcome([open, a], { digitsDoubtful: true, digits: '4711' })).toBe('digitsDoubtful')
    const near = person('a', { nearDigits: true })
    expect(first([keyed, near], { digitsDoubtful: true })).toBe('a')
    expect(outcome([{ ...keyed, hasNumber: true }, near], { digitsDoubtful: true })).toBe('digitsDoubtful')
  })
})

test.each([
  ['ADA LOVELACE', 'whole'],
  ['A LOVELACE', 'whole'],
  ['Lovelace, Ada (mobile)', 'whole'],
  ['LOVELACE', 'part'],
  ['Analytical Engines', 'whole'],
  ['GRACE HOPPER', 'other'],
  ['WIRELESS CALLER', 'unknown'],
  ['+49 30 123', 'unknown'],
  ['BERLIN', 'unknown'],
  [null, 'unknown'],
])('the name %s', (told, agreement) => {
  expect(namesAgree(told, ['Ada Lovelace', 'Analytical Engines'])).toBe(agreement)
})

test('umlauts are written in two ways', () => {
  expect(namesAgree('JOERG MUELLER', ['Jörg Müller'])).toBe('whole')
})
