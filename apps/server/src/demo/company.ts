import type { BulkRecords } from '#store/bulk-records.ts'
import { makeCustomers } from './customers.ts'
import { createDice } from './dice.ts'
import { makeHistory } from './history.ts'
import { makeOpportunities } from './opportunities.ts'
import { employees, groups, locations, queues } from './people.table.ts'
import { makeTemplates } from './templates.ts'

/** Name of the link of the demonstration. */
export const demoLink = 'demo'
export const demoTenant = { name: 'demo', country: 'US', timeZone: 'America/New_York' } as const

/**
 * A believable company: two groups in two countries, three teams, twelve extensions, 120 accounts, 400 contacts in six countries, 300 cases and half
 * a year of history. The same for the same seed; dates go back from `now`.
 * @param hashes password hash by user name.
 */
export function makeCompany(seed: number, now: number, hashes: ReadonlyMap<string, string>): BulkRecords {
  const dice = createDice(seed)
  // Dice of their own: the customers stay who they are.
  const house = createDice(seed + 1)
  const withId = <Thing extends object>(it: Thing) => ({ id: house.uuid(), ...it })
  const [ownGroups, ownLocations] = [groups.map(withId), locations.map(withId)]
  const users = employees.map(({ userName, name, role, extension, team, group, location }) => ({
    id: dice.uuid(),
    userName,
    name,
    role,
    team,
    groupId: ownGroups.find((it) => it.name === group)?.id ?? null,
    locationId: ownLocations.find((it) => it.name === location)?.id ?? null,
    country: null,
    timeZone: null,
    active: true,
    device: extension,
    link: extension === null ? null : demoLink,
    passwordHash: hashes.get(userName) ?? '',
  }))
  const { accounts, contacts } = makeCustomers(dice)
  const [first, ...others] = contacts
  const [agent, ...agents] = users.filter(({ role }) => role === 'agent').map(({ id }) => id)
  if (first === undefined || agent === undefined) throw new Error('A company without customers or agents.')
  const history = makeHistory({ dice, contacts: [first, ...others], agents: [agent, ...agents], now })
  const author = users.find(({ role }) => role === 'administrator')
  const organisation = {
    groups: ownGroups,
    locations: ownLocations,
    queues: queues.map((it) => ({ link: demoLink, ...it })),
    ...(author === undefined ? {} : { templates: makeTemplates(house, { by: author, groups: ownGroups }) }),
  }
  const given = { dice, contacts: [first, ...others], agents: [agent, ...agents], now } as const
  const opportunities = makeOpportunities({ ...given, accounts })
  return { ...organisation, users, accounts, contacts, ...history, opportunities }
}
