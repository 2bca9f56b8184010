import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { expect, test } from 'vitest'
import { readNumber } from '#numbers/read-number.ts'
import { makeCompany } from './company.ts'
import { sharedNumber, switchboard } from './customers.ts'

const now = Date.UTC(2026, 10, 21, 12)
const company = makeCompany(7468, now, new Map())
const { users, accounts, contacts, cases, tasks, activities } = company

test('the same seed makes the same company', () => {
  expect(makeCompany(7468, now, new Map())).toEqual(company)
  expect(makeCompany(1, now, new Map())).not.toEqual(company)
})

test('two groups, each in two countries, twelve telephones', () => {
  const agents = users.filter(({ role }) => role === 'agent')
  expect(agents.map(({ userName }) => userName)).toEqual(
    Array.from({ length: 12 }, (_, index) => `agent${index + 1}`),
  )
  expect(agents.map(({ device }) => device)).toEqual(
    Array.from({ length: 12 }, (_, index) => String(1001 + index)),
  )
  const { groups = [], locations = [], queues = [] } = company
  expect(queues).toEqual([{ link: 'demo', number: '6001', name: 'Service' }])
  const placed = users.map(({ userName, groupId, locationId }) => {
    const group = groups.find(({ id }) => id === groupId)
    return [
      userName,
      [group?.name, locations.find(({ id }) => id === locationId)?.country].join(' '),
    ] as const
  })
  expect(new Set(placed.map(([, place]) => place))).toEqual(
    new Set(['Service US', 'Service DE', 'Sales US', 'Sales DE']),
  )
  // The two that everybody tries first.
  const first = new Map(placed)
  expect([first.get('agent1'), first.get('agent2')]).toEqual(['Service US', 'Sales DE'])
  expect(users.map(({ role }) => role)).toEqual(expect.arrayContaining(['supervisor', 'administrator']))
})

test('customers in six countries, with numbers that are in use nowhere and read back to the same key', () => {
  expect([accounts.length, contacts.length]).toEqual([120, 400])
  const countries = new Set<string | undefined>()
  for (const { phones } of contacts)
    for (const { text, e164 } of phones.filter((phone) => phone.e164 !== null)) {
      const number = parsePhoneNumberFromString(e164 ?? '')
      countries.add(number?.country)
      expect([e164, number?.isValid()]).toEqual([e164, true])
      expect([text, readNumber(text, { country: 'US' }).e164]).toEqual([text, e164])
    }
  expect([...countries].toSorted((one, other) => String(one).localeCompare(String(other)))).toEqual([
    'AU',
    'CA',
    'DE',
    'FR',
    'GB',
    'US',
  ])
})

test('some share a number, many a switchboard, all others have their own', () => {
  const owners = Map.groupBy(
    contacts.flatMap(({ id, phones }) => phones.flatMap(({ e164 }) => (e164 === null ? [] : [{ id, e164 }]))),
    ({ e164 }) => e164,
  )
  const shared = [...owners]
    .filter(([, people]) => people.length > 1)
    .map(([e164, people]) => [e164, people.length])
  expect(Object.fromEntries(shared)).toEqual({ [sharedNumber]: 2, [switchboard]: 9 })
  expect(contacts.filter(({ phones }) => phones.length > 1).length).toBeGreaterThan(100)
})

test('account numbers and ids are each one only', () => {
  const numbers = accounts.map(({ number }) => number)
  expect(new Set(numbers).size).toBe(numbers.length)
  const ids = [users, accounts, contacts, cases, tasks].flatMap((rows) => rows.map(({ id }) => id))
  expect(new Set(ids).size).toBe(ids.length)
  expect(new Set(activities.map(({ key }) => key)).size).toBe(activities.length)
})

test('the caller of every example has an account 4711, open cases, tasks and a history', () => {
  const caller = contacts.find(({ phones }) => phones.some(({ e164 }) => e164 === '+14155550100'))
  expect(accounts.find(({ id }) => id === caller?.accountId)?.number).toBe('4711')
  const own = cases.filter(({ contactId }) => contactId === caller?.id)
  expect(own.filter(({ status }) => status !== 'closed').length).toBeGreaterThanOrEqual(3)
  expect(
    tasks.filter(({ contactId, done }) => contactId === caller?.id && !done).length,
  ).toBeGreaterThanOrEqual(2)
  expect(activities.filter(({ contactId }) => contactId === caller?.id).length).toBeGreaterThanOrEqual(5)
})

test('nothing happened in the future', () => {
  expect(cases).toHaveLength(300)
  for (const { openedAt } of cases) expect(openedAt.getTime()).toBeLessThan(now)
  for (const { at } of activities) expect(at.getTime()).toBeLessThan(now)
})
