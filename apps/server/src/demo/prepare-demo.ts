import { z } from 'zod'
import { hashPassword } from '#auth/password.ts'
import type { DemoCast, DemoPorts } from '#http/demo.ts'
import { writeBulkRecords } from '#store/bulk-records.ts'
import type { Database } from '#store/db.ts'
import { createTenantStore, type TenantData } from '#store/tenants.ts'
import { createUserStore } from '#store/users.ts'
import { ConfigError, type LinkFileConfig } from '../config.ts'
import { demoLink, demoTenant, makeCompany } from './company.ts'
import { makeCustomers, sharedNumber, switchboard } from './customers.ts'
import { createDice } from './dice.ts'
import { employees, locations } from './people.table.ts'

/** The demonstration: its organisation, its link to the simulator, and who plays in it. */
export interface Demo extends DemoPorts {
  readonly tenants: readonly TenantData[]
  readonly links: readonly LinkFileConfig[]
}

const seed = 7468
/** How long the simulator may take to come up beside us. */
const simulatorMs = 10_000

/** @throws ConfigError when no simulator answers. */
export async function prepareDemo(
  { simulatorControl }: { readonly simulatorControl: string },
  database: Database,
): Promise<Demo> {
  const control = simulatorControl.replace(/\/$/, '')
  const tenant = await createTenantStore(database).put(demoTenant)
  const users = await createUserStore(database).list(tenant.id)
  if (users.length === 0) await seedCompany(tenant.id, database)
  const cstaPort = await findSimulator(control)
  return { simulatorControl: control, tenants: [tenant], links: [linkTo(cstaPort)], cast: makeCast() }
}

/** All in one transaction: a start that is killed meanwhile leaves nothing half made. */
async function seedCompany(tenant: string, database: Database): Promise<void> {
  const hashes = await Promise.all(
    employees.map(async ({ userName }) => [userName, await hashPassword(userName)] as const),
  )
  await writeBulkRecords(database, tenant, makeCompany(seed, Date.now(), new Map(hashes)))
}

const health = z.object({ cstaPort: z.int() })

async function findSimulator(control: string): Promise<number> {
  const until = Date.now() + simulatorMs
  for (;;) {
    const port = await fetch(`${control}/health`, { signal: AbortSignal.timeout(2_000) })
      .then(async (response) => health.parse(await response.json()).cstaPort)
      .catch(() => undefined)
    if (port !== undefined) return port
    if (Date.now() > until)
      throw new ConfigError(`The demonstration wants a simulator at ${control}, and none answers there.`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

function linkTo(port: number): LinkFileConfig {
  return {
    name: demoLink,
    kind: 'csta',
    country: 'US',
    // What the simulated telephone system has beside telephones: a voice menu, a queue, a group, three park slots.
    devices: ['6000', '6001', '6010', '701', '702', '703'],
    targets: [
      { kind: 'queue', name: 'Service', number: '6001' },
      { kind: 'number', name: 'Reception', number: '6010' },
      { kind: 'park', name: 'Park 1', number: '701' },
      { kind: 'park', name: 'Park 2', number: '702' },
      { kind: 'park', name: 'Park 3', number: '703' },
    ],
    reasons: [
      { code: '1', label: 'Break' },
      { code: '2', label: 'Lunch' },
      { code: '3', label: 'Meeting' },
      { code: '4', label: 'Training' },
    ],
    pickupGroup: '6010',
    rejectBy: 'clear',
    config: { host: '127.0.0.1', port, user: 'hookswitch', password: 'hookswitch' },
  }
}

/** Some of the customers, those of whom there is something to see first. */
function makeCast(): DemoCast {
  const dice = createDice(seed)
  for (const _ of employees) dice.uuid()
  const { accounts, contacts } = makeCustomers(dice)
  const named = new Map(accounts.map((account) => [account.id, account]))
  const callers = contacts.slice(0, 30).flatMap(({ givenName, familyName, accountId, phones }) => {
    const account = named.get(accountId ?? '')
    const number = phones.find(({ e164 }) => e164 !== null)?.e164 ?? null
    if (number === null || number === sharedNumber) return []
    return [
      {
        name: `${givenName} ${familyName}`,
        company: account?.name ?? null,
        number,
        accountNumber: account?.number ?? null,
      },
    ]
  })
  const special = [
    {
      name: 'Nora or Elias Whitcombe (one telephone, two people)',
      company: null,
      number: sharedNumber,
      accountNumber: null,
    },
    {
      name: 'Somebody at a switchboard',
      company: 'Harbour Group plc',
      number: switchboard,
      accountNumber: null,
    },
  ]
  return {
    callers: [...callers.slice(0, 6), ...special, ...callers.slice(6, 18)],
    extensions: employees.flatMap(({ extension, name }) => (extension === null ? [] : [{ extension, name }])),
    services: [
      { number: '6000', name: 'Voice menu, then the service queue' },
      { number: '6001', name: 'Service queue' },
    ],
    signIns: employees.map(({ userName, name, extension, location }) => ({
      userName,
      password: userName,
      name,
      extension,
      language: locations.find((it) => it.name === location)?.language ?? 'en',
    })),
  }
}
